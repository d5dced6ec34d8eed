// The list of inferences, newest first: one page of it for each screen.

import { address, call, rows } from '../shell/api.js';
import { el, facts } from '../shell/dom.js';
import { Reading, Slot } from '../shell/states.js';
import { Table, small } from '../shell/table.js';
import { NOTHING, counted } from '../shell/words.js';
import { inAddress, inQuery, isNarrowed, offerNames } from './filter.js';
import { confidence, millis, outcome, tokens, verdict, when } from './words.js';

/** @typedef {import('./words.js').Inference} Inference */

/** @type {import('../shell/table.js').Column<Inference>[]} */
const COLUMNS = [
  {
    name: 'Begun',
    cell: ({ id, started_at: at }) => el('a', { href: `#${id}`, textContent: when(at) }),
  },
  { name: 'Route', cell: ({ route, requested_model: asked }) => route ?? asked ?? NOTHING },
  { name: 'Model', cell: model },
  { name: 'Outcome', cell: ended },
  { name: 'Verdict', cell: judged },
  { name: 'First token', cell: ({ first_token_ms: ms }) => millis(ms) },
  { name: 'Total', cell: ({ duration_ms: ms }) => millis(ms) },
  { name: 'Tokens', cell: tokens },
];

export class List {
  #figures = el('div');
  #table = new Table('Inferences, newest first', COLUMNS, 'inferences');
  #pages = el('nav', { className: 'pages', ariaLabel: 'Pages of the list' });
  #slot = new Slot(el('div', {}, this.#figures, this.#table.element, this.#pages));
  #go;
  #trail;
  /** The query of the address that the content is of. */ #of = location.search;
  #reading = new Reading({
    slot: this.#slot,
    what: 'The inferences cannot be listed',
    read: async () => call('GET', `${address('api/inferences')}?${inQuery()}`),
    show: (page) => this.#show(page),
    every: () => undefined,
  });

  /**
   * @param {(query: URLSearchParams, trail: string[]) => void} go shows another page
   * @param {() => string[]} trail what the pages before this one began behind; '' for the first
   */
  constructor(go, trail) {
    this.#go = go;
    this.#trail = trail;
    const again = el('button', { type: 'button', className: 'link', textContent: 'Look again' });
    again.addEventListener('click', () => this.#reading.look());
    const title = el('h2', { textContent: 'Inferences' });
    this.element = el(
      'section',
      {},
      el('div', { className: 'titled' }, title, again),
      this.#slot.element,
    );
  }

  start() {
    if (this.#of !== location.search) this.#slot.clear();
    this.#of = location.search;
    this.#reading.start();
  }

  stop() {
    this.#reading.stop();
  }

  /** @param {any} page */
  #show(page) {
    /** @type {Inference[]} */
    const found = rows(page);
    offerNames();
    if (found.length === 0) {
      this.#slot.empty(nothing, location.search);
      return;
    }
    this.#figures.replaceChildren(figuresOf(found));
    this.#table.show(found);
    this.#pages.replaceChildren(...this.#links(page.next));
    this.#slot.show();
  }

  /** @param {string | null} next */
  #links(next) {
    const after = new URLSearchParams(location.search).get('after');
    const trail = this.#trail();
    const links = [];
    if (after) {
      links.push(this.#link('Newest', '', []));
      if (trail.length > 0) {
        links.push(this.#link('← Newer', trail.at(-1) ?? '', trail.slice(0, -1)));
      }
    }
    if (next) links.push(this.#link('Older →', next, [...trail, after ?? '']));
    return links;
  }

  /**
   * @param {string} name
   * @param {string} after
   * @param {string[]} trail
   */
  #link(name, after, trail) {
    const query = inAddress();
    if (after) query.set('after', after);
    const link = el('a', { href: `?${query}`, textContent: name });
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#go(query, trail);
    });
    return link;
  }
}

/** @param {Inference} of */
function model({ model: name, rung, fallbacks }) {
  if (!name) return NOTHING;
  const steps = fallbacks ? `, ${counted(fallbacks, 'fallback')}` : '';
  return [name, rung > 1 || steps ? small(`rung ${rung}${steps}`) : null];
}

/** @param {Inference} of */
function ended({ outcome: of, error_code: code, status }) {
  return [outcome(of), code ? small([status, code].filter(Boolean).join(' · ')) : null];
}

/** @param {Inference} of */
function judged({ verdict: of, confidence: share, calibrated }) {
  if (!of) return NOTHING;
  const scored = share === null || share === undefined ? null : confidence(share);
  return [verdict(of), scored ? small(calibrated ? scored : `${scored}, uncalibrated`) : null];
}

/** What is on this screen in figures. @param {Inference[]} found */
function figuresOf(found) {
  /** @param {(one: Inference) => unknown} holds */
  const of = (holds) => `${found.filter(holds).length} of ${found.length}`;
  const judgedOnes = found.filter(({ verdict: said }) => said);
  const sure = judgedOnes.filter((one) => one.verdict === 'accepted');
  return facts('facts', [
    ['Completed', of((one) => one.outcome === 'completed')],
    ['Fell back', of((one) => one.fallbacks > 0)],
    [
      'Sure enough',
      judgedOnes.length > 0 ? `${sure.length} of ${judgedOnes.length} judged` : undefined,
    ],
    ['First token, median', median(found.map(({ first_token_ms: ms }) => ms))],
    ['Total, median', median(found.map(({ duration_ms: ms }) => ms))],
  ]);
}

/** @param {(number | null)[]} all */
function median(all) {
  const sorted = all.filter((ms) => typeof ms === 'number').sort((a, b) => a - b);
  return sorted.length > 0 ? millis(sorted[Math.floor((sorted.length - 1) / 2)]) : undefined;
}

function nothing() {
  return isNarrowed()
    ? [el('p', { textContent: 'No inference fits this filter. "Show all" takes it away.' })]
    : [
        el('p', {
          textContent:
            'There are none yet. Every request to a model appears here a moment after its answer ' +
            'has ended, with what happened on its way.',
        }),
        el(
          'p',
          { className: 'note' },
          'Ask something on the ',
          el('a', { href: './' }, 'chat page'),
          '.',
        ),
      ];
}

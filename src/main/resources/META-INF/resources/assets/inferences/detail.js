// One inference: its figures, its story, its upstream calls, and its text where that is kept.

import { address, open } from '../shell/api.js';
import { may } from '../shell/caller.js';
import { copyButton } from '../shell/copy.js';
import { el, facts } from '../shell/dom.js';
import { Reading, Slot } from '../shell/states.js';
import { lines, record } from '../shell/story.js';
import { Table, small } from '../shell/table.js';
import { NOTHING, count, plain } from '../shell/words.js';
import { confidence, cost, millis, outcome, tokens, verdict, when } from './words.js';

/** @typedef {import('./words.js').Inference} Inference */

/** @type {import('../shell/table.js').Column<any>[]} */
const CALLS = [
  {
    name: 'Call',
    cell: ({ model, rung, purpose }) => [model, small(`rung ${rung}, ${plain(purpose)}`)],
  },
  {
    name: 'Result',
    cell: ({ result, status, committed }) => [
      plain(result),
      small([status, committed ? 'served' : ''].filter(Boolean).join(', ')),
    ],
  },
  { name: 'Verdict', cell: ({ judgement }) => judged(judgement) },
  { name: 'First token', cell: ({ first_token_ms: ms }) => millis(ms) },
  { name: 'Total', cell: ({ duration_ms: ms }) => millis(ms) },
  { name: 'Tokens', cell: tokens },
  { name: 'Cost', cell: ({ cost_usd: usd }) => cost(usd) },
];

/** The longest text that is shown. */
const SHOWN_MAX = 200_000;

export class Detail {
  #id;
  #title = el('h2', { textContent: 'Inference', tabIndex: -1 });
  #content = el('div');
  #slot = new Slot(this.#content);
  /** @type {Reading<any>[]} of the texts that are shown */ #texts = [];
  #reading = new Reading({
    slot: this.#slot,
    what: 'This inference cannot be shown',
    read: () => record(this.#id),
    show: (found) => {
      const texts = ['request', 'stream'].map((what) => text(found.id, what));
      this.#texts = texts.map(({ reading }) => reading);
      const shown = texts.map(({ element }) => element);
      this.#content.replaceChildren(...parts(found, el('div', { className: 'texts' }, ...shown)));
      this.#slot.show();
    },
    every: () => undefined,
  });

  /** @param {string} id */
  constructor(id) {
    this.#id = id;
    this.element = el(
      'section',
      { className: 'inference' },
      el('p', { className: 'back' }, el('a', { href: '#', textContent: '← All inferences' })),
      this.#title,
      el('p', { className: 'id' }, el('code', {}, id), copyButton(id)),
      this.#slot.element,
    );
  }

  open({ focus = false } = {}) {
    this.#reading.start();
    if (focus) this.#title.focus({ preventScroll: true });
  }

  close() {
    for (const reading of [this.#reading, ...this.#texts]) reading.stop();
  }
}

/**
 * @param {Inference} found
 * @param {HTMLElement} texts shown if they are kept
 */
function parts(found, texts) {
  return [
    el(
      'p',
      { className: 'word' },
      outcome(found.outcome),
      found.verdict ? verdict(found.verdict) : null,
    ),
    facts('facts', [
      ['Total', millis(found.duration_ms)],
      ['First token', known(millis(found.first_token_ms))],
      [
        found.calibrated ? 'Confidence, calibrated' : 'Confidence, uncalibrated',
        known(confidence(found.confidence)),
      ],
      ['Answer tokens', figure(found.completion_tokens, found.tokens_reported ? '' : 'at least ')],
      ['Prompt tokens', figure(found.prompt_tokens)],
      ['Cost', known(cost(found.cost_usd))],
      ['Upstream calls', count(found.attempts?.length)],
    ]),
    part(
      'What happened',
      el('div', { className: 'story' }, el('ol', {}, ...lines(found.story ?? []))),
    ),
    part('Upstream calls', calls(found.attempts ?? [])),
    part('Text', !found.has_text ? noText(found) : may('read_texts') ? texts : notShown()),
    part('Record', rest(found)),
  ];
}

/**
 * @param {string} title
 * @param {HTMLElement} body
 */
const part = (title, body) => el('section', {}, el('h3', { textContent: title }), body);

/**
 * @param {number | null | undefined} of
 * @param {string} [before]
 */
const figure = (of, before = '') =>
  of === null || of === undefined ? undefined : `${before}${count(of)}`;

/** @param {string} text */
const known = (text) => (text === NOTHING ? undefined : text);

/** @param {any[]} attempts */
function calls(attempts) {
  if (attempts.length === 0) return el('p', { className: 'note' }, 'No upstream was asked.');
  const table = new Table('Upstream calls, in order', CALLS, 'calls');
  table.show(attempts);
  return table.element;
}

/** @param {any} of */
function judged(of) {
  if (!of) return NOTHING;
  const { verdict: word, confidence: share, threshold } = of;
  if (share === null || share === undefined) return verdict(word);
  const limit = typeof threshold === 'number' ? ` of ${confidence(threshold)} needed` : '';
  return [verdict(word), small(`${confidence(share)}${limit}`)];
}

/**
 * Read when it is unfolded.
 *
 * @param {string} id
 * @param {string} what
 */
function text(id, what) {
  const title = what === 'request' ? 'Request' : 'Answer';
  const shown = el('pre', {}, el('code'));
  const note = el('p', { className: 'note' });
  const slot = new Slot(el('div', {}, shown, note));
  const reading = new Reading({
    slot,
    what: `The ${title.toLowerCase()} cannot be shown`,
    read: async () => {
      const accept = 'application/json, text/event-stream';
      const answer = await open('GET', address('api/inferences', [id, what]), { accept });
      return { cut: answer.headers.get('x-sluice-answer-cut'), whole: await answer.text() };
    },
    show: ({ cut, whole }) => {
      shown.firstChild?.replaceWith(el('code', {}, pretty(whole.slice(0, SHOWN_MAX))));
      note.textContent = [
        whole.length > SHOWN_MAX ? `The first ${count(SHOWN_MAX)} characters.` : '',
        cut === 'true' ? 'More was answered than is kept.' : '',
      ]
        .join(' ')
        .trim();
      slot.show();
    },
    every: () => undefined,
  });
  const element = el('details', {}, el('summary', {}, title), slot.element);
  element.addEventListener(
    'toggle',
    () => element.open && slot.state !== 'shown' && reading.start(),
  );
  return { element, reading };
}

/** JSON with its lines; anything else, such as a stream, as it is. @param {string} whole */
function pretty(whole) {
  try {
    return JSON.stringify(JSON.parse(whole), null, 2);
  } catch {
    return whole;
  }
}

const notShown = () =>
  el(
    'p',
    { className: 'note' },
    'It is kept. Keys with the role reviewer, or a higher one, see it.',
  );

/** @param {Inference} of */
const noText = ({ route }) =>
  el(
    'p',
    { className: 'note' },
    'None is kept. ',
    el('code', {}, `routes.${route ?? 'NAME'}.record: { text: true }`),
    ' in sluice.yaml keeps that of later ones.',
  );

/** @param {Inference} of */
function rest(of) {
  /** @param {unknown} value */
  const said = (value) =>
    value === null || value === undefined || value === '' ? undefined : String(value);
  return facts('record', [
    ['Begun', when(of.started_at)],
    ['Route', said(of.route)],
    ['Asked for', said(of.requested_model)],
    ['Answered by', said(of.model)],
    ['Its upstream called it', said(of.served_model)],
    ['Rung', said(of.rung)],
    ['Operation', plain(of.operation)],
    ['Streamed', of.streaming ? 'yes' : 'no'],
    ['Status', said(of.status)],
    ['Error', said(of.error_code)],
    ['Caused by', said(of.party)],
    ['Confidence from', said(of.confidence_source)],
    ['Key', said(of.key)],
    ['Unit', said(of.unit)],
    ['Experiment', of.experiment ? `${of.experiment}: ${of.variant}` : undefined],
    ['Longest gap between tokens', known(millis(of.worst_gap_ms))],
    ['Time in the gateway', known(millis(of.overhead_ms))],
    ['Bytes', `${count(of.bytes_in)} in, ${count(of.bytes_out)} out`],
    ['Copy of', said(of.shadow_of)],
  ]);
}

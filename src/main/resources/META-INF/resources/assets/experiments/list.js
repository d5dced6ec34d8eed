// The list of experiments, newest first.

import { address } from './api.js';
import { call, rows } from '../shell/api.js';
import { needs } from '../shell/caller.js';
import { command, curlCommand } from '../shell/copy.js';
import { byId, el } from '../shell/dom.js';
import { apiKey } from '../shell/key.js';
import { Reading, Slot } from '../shell/states.js';
import { Table } from '../shell/table.js';
import { NOTHING, moment } from '../shell/words.js';
import { sign, tone } from './signs.js';
import { isLive, outcomeWord, stageWord, stateWord } from './words.js';

/** @typedef {import('./api.js').View} View */

/** How often the list is read again. */
const LIST_MS = 10_000;

const INTRODUCTION =
  'There are none yet. An experiment takes a candidate through stages on one of your routes, ' +
  'beside what the route serves now, and rolls it back if it is worse.';
const NEXT =
  'Neither starts it: it appears here, with a button that starts it. This page checks again ' +
  'every few seconds.';

/** @type {import('../shell/table.js').Column<View>[]} */
const COLUMNS = [
  { name: 'Experiment', cell: named },
  { name: 'Route', cell: ({ route }) => route },
  { name: 'State', cell: state },
  { name: 'Stage', cell: ({ stage }) => stageWord(stage) },
  { name: 'Outcome', cell: outcome },
  {
    name: 'Reason',
    cell: ({ reason, unservable }) => reason || unservable || NOTHING,
  },
];

const byState = byId('filter-state', HTMLSelectElement);
const byRoute = byId('filter-route', HTMLSelectElement);
const filter = byId('filter', HTMLFormElement);

/** The list, which reads itself between `start` and `stop`. */
export class List {
  /** @type {View[]} */ #views = [];
  #seen = '';
  #note = el('p', { className: 'note' });
  #table = new Table('Experiments, newest first', COLUMNS, 'experiments');
  #slot = new Slot(el('div', {}, this.#table.element, this.#note));
  #reading = new Reading({
    slot: this.#slot,
    what: 'The experiments cannot be listed',
    read: async () => rows(await call('GET', address())),
    show: (views) => this.#show(views),
    every: () => LIST_MS,
  });

  constructor() {
    const title = el('h2', { textContent: 'Experiments' });
    const head = el('div', { className: 'titled' }, title, define());
    this.element = el('section', { className: 'list' }, head, this.#slot.element);
    filter.addEventListener('input', () => this.#draw());
    filter.addEventListener('submit', (event) => event.preventDefault());
  }

  start() {
    filter.hidden = this.#views.length === 0;
    this.#reading.start();
  }

  stop() {
    filter.hidden = true;
    this.#reading.stop();
  }

  /**
   * Draws only what has changed, so that the page stays still while it is read.
   *
   * @param {View[]} views
   */
  #show(views) {
    filter.hidden = views.length === 0;
    if (views.length === 0) this.#slot.empty(firstSteps);
    else this.#slot.show();
    const seen = JSON.stringify(views);
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#views = views;
    this.#offerRoutes();
    this.#draw();
  }

  #offerRoutes() {
    const wanted = byRoute.value;
    const routes = [...new Set(this.#views.map(({ route }) => String(route)))].sort();
    const options = routes.map((route) => new Option(route, route));
    byRoute.replaceChildren(new Option('All', ''), ...options);
    byRoute.value = routes.includes(wanted) ? wanted : '';
  }

  #draw() {
    const shown = this.#views.filter(
      (view) =>
        inState(view.state, byState.value) &&
        (byRoute.value === '' || view.route === byRoute.value),
    );
    const all = this.#views.length;
    this.#table.element.hidden = shown.length === 0;
    this.#table.show(shown);
    this.#note.textContent = shown.length === all ? `${all} in total` : `${shown.length} of ${all}`;
  }
}

/**
 * @param {string} state
 * @param {string} wanted
 */
function inState(state, wanted) {
  if (wanted === '') return true;
  if (wanted === 'pending') return state === 'pending';
  return wanted === 'live' ? isLive(state) : !isLive(state) && state !== 'pending';
}

/** @param {View} view */
function named({ id, changed_at: changed }) {
  return [
    el('a', { href: `#${encodeURIComponent(id)}`, textContent: id }),
    el('span', {
      className: 'since',
      textContent: `changed ${moment(changed)}`,
    }),
  ];
}

/** @param {View} view */
function state({ state: of, switched_off: off, unservable }) {
  return [
    sign(of, stateWord(of), tone(of)),
    off ? sign('warning', 'switched off', 'warm') : null,
    unservable ? sign('warning', 'not served', 'warm') : null,
  ];
}

/** @param {View} view */
function outcome({ outcome: of }) {
  const word = outcomeWord(of);
  return of === 'fail' ? el('strong', { textContent: word }) : word;
}

/** The way to the form. */
const define = () =>
  needs('command', el('a', { href: '#/new', textContent: 'Define an experiment' }));

/** What to do if there is nothing yet. */
function firstSteps() {
  const body = {
    id: 'my-first',
    route: 'ROUTE',
    candidate: 'MODEL',
    rollout: {},
  };
  return [
    el('p', { textContent: INTRODUCTION }),
    needs(
      'command',
      el(
        'div',
        {},
        el(
          'p',
          {},
          define(),
          ', with a form, or name a route and a model of your sluice.yaml here:',
        ),
        command(curlCommand(address().href, body, Boolean(apiKey()))),
        el('p', { className: 'note', textContent: NEXT }),
      ),
    ),
  ];
}

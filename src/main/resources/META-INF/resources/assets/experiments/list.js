// The experiments there are, newest first.

import { byId, copy, curlCommand, el } from '../dom.js';
import { apiKey } from '../key.js';
import { sign, tone } from './shapes.js';
import { isLive, moment, outcomeWord, stageWord, stateWord } from './words.js';

const COLUMNS = ['Experiment', 'Route', 'State', 'Stage', 'Outcome', 'Reason'];

const [byState, byRoute, filter] = ['filter-state', 'filter-route', 'filter'].map(byId);

/** The address of one experiment on this page. */
export const linkTo = (id) => `#${encodeURIComponent(id)}`;

export class List {
  #views = [];
  #seen = '';
  #body = el('tbody');
  #note = el('p', { className: 'note' });

  constructor() {
    const head = el('tr', {}, ...COLUMNS.map((name) => el('th', { scope: 'col', textContent: name })));
    this.table = el('table', { className: 'experiments' }, el('caption', { className: 'unseen', textContent: 'Experiments, newest first' }), el('thead', {}, head), this.#body);
    this.table.hidden = true;
    this.empty = el('div', { className: 'empty', hidden: true });
    this.notices = el('div', { className: 'notices' });
    this.element = el('section', { className: 'list' }, el('h2', { textContent: 'Experiments' }), this.notices, this.empty, this.table, this.#note);
    filter.addEventListener('input', () => this.#draw());
    filter.addEventListener('submit', (event) => event.preventDefault());
  }

  /** Draws only what has changed, so that the page keeps still while it is read. */
  show(views) {
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
    byRoute.replaceChildren(new Option('All', ''), ...routes.map((route) => new Option(route, route)));
    byRoute.value = routes.includes(wanted) ? wanted : '';
  }

  #draw() {
    const shown = this.#views.filter((view) => inState(view.state, byState.value) && (byRoute.value === '' || view.route === byRoute.value));
    const none = this.#views.length === 0;
    filter.hidden = none;
    this.table.hidden = shown.length === 0;
    this.empty.hidden = !none;
    if (none) this.empty.replaceChildren(...firstSteps());
    const focused = document.activeElement?.getAttribute('href');
    this.#body.replaceChildren(...shown.map(row));
    if (focused && !document.activeElement?.getAttribute('href')) [...this.#body.querySelectorAll('a')].find((link) => link.getAttribute('href') === focused)?.focus();
    this.#note.textContent = none ? '' : shown.length === this.#views.length ? `${shown.length} in all` : `${shown.length} of ${this.#views.length}`;
  }
}

function inState(state, wanted) {
  if (wanted === '') return true;
  if (wanted === 'pending') return state === 'pending';
  return wanted === 'live' ? isLive(state) : !isLive(state) && state !== 'pending';
}

function row(view) {
  const { id, route, state, stage, outcome, reason, switched_off: off, unservable } = view;
  const cells = [
    [el('a', { href: linkTo(id), textContent: id }), el('span', { className: 'since', textContent: `changed ${moment(view.changed_at)}` })],
    [el('span', { textContent: route })],
    [sign(state, stateWord(state), tone(state)), off ? sign('warning', 'switched off', 'warm') : null, unservable ? sign('warning', 'not served', 'warm') : null],
    [el('span', { textContent: stageWord(stage) })],
    [outcome === 'fail' ? el('strong', { textContent: outcomeWord(outcome) }) : el('span', { textContent: outcomeWord(outcome) })],
    [el('span', { textContent: reason || unservable || '–' })],
  ];
  const element = el('tr', {}, ...cells.map((content, i) => el(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row' } : {}, ...content)));
  [...element.cells].forEach((cell, i) => {
    cell.dataset.name = COLUMNS[i];
    cell.className = cell.textContent === '–' ? 'none' : '';
  });
  return element;
}

/** What to do where there is nothing yet. */
function firstSteps() {
  const body = { id: 'my-first', route: 'ROUTE', candidate: 'MODEL', rollout: {} };
  const command = curlCommand(new URL('api/experiments', document.baseURI).href, body, Boolean(apiKey()));
  const button = el('button', { type: 'button', className: 'link', textContent: 'Copy' });
  button.onclick = () => copy(command, button);
  return [
    el('p', { textContent: 'There are none yet. An experiment takes a candidate through stages on one of your routes, beside what the route serves now, and takes it back when it is worse. Name a route and a model of your sluice.yaml:' }),
    el('div', { className: 'command' }, el('pre', {}, el('code', { textContent: command })), button),
    el('p', { className: 'note', textContent: 'It is not started by this: it shows here, with a button that starts it. This page looks again every few seconds.' }),
  ];
}

// The filter: a form in the side, and the address of the page, which always say the same.

import { address, call, rows } from '../shell/api.js';
import { byId } from '../shell/dom.js';
import { outcomeChoices, verdictChoices } from './words.js';

/** What goes to the API as it is. */
const PLAIN = ['route', 'model', 'outcome', 'verdict', 'min_confidence', 'max_confidence'];

const MOMENTS = ['since', 'until'];

/** @type {Record<string, number>} milliseconds */
const SPANS = { '1h': 3_600_000, '1d': 86_400_000, '7d': 604_800_000, '30d': 2_592_000_000 };

const form = byId('filter', HTMLFormElement);
byId('outcome', HTMLSelectElement).append(...outcomeChoices());
byId('verdict', HTMLSelectElement).append(...verdictChoices());

/** @param {string} name */
const field = (name) =>
  /** @type {HTMLInputElement | HTMLSelectElement} */ (form.elements.namedItem(name));

/** @param {string} local what a field for a moment holds: in the reader's time zone */
const iso = (local) => (local ? new Date(local).toISOString() : '');

/** @param {string | null} moment */
function local(moment) {
  const at = new Date(moment ?? NaN);
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What the page's address says of the filter, without the page of the list. */
export function inAddress() {
  return known([...PLAIN, 'within', ...MOMENTS]);
}

/** What the page's address says of these. @param {string[]} names */
function known(names) {
  const asked = new URLSearchParams(location.search);
  const query = new URLSearchParams();
  for (const name of names) {
    const value = asked.get(name);
    if (value) query.set(name, value);
  }
  return query;
}

/** What the API is asked for; a span of time ends now. */
export function inQuery() {
  const query = known([...PLAIN, ...MOMENTS, 'after']);
  const span = SPANS[inAddress().get('within') ?? ''];
  if (span) query.set('since', new Date(Date.now() - span).toISOString());
  return query;
}

export const isNarrowed = () => inAddress().size > 0;

/** The form says what the address says. */
export function fill() {
  const asked = inAddress();
  for (const name of PLAIN) field(name).value = asked.get(name) ?? '';
  const spanned = asked.has('since') || asked.has('until');
  field('within').value = spanned ? 'span' : (asked.get('within') ?? '');
  field('since').value = local(asked.get('since'));
  field('until').value = local(asked.get('until'));
  showSpan();
  const set = inAddress().size;
  byId('narrowing-name').textContent =
    set > 0 ? `Filter (${set} set) and export` : 'Filter and export';
  for (const button of form.querySelectorAll('button')) button.disabled = !isNarrowed();
}

function showSpan() {
  const spanned = field('within').value === 'span';
  for (const part of form.querySelectorAll('.span')) {
    if (part instanceof HTMLElement) part.hidden = !spanned;
  }
}

/** What the form says, for the address. */
function said() {
  const query = new URLSearchParams();
  for (const name of PLAIN) {
    const value = field(name).value.trim();
    if (value) query.set(name, value);
  }
  const within = field('within').value;
  if (within === 'span') {
    for (const name of MOMENTS) {
      const { value } = field(name);
      const was = inAddress().get(name);
      // A field has no seconds: one that is as it was keeps those of the address.
      const moment = was && value === local(was) ? was : iso(value);
      if (moment) query.set(name, moment);
    }
  } else if (within) query.set('within', within);
  return query;
}

/** @param {(query: URLSearchParams) => void} then gets what the form says when it has changed */
export function onFilter(then) {
  const apply = () => {
    if (form.reportValidity()) then(said());
  };
  form.addEventListener('change', ({ target }) => {
    // A moment is whole after each digit: it is asked for when its field is left, or with Enter.
    if (target === field('since') || target === field('until')) return;
    showSpan();
    const isOpened = target === field('within') && field('within').value === 'span';
    // Nothing to ask for until one of the two is there.
    if (isOpened && !field('since').value && !field('until').value) field('since').focus();
    else apply();
  });
  for (const name of MOMENTS) {
    let before = '';
    const changed = () => {
      if (field(name).value !== before) apply();
      before = field(name).value;
    };
    field(name).addEventListener('focus', () => (before = field(name).value));
    field(name).addEventListener('blur', changed);
    field(name).addEventListener('keydown', (event) => {
      if (event instanceof KeyboardEvent && event.key === 'Enter') changed();
    });
  }
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    then(new URLSearchParams());
  });
}

let offered = false;

/** Names to choose from, once. Without them any name can be written, as it can with them. */
export async function offerNames() {
  if (offered) return;
  offered = true;
  try {
    const models = rows(await call('GET', address('api/models')));
    const routes = models.flatMap((model) =>
      (model.routes ?? []).map((/** @type {any} */ use) => use.route),
    );
    offer(
      'models',
      models.map(({ name }) => name),
    );
    offer('routes', routes);
  } catch {
    // The list says what is wrong, if it is.
    offered = false;
  }
}

/**
 * @param {string} id
 * @param {string[]} names
 */
function offer(id, names) {
  const distinct = [...new Set(names)].sort();
  byId(id).replaceChildren(...distinct.map((name) => new Option(name, name)));
}

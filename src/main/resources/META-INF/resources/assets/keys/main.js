// The page of keys: who may call, how old each key is, and when it was last used.

import '../shell/page.js';
import { address, call, rows } from '../shell/api.js';
import { command } from '../shell/copy.js';
import { byId, el, facts } from '../shell/dom.js';
import { Reading, Slot, notice } from '../shell/states.js';
import { Table, small } from '../shell/table.js';
import { NOTHING, ago, count, moment } from '../shell/words.js';

/** How often it is read again. */
const READ_MS = 10_000;

const DAY_MS = 86_400_000;

const NEW = './sluice key new NAME --role ROLE';
const FIRST = './sluice key new NAME --role admin';
const REMOVE = './sluice key remove NAME';

const NONE =
  'There are none: this gateway listens on the loopback address only and lets in everyone on ' +
  'this machine, as an administrator. With the first key it asks everyone for one, also here, so ' +
  'the first should be an administrator’s. The key is printed once:';

const COUNTED =
  'Requests are counted in the memory of the process that has answered, from its start on, ' +
  'whatever they asked for. The last inference is from the records: of every replica, for as ' +
  'long as records are kept.';
const CHANGED =
  'Where the gateway runs; in force a second later. A key is printed once. Each role may also do ' +
  'what those before it may: client asks models, reader reads figures, reviewer reads texts, ' +
  'operator commands experiments, admin sees this page.';

/** @typedef {any} Key of the API, and whether its inferences are known (`recorded`) */

/** @type {import('../shell/table.js').Column<Key>[]} */
const COLUMNS = [
  { name: 'Key', cell: ({ name, digest }) => [name, small(`digest ${digest}…`)] },
  { name: 'Role', cell: ({ role }) => role ?? NOTHING },
  {
    name: 'Made',
    cell: ({ created }) => (created ? [days(created), small(date(created))] : 'not written down'),
  },
  { name: 'Last request', cell: ({ last_request_at: at }) => since(at, 'none yet') },
  {
    name: 'Last inference',
    cell: ({ last_inference_at: at, recorded }) =>
      since(at, recorded ? 'none recorded' : 'not known'),
  },
  {
    name: 'Requests',
    cell: ({ requests, counted_since: at }) => [count(requests), small(`since ${moment(at)}`)],
  },
  {
    name: 'Open at once',
    cell: ({ open_max: most }) => (most === null ? 'no limit' : `${count(most)} at most`),
  },
];

const summary = el('div');
const trouble = el('div');
const table = new Table('Keys, in the order of the files', COLUMNS, 'keys');
const slot = new Slot(
  el(
    'div',
    {},
    summary,
    trouble,
    table.element,
    el('p', { className: 'note' }, COUNTED),
    el('h3', { textContent: 'Another key, or one less' }),
    el('p', { className: 'note' }, CHANGED),
    command(`${NEW}\n${REMOVE}`),
  ),
);

const reading = new Reading({
  slot,
  what: 'The keys cannot be listed',
  read: () => call('GET', address('api/keys')),
  show,
  every: () => READ_MS,
});

/** @param {any} answer */
function show(answer) {
  const problem = answer.records_problem;
  /** @type {Key[]} */
  const keys = rows(answer).map((key) => ({ ...key, recorded: !problem }));
  if (keys.length === 0) {
    slot.empty(() => [el('p', { textContent: NONE }), command(FIRST)]);
    return;
  }
  trouble.replaceChildren(...(problem ? [notice('The last inferences are unknown', problem)] : []));
  summary.replaceChildren(figuresOf(keys));
  table.show(keys);
  slot.show();
}

/** @param {Key[]} keys */
function figuresOf(keys) {
  const used = keys.filter((key) => Date.now() - lastUse(key) < DAY_MS).length;
  const never = keys.filter((key) => lastUse(key) === 0).length;
  const known = keys.every(({ recorded }) => recorded);
  const requests = keys.reduce((sum, key) => sum + key.requests, 0);
  return facts('facts', [
    ['Keys', count(keys.length)],
    ['Used in the last 24 hours', known ? `${used} of ${keys.length}` : undefined],
    ['Never seen', known ? count(never) : undefined],
    ['Requests since the start', count(requests)],
  ]);
}

/** Milliseconds; 0 for never. @param {Key} key */
const lastUse = ({ last_request_at: request, last_inference_at: inference }) =>
  Math.max(...[request, inference].map((at) => (at ? new Date(at).getTime() : 0)));

/**
 * @param {string | null} at
 * @param {string} never
 */
const since = (at, never) => (at ? [ago(at), small(moment(at))] : never);

/** @param {string} day of UTC */
function days(day) {
  const age = Math.floor((Date.now() - new Date(day).getTime()) / DAY_MS);
  if (age < 1) return 'today';
  return age === 1 ? 'yesterday' : `${count(age)} days ago`;
}

const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

/** @param {string} day */
const date = (day) => {
  const at = new Date(day);
  return Number.isNaN(at.getTime()) ? NOTHING : DATE.format(at);
};

byId('content').append(el('section', {}, el('h2', { textContent: 'Keys' }), slot.element));
reading.start();

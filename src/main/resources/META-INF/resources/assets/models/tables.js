// The columns of the two tables: a model with what serves it, an upstream with its breaker.

import { el } from '../shell/dom.js';
import { sign } from '../shell/shapes.js';
import { small } from '../shell/table.js';
import { NOTHING, count, moment, plain, time, trimmed } from '../shell/words.js';

/** @type {Record<string, string>} */
const OPERATIONS = {
  chat_completions: 'Chat',
  completions: 'Completions',
  embeddings: 'Embeddings',
};

/** @type {Record<string, string>} */
const KINDS = { 'fine-tuned': 'fine-tuned', base: 'base model', local: 'local' };

/** @typedef {import('../shell/table.js').Column<any>[]} Columns */

/** @type {Columns} */
export const models = [
  {
    name: 'Model',
    cell: ({ name, kind, sent_model: sent, file, adapter }) => [
      name,
      small(KINDS[kind] ?? plain(kind)),
      file ? small(`loads ${file}${adapter ? ` with ${adapter}` : ''}`) : null,
      !file && sent !== name ? small(`asked for as ${sent}`) : null,
    ],
  },
  { name: 'State', cell: state },
  { name: 'Upstream', cell: ({ upstream }) => upstream },
  { name: 'Engine', cell: engine },
  {
    name: 'Context',
    cell: ({ context_tokens: tokens }) => (tokens ? [count(tokens), small('tokens')] : NOTHING),
  },
  {
    name: 'Can do',
    cell: ({ operations }) =>
      operations.map((/** @type {string} */ of) => OPERATIONS[of] ?? plain(of)).join(', ') ||
      NOTHING,
  },
  { name: 'Used by', cell: uses },
];

/** @type {Columns} */
export const upstreams = [
  {
    name: 'Upstream',
    cell: ({ name, provider }) => [name, small(provider ? plain(provider) : 'built in')],
  },
  { name: 'Breaker', cell: breaker },
  { name: 'Address', cell: ({ address }) => address ?? NOTHING },
  { name: 'Models', cell: ({ models: names }) => names.join(', ') || NOTHING },
];

/** @param {any} of */
function state({ ready, detail }) {
  return ready
    ? sign('tick', 'Ready', 'good')
    : [sign('cross', 'Not ready', 'bad'), small(detail.replaceAll('`', ''))];
}

/** @param {any} of */
function engine({ engine: of }) {
  if (!of) return NOTHING;
  const waiting = of.waiting > 0 ? `, ${count(of.waiting)} waiting` : '';
  return [plain(of.state), small(`${of.busy} of ${of.slots} slots busy${waiting}`)];
}

/** The routes that have it, each with its place in the ladder. @param {any} of */
function uses({ routes }) {
  if (routes.length === 0) return [el('span', {}, 'No route'), small('asked for by its own name')];
  return el('ul', { className: 'uses' }, ...routes.map(use));
}

/** @param {any} of */
function use({ route, rung, threshold }) {
  const limit = typeof threshold === 'number' ? `, from ${trimmed(threshold, 2)}` : '';
  return el('li', {}, route, ' ', small(`rung ${rung}${limit}`));
}

/** @param {any} of */
function breaker({ breaker: of }) {
  if (!of) return [el('span', {}, 'None')];
  const since = of.since ? small(`since ${moment(of.since)}`) : null;
  if (of.state === 'closed') return [sign('tick', 'Closed', 'good'), since ?? small('no call yet')];
  if (of.state === 'half_open') {
    return [sign('hourglass', 'Half open', 'warm'), small('one call tries it')];
  }
  if (of.state !== 'open') return [sign('ring', plain(of.state)), since];
  const then = isDue(of)
    ? 'skipped; the next request tries it'
    : `skipped until ${time(new Date(of.retry_at))}`;
  return [sign('cross', 'Open', 'bad'), small(then), since];
}

/** Whether the time is over for which an open breaker has its upstream skipped. @param {any} of */
export const isDue = (of) => new Date(of?.retry_at).getTime() <= Date.now();

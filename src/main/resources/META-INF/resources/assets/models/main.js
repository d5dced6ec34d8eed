// The page of models and upstreams: what there is, and how it is doing right now.

import '../shell/page.js';
import { address, call, rows } from '../shell/api.js';
import { command } from '../shell/copy.js';
import { byId, el, facts } from '../shell/dom.js';
import { Reading, Slot } from '../shell/states.js';
import { Table } from '../shell/table.js';
import { isDue, models, upstreams } from './tables.js';

/** How often it is read again. */
const READ_MS = 5_000;

const NONE =
  'sluice.yaml has no models yet. One upstream and one model are enough; the file is read again ' +
  'within a second when it has changed:';
const FIRST = `upstreams:
  openai: { provider: openai, url: https://api.openai.com/v1, key: "\${OPENAI_API_KEY}" }
models:
  small: { kind: base, upstream: openai, name: gpt-4o-mini }`;

const hint = el('div');
const summary = el('div');
const modelTable = new Table('Models, by name', models, 'models');
const upstreamTable = new Table('Upstreams, by name', upstreams, 'upstreams');
const slot = new Slot(
  el(
    'div',
    {},
    hint,
    summary,
    modelTable.element,
    el('h3', { textContent: 'Upstreams' }),
    upstreamTable.element,
    el(
      'p',
      { className: 'note' },
      'As the process sees it that has answered: breakers and engines ' +
        'are its own. Read again every few seconds; nothing is asked of an upstream for it.',
    ),
  ),
);

let seen = '';

const reading = new Reading({
  slot,
  what: 'The models cannot be listed',
  read: () => call('GET', address('api/models')),
  show,
  every: () => READ_MS,
});

const first = () => [el('p', { textContent: NONE }), command(FIRST)];

/** Draws only what has changed. @param {any} answer */
function show(answer) {
  const found = rows(answer);
  if (found.length === 0) {
    slot.empty(first);
    return;
  }
  slot.show();
  /** @type {any[]} */
  const places = answer.upstreams ?? [];
  const now = JSON.stringify([answer, places.map(({ breaker }) => isDue(breaker))]);
  if (now === seen) return;
  seen = now;
  const builtIn = places.filter(({ provider }) => provider === null).map(({ name }) => name);
  const isOwn = found.some(({ upstream }) => !builtIn.includes(upstream));
  hint.replaceChildren(...(isOwn ? [] : first()));
  summary.replaceChildren(figuresOf(found, places));
  modelTable.show(found);
  upstreamTable.show(places);
}

/**
 * @param {any[]} found
 * @param {any[]} places
 */
function figuresOf(found, places) {
  const engines = found.filter(({ engine }) => engine);
  const breakers = places.filter(({ breaker }) => breaker);
  /**
   * @param {any[]} all
   * @param {(one: any) => boolean} holds
   */
  const of = (all, holds) => `${all.filter(holds).length} of ${all.length}`;
  return facts('facts', [
    ['Models ready', of(found, ({ ready }) => ready)],
    ['In a route', of(found, ({ routes }) => routes.length > 0)],
    [
      'Breakers closed',
      breakers.length > 0 ? of(breakers, ({ breaker }) => breaker.state === 'closed') : undefined,
    ],
    [
      'With a running engine',
      engines.length > 0 ? of(engines, ({ engine }) => engine.state === 'ready') : undefined,
    ],
  ]);
}

byId('content').append(
  el('section', {}, el('h2', { textContent: 'Models and upstreams' }), slot.element),
);
reading.start();

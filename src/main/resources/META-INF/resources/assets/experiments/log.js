// Decisions and changes, newest first.

import { el } from '../shell/dom.js';
import { counted, moment, plain } from '../shell/words.js';
import { sign, tone } from './signs.js';
import { kindWord, stateWord } from './words.js';

/** @typedef {import('./api.js').Decision} Decision */
/** @typedef {{decision: Decision, like: number}} Group of decisions to stay */

const SHOWN = 50;

/** Decisions that are kept; older ones are in the API. */
const DECISIONS_MAX = 1_000;

/** @type {Record<string, string>} */
const SHAPES = {
  stay: 'never',
  advance: 'now',
  hold: 'held',
  resume: 'running',
  roll_back: 'rolled_back',
  complete: 'completed',
  inconclusive: 'open',
};

/**
 * Each decision once, the newest first.
 *
 * @param {(Decision | null)[]} list
 */
export function newest(list) {
  const told = list.filter((decision) => decision !== null);
  const known = new Map(told.map((decision) => [decision.id ?? decision.at, decision]));
  return [...known.values()]
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || Number(b.id) - Number(a.id))
    .slice(0, DECISIONS_MAX);
}

/**
 * Merges consecutive decisions to stay into one: the newest, with the number of earlier ones.
 *
 * @param {Decision[]} decisions
 */
export function folded(decisions) {
  /** @type {Group[]} */
  const groups = [];
  for (const decision of decisions) {
    const group = groups.at(-1);
    if (decision.kind === 'stay' && group?.decision.kind === 'stay') group.like += 1;
    else groups.push({ decision, like: 0 });
  }
  return groups;
}

/**
 * Decisions, given newest first; nothing before they are read.
 *
 * @param {Decision[] | undefined} of
 * @returns {HTMLElement | null}
 */
export const decisions = (of) => (of ? listed(of) : null);

/**
 * @param {Decision[]} of
 * @param {boolean} [all]
 * @returns {HTMLElement}
 */
function listed(of, all = false) {
  if (of.length === 0) return el('p', { className: 'note', textContent: 'None yet.' });
  const groups = folded(of);
  const shown = all ? groups : groups.slice(0, SHOWN);
  const element = el(
    'div',
    {},
    el('p', { className: 'note', textContent: 'Each with the figures of its own time.' }),
    el('ol', { className: 'log' }, ...shown.map(decided)),
  );
  const rest = groups.length - shown.length;
  if (rest > 0) {
    const onclick = () => element.replaceWith(listed(of, true));
    element.append(el('button', { type: 'button', onclick }, `${rest} more`));
  }
  return element;
}

/** @param {Group} group */
function decided({ decision: { at, stage, kind, sentence, inputs }, like }) {
  const known = inputs && Object.keys(inputs).length > 0;
  return el(
    'li',
    { className: kind },
    when(at),
    sign(SHAPES[kind], kindWord(kind), tone(SHAPES[kind])),
    el(
      'div',
      {},
      el('p', { textContent: sentence ?? '' }),
      el('p', {
        className: 'note',
        textContent: [
          stage !== undefined ? `Stage ${stage + 1}` : '',
          like > 0 ? `${counted(like, 'earlier one', 'earlier ones')} like it` : '',
        ]
          .filter(Boolean)
          .join(' · '),
      }),
      known
        ? unfolding('What it was based on', () =>
            el('pre', { textContent: JSON.stringify(inputs, null, 2) }),
          )
        : null,
    ),
  );
}

/**
 * The audit: who did what, and why.
 *
 * @param {import('./api.js').Change[]} of
 */
export function changes(of) {
  if (of.length === 0) return el('p', { className: 'note', textContent: 'None.' });
  return el(
    'ol',
    { className: 'log' },
    ...of.slice(0, 500).map(({ at, action, by, before, after, reason, version }) =>
      el(
        'li',
        {},
        when(at),
        el('strong', { textContent: plain(action) }),
        el(
          'div',
          {},
          el('p', { textContent: reason ?? '' }),
          el('p', {
            className: 'note',
            textContent: [
              by && `by ${by}`,
              after && (before ? `${stateWord(before)} → ${stateWord(after)}` : stateWord(after)),
              version && `version ${version}`,
            ]
              .filter(Boolean)
              .join(' · '),
          }),
        ),
      ),
    ),
  );
}

/** @param {string} at */
function when(at) {
  return el('time', {
    dateTime: String(at ?? ''),
    title: String(at ?? ''),
    textContent: moment(at),
  });
}

/**
 * Made when it is unfolded, because most never are.
 *
 * @param {string} title
 * @param {() => Node} make
 */
function unfolding(title, make) {
  const element = el('details', {}, el('summary', { textContent: title }));
  element.addEventListener('toggle', () => element.append(make()), {
    once: true,
  });
  return element;
}

// How states, shares and values are written on the experiments page.

import { NOTHING, number, plain, trimmed } from '../shell/words.js';

/** @typedef {import('./api.js').Unit} Unit */

/** @type {Record<string, string>} */
const STATES = {
  pending: 'Not started',
  running: 'Running',
  held: 'Held',
  paused: 'Paused',
  completed: 'Completed',
  rolled_back: 'Rolled back',
  stopped: 'Stopped',
};

/** @type {Record<string, string>} */
const OUTCOMES = { pass: 'Pass', fail: 'Fail', inconclusive: 'Inconclusive' };

/** @type {Record<string, string>} */
const VERDICTS = {
  clear: 'Kept',
  crossed: 'Crossed',
  open: 'Open',
  too_early: 'Too early',
};

/** @type {Record<string, string>} */
const KINDS = {
  stay: 'Stays',
  advance: 'Next stage',
  hold: 'Held',
  resume: 'Resumed',
  roll_back: 'Rolled back',
  complete: 'Completed',
  inconclusive: 'Undecided',
};

/** @param {string | null | undefined} state */
export const stateWord = (state) => STATES[state ?? ''] ?? plain(state);

/** @param {string | null | undefined} outcome */
export const outcomeWord = (outcome) => (outcome ? (OUTCOMES[outcome] ?? plain(outcome)) : NOTHING);

/** @param {string} verdict */
export const verdictWord = (verdict) => VERDICTS[verdict] ?? plain(verdict);

/** @param {string} kind */
export const kindWord = (kind) => KINDS[kind] ?? plain(kind);

/** @param {string} state */
export const isLive = (state) => ['running', 'held', 'paused'].includes(state);

/**
 * Basis points as per cent.
 *
 * @param {number | undefined} points
 */
export const share = (points) =>
  points !== undefined && Number.isFinite(points) ? `${trimmed(points / 100, 2)} %` : NOTHING;

/**
 * `25 % · stage 2 of 4`; of an experiment without stages its share.
 *
 * @param {import('./api.js').PresentStage | null | undefined} stage
 */
export function stageWord(stage) {
  if (!stage) return NOTHING;
  const { index, of, kind, share: points } = stage;
  if (kind === 'experiment') return `${share(points)} · no stages`;
  return `${kind === 'shadow' ? 'shadow ' : ''}${share(points)} · stage ${index + 1} of ${of}`;
}

/**
 * A value of a metric.
 *
 * @param {Unit} unit
 * @param {number | undefined} of
 */
export function value(unit, of) {
  if (of === undefined || !Number.isFinite(of)) return NOTHING;
  if (unit === 'share') return `${number(100 * of)} %`;
  return unit === 'seconds' ? `${number(of)} s` : number(of);
}

/**
 * A difference of values. Shares differ in points, so that 2 points are not mistaken for 2 % of the
 * share.
 *
 * @param {Unit} unit
 * @param {number | undefined} of
 */
export function difference(unit, of) {
  if (of === undefined || !Number.isFinite(of)) return NOTHING;
  const sign = of > 0 ? '+' : '';
  if (unit === 'share') {
    const points = number(100 * of);
    return `${sign}${points} ${points === '1' || points === '-1' ? 'point' : 'points'}`;
  }
  return `${sign}${unit === 'seconds' ? `${number(of)} s` : number(of)}`;
}

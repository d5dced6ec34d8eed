// The stages as steps: which are done, which is current and what it waits for, which are to come.

import { el, svg } from '../shell/dom.js';
import { count, counted, span } from '../shell/words.js';
import { shape } from './signs.js';
import { isLive, share, stateWord } from './words.js';

/** @typedef {import('./api.js').View} View */
/** @typedef {import('./api.js').Analysis | undefined} Analysis */
/** @typedef {import('./api.js').Stage} Stage */
/** @typedef {import('./api.js').PresentStage} PresentStage */
/** @typedef {keyof typeof STEPS} Step */

const STEPS = {
  done: 'Done',
  now: 'Now',
  next: 'To come',
  ended: 'Ended here',
  never: 'Not reached',
};
/** @type {Record<string, string>} */
const MONITORING = { close: 'watched closely', light: 'watched now and then' };

/**
 * One of STEPS for each stage.
 *
 * @param {Pick<View, 'state' | 'stage' | 'stages'>} view
 * @returns {Step[]}
 */
export function steps({ state, stage, stages = [] }) {
  const reached = stage?.index ?? -1;
  return stages.map((_, i) => {
    if (!stage) return 'next';
    if (i < reached) return 'done';
    if (isLive(state)) return i === reached ? 'now' : 'next';
    if (state === 'completed') return i === reached ? 'done' : 'never';
    return i === reached ? 'ended' : 'never';
  });
}

/**
 * The ladder of stages.
 *
 * @param {View} view
 * @param {Analysis} analysis
 */
export function ladder(view, analysis) {
  const { stages = [], stage } = view;
  if (stages.every(({ kind }) => kind === 'experiment')) {
    const part = share(stages[0]?.share ?? stage?.share ?? view.share);
    const said = `No stages: ${part} of all units take part until somebody concludes it.`;
    return el(
      'div',
      {},
      el('p', { textContent: said }),
      ...(isLive(view.state) ? waits(analysis) : []),
    );
  }
  const marks = steps(view);
  return el(
    'ol',
    { className: 'stages' },
    ...stages.map((of, i) => {
      const now = marks[i] === 'now' && stage;
      return step(of, i, marks[i], now ? present(view.state, stage, analysis) : null);
    }),
  );
}

/**
 * @param {Stage} stage
 * @param {number} i
 * @param {Step} mark
 * @param {Node | null} more
 */
function step(stage, i, mark, more) {
  const part = Math.max(0, Math.min(100, (stage.share ?? 0) / 100));
  const bar = svg(
    'svg',
    {
      class: 'bar',
      viewBox: '0 0 100 8',
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    svg('rect', { class: 'whole', x: 0, y: 0, width: 100, height: 8 }),
    svg('rect', { class: 'part', x: 0, y: 0, width: part, height: 8 }),
  );
  const item = el(
    'li',
    { className: mark },
    el('span', { className: 'mark-of' }, shape(mark), el('span', { textContent: STEPS[mark] })),
    el(
      'span',
      { className: 'share' },
      el('strong', { textContent: share(stage.share) }),
      el('span', { textContent: stage.kind === 'shadow' ? ' shadow' : '' }),
    ),
    bar,
    el('span', { className: 'terms', textContent: terms(stage) }),
    more,
  );
  item.ariaLabel = `Stage ${i + 1}`;
  if (mark === 'now') item.ariaCurrent = 'step';
  return item;
}

/** @param {Stage} stage */
function terms({ duration_s: seconds, units, monitoring, approval, evidence, kind }) {
  return [
    seconds > 0 ? `${span(seconds)} or more` : 'any time',
    units > 0 ? needed(kind, units) : null,
    MONITORING[monitoring],
    evidence ? 'needs every guardrail kept' : null,
    approval ? 'needs approval' : null,
  ]
    .filter(Boolean)
    .join(' · ');
}

/**
 * @param {string} kind
 * @param {number} units
 */
const needed = (kind, units) =>
  kind === 'shadow' ? counted(units, 'copy', 'copies') : `${counted(units, 'unit')} of each`;

/**
 * What the stage still waits for; nothing if nobody has looked yet.
 *
 * @param {Analysis} analysis
 */
function waits(analysis) {
  const missing = Array.isArray(analysis?.missing) ? analysis.missing : [];
  if (missing.length === 0) return [];
  return [
    el('p', { textContent: 'Still needed to continue:' }),
    el('ul', { className: 'missing' }, ...missing.map((text) => el('li', {}, String(text)))),
  ];
}

/**
 * @param {string} state
 * @param {PresentStage} stage
 * @param {Analysis} analysis
 */
function present(state, stage, analysis) {
  const { watched_s: watched, duration_s: duration, approval, approved } = stage;
  const still = waits(analysis);
  const halted = state === 'held' || state === 'paused';
  const settled = analysis !== undefined && still.length === 0;
  const time = `${span(watched)} of ${span(duration)}`;
  return el(
    'div',
    { className: 'present' },
    halted
      ? el('p', { className: 'why' }, `${stateWord(state)}: the clock of the stage is stopped.`)
      : null,
    el(
      'div',
      { className: 'meters' },
      duration > 0 ? meter('Time', watched, duration, time) : null,
      ...amounts(stage, analysis),
    ),
    ...still,
    settled && !halted && (approved || !approval)
      ? el('p', {}, 'Nothing is missing: it advances at the next look.')
      : null,
    approval && approved ? el('p', { textContent: 'Somebody has approved the next stage.' }) : null,
    approval && !approved && still.length === 0
      ? el('p', {}, 'Somebody must approve the next stage.')
      : null,
  );
}

/**
 * Units of each variant in this stage, or copies, compared with what it needs.
 *
 * @param {PresentStage} stage
 * @param {Analysis} analysis
 */
function amounts({ kind, units_needed: needed }, analysis) {
  /** @type {[string, number][]} */
  const of =
    kind === 'shadow'
      ? [['Copies', analysis?.shadow?.copies ?? 0]]
      : Object.entries(analysis?.units ?? {}).map(([name, { in_stage: units }]) => [
          `Units of ${name}`,
          units,
        ]);
  return of.map(([name, units]) =>
    needed > 0
      ? meter(name, units, needed, `${count(units)} of ${count(needed)}`)
      : el('div', {}, el('span', {}, name), el('span', {}, count(units))),
  );
}

/**
 * @param {string} name
 * @param {number | null} of
 * @param {number} max
 * @param {string} text
 */
function meter(name, of, max, text) {
  const value = Math.max(0, Math.min(max, of ?? 0));
  const bar = el('progress', { max, value, ariaLabel: `${name}: ${text}` });
  return el('div', {}, el('span', { textContent: name }), bar, el('span', { textContent: text }));
}

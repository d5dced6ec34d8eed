// The stages as steps: which are done, which is the present one, what it still waits for, which are to come.

import { el, svg } from '../dom.js';
import { shape } from './shapes.js';
import { count, isLive, share, span, stateWord } from './words.js';

const STEPS = { done: 'Done', now: 'Now', next: 'To come', ended: 'Ended here', never: 'Not reached' };
const MONITORING = { close: 'watched closely', light: 'watched now and then' };

/** One of STEPS for each stage. */
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

/** The ladder of stages. `analysis` may be missing. */
export function ladder(view, analysis) {
  const { stages = [], stage } = view;
  if (stages.every(({ kind }) => kind === 'experiment')) {
    const said = `No stages: ${share(stages[0]?.share ?? stage?.share ?? view.share)} of all units are in it until somebody concludes it.`;
    return el('div', {}, el('p', { textContent: said }), ...(isLive(view.state) ? waits(analysis) : []));
  }
  const marks = steps(view);
  return el('ol', { className: 'stages' }, ...stages.map((of, i) => step(of, i, marks[i], marks[i] === 'now' ? present(view, analysis) : null)));
}

function step(stage, i, mark, more) {
  const part = Math.max(0, Math.min(100, (stage.share ?? 0) / 100));
  const bar = svg(
    'svg',
    { class: 'bar', viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('rect', { class: 'whole', x: 0, y: 0, width: 100, height: 8 }),
    svg('rect', { class: 'part', x: 0, y: 0, width: part, height: 8 }),
  );
  const item = el(
    'li',
    { className: mark },
    el('span', { className: 'mark-of' }, shape(mark), el('span', { textContent: STEPS[mark] })),
    el('span', { className: 'share' }, el('strong', { textContent: share(stage.share) }), el('span', { textContent: stage.kind === 'shadow' ? ' shadow' : '' })),
    bar,
    el('span', { className: 'terms', textContent: terms(stage) }),
    more,
  );
  item.ariaLabel = `Stage ${i + 1}`;
  if (mark === 'now') item.ariaCurrent = 'step';
  return item;
}

function terms({ duration_s: seconds, units, monitoring, approval, evidence, kind }) {
  return [
    seconds > 0 ? `${span(seconds)} or more` : 'any time',
    units > 0 ? (kind === 'shadow' ? `${count(units)} copies` : `${count(units)} units of each`) : null,
    MONITORING[monitoring],
    evidence ? 'needs every guardrail kept' : null,
    approval ? 'asks for approval' : null,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** What the stage still waits for; nothing where nobody has looked yet. */
function waits(analysis) {
  const missing = Array.isArray(analysis?.missing) ? analysis.missing : [];
  if (missing.length === 0) return [];
  return [el('p', { textContent: 'Still missing to go on:' }), el('ul', { className: 'missing' }, ...missing.map((text) => el('li', { textContent: String(text) })))];
}

function present({ state, stage }, analysis) {
  const { watched_s: watched, duration_s: duration, approval, approved } = stage;
  const still = waits(analysis);
  const halted = state === 'held' || state === 'paused';
  const settled = analysis && still.length === 0;
  return el(
    'div',
    { className: 'present' },
    halted ? el('p', { className: 'why', textContent: `${stateWord(state)}: the time of the stage does not run.` }) : null,
    el('div', { className: 'meters' }, duration > 0 ? meter('Time', watched, duration, `${span(watched)} of ${span(duration)}`) : null, ...amounts(stage, analysis)),
    ...still,
    settled && !halted && (approved || !approval) ? el('p', { textContent: 'Nothing is missing: it goes on at the next look.' }) : null,
    approval && approved ? el('p', { textContent: 'Somebody has approved to go on.' }) : null,
    approval && !approved && still.length === 0 ? el('p', { textContent: 'Somebody must approve before it goes on.' }) : null,
  );
}

/** Units of each variant in this stage, or copies, beside what it needs. */
function amounts({ kind, units_needed: needed }, analysis) {
  const of =
    kind === 'shadow'
      ? [['Copies', analysis?.shadow?.copies ?? 0]]
      : Object.entries(analysis?.units ?? {}).map(([name, { in_stage: units }]) => [`Units of ${name}`, units]);
  return of.map(([name, units]) =>
    needed > 0 ? meter(name, units, needed, `${count(units)} of ${count(needed)}`) : el('div', {}, el('span', { textContent: name }), el('span', { textContent: count(units) })),
  );
}

function meter(name, of, max, text) {
  const bar = el('progress', { max, value: Math.max(0, Math.min(max, of ?? 0)), ariaLabel: `${name}: ${text}` });
  return el('div', {}, el('span', { textContent: name }), bar, el('span', { textContent: text }));
}

// What was decided and what was done, newest first.

import { el } from '../dom.js';
import { sign, tone } from './shapes.js';
import { kindWord, moment, stateWord } from './words.js';

const SHOWN = 50;
const SHAPES = { stay: 'never', advance: 'now', hold: 'held', resume: 'running', roll_back: 'rolled_back', complete: 'completed', inconclusive: 'open' };

/** Decisions to stay that follow each other, as one: the newest, with how many there were before it. */
export function folded(decisions) {
  const groups = [];
  for (const decision of decisions) {
    const group = groups.at(-1);
    if (decision.kind === 'stay' && group?.decision.kind === 'stay') group.like += 1;
    else groups.push({ decision, like: 0 });
  }
  return groups;
}

/** Decisions, given newest first. */
export function decisions(of, all = false) {
  if (of.length === 0) return el('p', { className: 'note', textContent: 'None yet.' });
  const groups = folded(of);
  const shown = all ? groups : groups.slice(0, SHOWN);
  const element = el('div', {}, el('ol', { className: 'log' }, ...shown.map(decided)));
  const rest = groups.length - shown.length;
  if (rest > 0) element.append(el('button', { type: 'button', textContent: `${rest} more`, onclick: () => element.replaceWith(decisions(of, true)) }));
  return element;
}

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
      el('p', { className: 'note', textContent: [Number.isFinite(stage) ? `Stage ${stage + 1}` : '', like > 0 ? `${like} more like it before` : ''].filter(Boolean).join(' · ') }),
      known ? unfolding('What it was made of', () => el('pre', { textContent: JSON.stringify(inputs, null, 2) })) : null,
    ),
  );
}

/** The audit: who did what, and why. */
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
        el('strong', { textContent: String(action ?? '').replaceAll('_', ' ') }),
        el(
          'div',
          {},
          el('p', { textContent: reason ?? '' }),
          el('p', {
            className: 'note',
            textContent: [by && `by ${by}`, after && (before ? `${stateWord(before)} → ${stateWord(after)}` : stateWord(after)), version && `version ${version}`].filter(Boolean).join(' · '),
          }),
        ),
      ),
    ),
  );
}

function when(at) {
  return el('time', { dateTime: String(at ?? ''), title: String(at ?? ''), textContent: moment(at) });
}

/** Made when it is unfolded, since most never are. */
function unfolding(title, make) {
  const element = el('details', {}, el('summary', { textContent: title }));
  element.addEventListener('toggle', () => element.childElementCount === 1 && element.append(make()), { once: true });
  return element;
}

// What is said first of an experiment: its state, why, its facts, and whether the page is live.

import { el, facts } from '../shell/dom.js';
import { moment } from '../shell/words.js';
import { sign, tone } from './signs.js';
import { isLive, outcomeWord, stageWord, stateWord } from './words.js';

/** @typedef {import('./api.js').View} View */
/** @typedef {'connecting' | import('../shell/follow.js').Status} Status */

/** @type {Record<Status, [string, string, import('./signs.js').Tone]>} */
const LIVE = {
  live: ['live', 'Live', 'good'],
  connecting: ['open', 'Connecting …', ''],
  lost: ['warning', 'Not live: the connection was lost, reconnecting', 'warm'],
  polling: ['open', 'Not live: checked every 10 s', ''],
  refused: ['warning', 'Not live: refused', 'warm'],
};

/** @param {Status} status */
export function liveness(status) {
  const [name, word, how] = LIVE[status];
  return sign(name, word, how);
}

/** @param {View} view */
export function head(view) {
  const { route, state, stage, outcome, reason, description, unservable } = view;
  const { started_at: started, ended_at: ended, switched_off: off } = view;
  const over = state !== 'pending' && !isLive(state);
  const then = ended ? `When it ended, ${moment(ended)}: ` : 'When it ended: ';
  const why = reason && over ? `${then}${reason}` : reason;
  const more = [unservable && `The configuration can't serve it: ${unservable}.`, why];
  return el(
    'div',
    {},
    el(
      'p',
      { className: 'word' },
      sign(state, stateWord(state), tone(state)),
      off ? sign('warning', 'Switched off on this route: it reaches nobody', 'warm') : null,
      unservable ? sign('warning', 'Not served: it reaches nobody', 'warm') : null,
    ),
    ...more.filter(Boolean).map((said) => el('p', { className: 'reason' }, said)),
    description ? el('p', { className: 'note', textContent: description }) : '',
    facts('facts', [
      ['Route', route],
      ['Stage', isLive(state) ? stageWord(stage) : undefined],
      ['Outcome', outcome ? outcomeWord(outcome) : undefined],
      ['Winner', winner(view)],
      ['Started', started ? moment(started) : undefined],
      ['Ended', ended ? moment(ended) : undefined],
    ]),
  );
}

/** @param {View} view */
function winner({ winner: name, retired, variants: served = [] }) {
  if (!name) return undefined;
  const model = served.find((variant) => variant.name === name)?.model;
  return `${name}${model ? ` (${model})` : ''}${retired ? ', retired' : ''}`;
}

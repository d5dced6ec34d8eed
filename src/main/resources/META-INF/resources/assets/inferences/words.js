// How outcomes, verdicts and figures are written on the page of inferences.

import { duration } from '../shell/duration.js';
import { sign } from '../shell/shapes.js';
import { small } from '../shell/table.js';
import { NOTHING, count, plain, trimmed } from '../shell/words.js';

/** @typedef {import('../shell/shapes.js').Shape} Shape */
/** @typedef {import('../shell/shapes.js').Tone} Tone */

/**
 * An inference of the API, as far as this page needs it.
 *
 * @typedef {{[field: string]: any, id: string, started_at: string, outcome: string}} Inference
 */

/** @type {Record<string, [word: string, shape: Shape, tone: Tone]>} */
const OUTCOMES = {
  completed: ['Completed', 'tick', 'good'],
  client_cancelled: ['Client left', 'back', ''],
  upstream_failed: ['Upstream failed', 'cross', 'bad'],
  upstream_timeout: ['Upstream too late', 'hourglass', 'bad'],
  rejected: ['Rejected', 'diamond', 'warm'],
  shed: ['No room', 'pause', 'warm'],
  shutdown: ['Gateway stopped', 'square', 'warm'],
  gateway_failed: ['Gateway failed', 'warning', 'bad'],
};

/** @type {Record<string, [word: string, shape: Shape, tone: Tone]>} */
const VERDICTS = {
  accepted: ['Sure enough', 'tick', 'good'],
  unsure: ['Unsure', 'diamond', 'warm'],
  slow: ['Too slow', 'hourglass', 'warm'],
  unscored: ['Without a score', 'dash', ''],
  best: ['Best of the unsure', 'ring', 'warm'],
};

/** @param {Record<string, [word: string, shape: Shape, tone: Tone]>} words */
const choices = (words) => Object.entries(words).map(([value, [word]]) => new Option(word, value));

export const outcomeChoices = () => choices(OUTCOMES);
export const verdictChoices = () => choices(VERDICTS);

/** @param {string} of */
export function outcome(of) {
  const [word, shape, tone] = OUTCOMES[of] ?? [plain(of), 'ring', ''];
  return sign(shape, word, tone);
}

/** @param {string | null | undefined} of */
export function verdict(of) {
  if (!of) return NOTHING;
  const [word, shape, tone] = VERDICTS[of] ?? [plain(of), 'ring', ''];
  return sign(shape, word, tone);
}

const SECOND = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** To the second, in the reader's time zone. @param {string} iso */
export const when = (iso) => SECOND.format(new Date(iso));

/** @param {number | null | undefined} ms */
export const millis = (ms) => (ms === null || ms === undefined ? NOTHING : duration(ms));

/**
 * What was answered, and what for.
 *
 * @param {any} of an inference or a call
 * @returns {import('../shell/dom.js').Child[]}
 */
export function tokens({
  prompt_tokens: prompt,
  completion_tokens: answer,
  tokens_reported: exact,
}) {
  if (answer === null || answer === undefined) return [NOTHING];
  const out = `${exact ? '' : 'at least '}${count(answer)} out`;
  return [out, prompt === null || prompt === undefined ? null : small(`${count(prompt)} in`)];
}

/** @param {number | null | undefined} usd */
export const cost = (usd) =>
  usd === null || usd === undefined ? NOTHING : usd === 0 ? 'None' : `${trimmed(usd, 7)} USD`;

/** @param {number | null | undefined} of */
export const confidence = (of) => (of === null || of === undefined ? NOTHING : of.toFixed(2));

// What the analysis says, section by section. Every function makes an element from its part, or
// null if there is none.

import { el, facts } from '../shell/dom.js';
import { figures as table } from '../shell/table.js';
import { NOTHING, count, counted, number } from '../shell/words.js';
import { sign, tone } from './signs.js';
import { difference, isLive, share, value, verdictWord } from './words.js';

/** @typedef {import('./api.js').Analysis} Analysis */
/** @typedef {import('./api.js').Comparison} Comparison */
/** @typedef {import('./api.js').Variant} Variant */

/**
 * @template T
 * @param {T[] | null | undefined} of
 * @returns {T[]}
 */
const list = (of) => (Array.isArray(of) ? of : []);

/** @param {string} text */
const note = (text) => el('p', { className: 'note', textContent: text });

/** @typedef {{state: string, guardrails?: string[], variants?: Variant[]}} Shown of a view */

/** @param {Shown} view */
const isOver = ({ state }) => state !== 'pending' && !isLive(state);

/**
 * The guardrails with their verdicts; before there is an analysis, as they were written.
 *
 * @param {Analysis | undefined} analysis
 * @param {Shown} view
 */
export function guardrails(analysis, view) {
  const written = list(view.guardrails);
  const judged = list(analysis?.guardrails);
  if (judged.length === 0 && written.length === 0) {
    return note('None: only the breaker rolls it back.');
  }
  if (judged.length === 0) {
    // Without an analysis it may well be judged: it is only not known here.
    const word = analysis || view.state === 'pending' ? 'Not judged yet' : 'Not read yet';
    /** @param {string} text */
    const item = (text) => el('li', {}, sign('too_early', word), el('code', {}, text));
    return el('ul', { className: 'guardrails' }, ...written.map(item));
  }
  const several = new Set(judged.map(({ candidate }) => candidate)).size > 1;
  const judgements = el(
    'ul',
    { className: 'guardrails' },
    ...judged.map(({ text, candidate, verdict, sentence }) =>
      el(
        'li',
        { className: verdict === 'crossed' ? 'crossed' : '' },
        sign(verdict, verdictWord(verdict), tone(verdict)),
        el('code', { textContent: several ? `${candidate}: ${text}` : text }),
        el('p', { textContent: sentence ?? '' }),
      ),
    ),
  );
  return isOver(view) ? el('div', {}, note(SINCE), judgements) : judgements;
}

const SINCE =
  'Figures of now: they include what has come in since the end. Those of the decision to end it ' +
  'are above, and with it under Decisions.';

/**
 * The text of one comparison, under its plot.
 *
 * @param {Comparison | undefined} of
 */
export function comparison(of) {
  if (!of) return null;
  const { unit, candidate, metric, strata, sentence, lower_is_worse: lowerIsWorse } = of;
  const worse = `${lowerIsWorse ? 'Below 0 is worse' : 'Above 0 is worse'}.`;
  const beta = likely(of);
  const rows = list(strata).map(({ stage, share: points, candidate: one, control: other }) => [
    `${stage + 1}: ${share(points)}`,
    count(one?.units),
    value(unit, one?.mean),
    count(other?.units),
    value(unit, other?.mean),
  ]);
  return el(
    'div',
    { className: 'comparison' },
    sentence ? el('p', { textContent: sentence }) : null,
    note([worse, beta].filter(Boolean).join(' ')),
    rows.length > 1
      ? el(
          'details',
          {},
          el('summary', { textContent: 'By the stage in which units were enrolled' }),
          table(`${metric} by stage`, ['Stage', candidate, 'mean', 'control', 'mean'], rows),
        )
      : null,
  );
}

/** @param {Comparison} of */
function likely({ unit, higher_probability: higher, expected_loss: loss }) {
  const said = [];
  if (Number.isFinite(higher)) {
    const percent = number(100 * Number(higher));
    said.push(`Higher than the control with a probability of ${percent} %`);
  }
  if (loss) {
    const [one, other] = [loss.if_candidate, loss.if_control].map((of) => difference(unit, of));
    said.push(`expected loss ${one} with the candidate, ${other} with the control`);
  }
  if (said.length === 0) return '';
  return `${said.join('; ')} (Beta–Binomial, for information only; nothing is decided by it).`;
}

/**
 * Means by unit of every variant and metric.
 *
 * @param {Analysis | undefined} analysis
 * @param {Shown} view
 */
export function variants(analysis, view) {
  const defined = list(view.variants);
  /** @type {Record<string, import('./api.js').Unit>} */
  const units = Object.fromEntries(
    list(analysis?.comparisons).map(({ metric, unit }) => [metric, unit]),
  );
  const measured = list(analysis?.variants);
  const metrics = [...new Set(measured.flatMap(({ metrics: of }) => Object.keys(of ?? {})))];
  const serves = new Map(defined.map((variant) => [variant.name, serving(variant)]));
  /** @type {import('./api.js').MeasuredVariant[]} */
  const shown = measured.length > 0 ? measured : defined.map(({ name }) => ({ name }));
  /** @type {(metric: string, of: import('./api.js').Mean | undefined) => string} */
  const cell = (metric, of) =>
    of && Number(of.units) > 0
      ? `${value(units[metric] ?? guess(metric), of.mean)} (${count(of.units)})`
      : 'no data yet';
  const rows = shown.map(({ name, enrolled, inferences, metrics: of }) => [
    name,
    serves.get(name) ?? NOTHING,
    count(enrolled),
    count(inferences),
    ...metrics.map((metric) => cell(metric, of?.[metric])),
  ]);
  return el(
    'div',
    { className: 'means' },
    table('Variants', ['Variant', 'Serves', 'Units', 'Inferences', ...metrics], rows),
    metrics.length > 0 ? note(isOver(view) ? `Figures of now. ${MEANS}` : MEANS) : null,
  );
}

const MEANS = 'Means per unit; in brackets, how many units have a value.';

/** @param {Variant} variant */
function serving({ model, threshold, ladder }) {
  /** @param {import('./api.js').Rung} of */
  const rung = (of) =>
    Number.isFinite(of.threshold) ? `${of.model} (at ${number(of.threshold)} or more)` : of.model;
  if (model) return rung({ model, threshold });
  return list(ladder).map(rung).join(' → ') || 'what the route serves';
}

const SHARES = ['completion', 'errors', 'fallback', 'thumbs', 'accuracy'];

/**
 * The unit of a metric that is compared nowhere.
 *
 * @param {string} metric
 */
function guess(metric) {
  if (SHARES.includes(metric)) return 'share';
  return ['latency', 'response', 'first_token'].includes(metric) ? 'seconds' : 'number';
}

/**
 * Whether units went where they should, whether there are enough, and what could be detected.
 *
 * @param {Analysis | undefined} analysis
 */
export function health(analysis) {
  if (!analysis) return null;
  const { sample_ratio: ratio, conflicts, feedback_shift: shift, detectable } = analysis;
  /** @type {[HTMLElement, string][]} */
  const items = [];
  if (ratio?.sentence) items.push([ratioSign(ratio), `${ratio.sentence}${ofStage(analysis)}`]);
  if (conflicts > 0) {
    const were = conflicts === 1 ? 'was' : 'were';
    const said = `${were} served a variant other than the one enrolled with.`;
    items.push([sign('warning', 'Conflicts', 'warm'), `${counted(conflicts, 'unit')} ${said}`]);
  }
  if (shift) items.push([sign('warning', 'Feedback', 'warm'), shift]);
  for (const { sentence } of list(detectable)) items.push([sign('open', 'Detectable'), sentence]);
  if (items.length === 0) return null;
  return el(
    'ul',
    { className: 'health' },
    ...items.map(([what, said]) => el('li', {}, what, el('p', { textContent: said }))),
  );
}

/** @param {import('./api.js').SampleRatio} ratio */
function ratioSign({ enough, broken }) {
  if (!enough) return sign('too_early', 'Sample ratio');
  return broken ? sign('crossed', 'Broken', 'bad') : sign('clear', 'Sample ratio');
}

/**
 * Says so if only some of the units are meant.
 *
 * @param {Analysis} analysis
 */
function ofStage({ stage, units = {}, sample_ratio: ratio }) {
  /** @param {number[]} numbers */
  const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
  const all = sum(Object.values(units).map(({ enrolled }) => enrolled));
  return sum(Object.values(ratio?.counts ?? {})) < all
    ? ` These are the units enrolled in stage ${stage + 1}.`
    : '';
}

/**
 * What the copies of the shadow stage have shown.
 *
 * @param {import('./api.js').Shadow | null | undefined} of
 */
export function shadow(of) {
  if (!of) return null;
  /** @param {number | string | null | undefined} usd */
  const money = (usd) =>
    usd === null || usd === undefined ? 'unknown' : `$${number(Number(usd))}`;
  return facts('facts', [
    ['Copies', of.copies > 0 ? `${count(of.copies)}, ${count(of.failed)} failed` : 'none yet'],
    ['Original answers', `${count(of.served_failed)} failed`],
    ['Similarity', value('number', of.similarity)],
    ['Time', `${value('seconds', of.seconds)}, served ${value('seconds', of.served_seconds)}`],
    ['Cost', `${money(of.cost_usd)}, served ${money(of.served_cost_usd)}`],
  ]);
}

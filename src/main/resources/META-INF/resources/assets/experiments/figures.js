// What the analysis says, section by section. Every function makes an element of its part, or null where there is none.

import { el } from '../dom.js';
import { sign, tone } from './shapes.js';
import { count, difference, number, share, value, verdictWord } from './words.js';

const list = (of) => (Array.isArray(of) ? of : []);

function table(caption, names, bodies) {
  return el(
    'div',
    { className: 'scroll' },
    el(
      'table',
      { className: 'figures' },
      el('caption', { className: 'unseen', textContent: caption }),
      el('thead', {}, el('tr', {}, ...names.map((textContent) => el('th', { scope: 'col', textContent })))),
      el('tbody', {}, ...bodies.map((cells) => el('tr', {}, ...cells.map((textContent, i) => (i === 0 ? el('th', { scope: 'row', textContent }) : el('td', { textContent })))))),
    ),
  );
}

/** The guardrails with their verdicts; before there is an analysis, as they were written. */
export function guardrails(analysis, written = [], ended = false) {
  const judged = list(analysis?.guardrails);
  if (judged.length === 0 && written.length === 0) return el('p', { className: 'note', textContent: 'None: only the breaker takes it back.' });
  if (judged.length === 0) return el('ul', { className: 'guardrails' }, ...written.map((text) => el('li', {}, sign('too_early', 'Not judged yet'), el('code', { textContent: text }))));
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
  if (!ended) return judgements;
  return el('div', {}, judgements, el('p', { className: 'note', textContent: 'As they are now: what has come in since the end counts, too. The figures it was decided by stand with the decision.' }));
}

/** What one comparison says under its plot. */
export function comparison(of) {
  if (!of) return null;
  const { unit, candidate, metric, strata, higher_probability: higher, expected_loss: loss, lower_is_worse: lowerIsWorse } = of;
  const beta = [
    Number.isFinite(higher) ? `Higher than the control with a probability of ${number(100 * higher)} %` : null,
    loss ? `expected loss ${difference(unit, loss.if_candidate)} with the candidate, ${difference(unit, loss.if_control)} with the control` : null,
  ].filter(Boolean);
  const rows = list(strata).map(({ stage, share: points, candidate: one, control: other }) => [
    `${stage + 1}: ${share(points)}`, count(one?.units), value(unit, one?.mean), count(other?.units), value(unit, other?.mean),
  ]);
  return el(
    'div',
    { className: 'comparison' },
    of.sentence ? el('p', { textContent: of.sentence }) : null,
    el('p', { className: 'note', textContent: `${lowerIsWorse ? 'Below 0 is worse' : 'Above 0 is worse'}.${beta.length > 0 ? ` ${beta.join('; ')} (Beta–Binomial, to be read; nothing is decided by it).` : ''}` }),
    rows.length > 1
      ? el('details', {}, el('summary', { textContent: 'By the stage in which units came in' }), table(`${metric} by stage`, ['Stage', candidate, 'mean', 'control', 'mean'], rows))
      : null,
  );
}

/** Means by unit of every variant and metric. */
export function variants(analysis, { variants: defined = [] } = {}) {
  const units = Object.fromEntries(list(analysis?.comparisons).map(({ metric, unit }) => [metric, unit]));
  const measured = list(analysis?.variants);
  const metrics = [...new Set(measured.flatMap(({ metrics: of }) => Object.keys(of ?? {})))];
  const rung = ({ model, threshold }) => (Number.isFinite(threshold) ? `${model} (at ${number(threshold)} or more)` : model);
  const serving = (variant) => (variant.model ? rung(variant) : list(variant.ladder).map(rung).join(' → ') || 'what the route serves');
  const serves = new Map(defined.map((variant) => [variant.name, serving(variant)]));
  const rows = (measured.length > 0 ? measured : defined).map(({ name, enrolled, inferences, metrics: of }) => [
    name,
    serves.get(name) ?? '–',
    count(enrolled),
    count(inferences),
    ...metrics.map((metric) => (of?.[metric] ? `${value(units[metric] ?? guess(metric), of[metric].mean)} (${count(of[metric].units)})` : '–')),
  ]);
  return el('div', {}, table('Variants', ['Variant', 'Serves', 'Units', 'Inferences', ...metrics], rows), metrics.length > 0 ? el('p', { className: 'note', textContent: 'Means by unit; in brackets the units that have a value.' }) : null);
}

/** The unit of a metric that is compared nowhere. */
function guess(metric) {
  if (['completion', 'errors', 'fallback', 'thumbs', 'accuracy'].includes(metric)) return 'share';
  return ['latency', 'response', 'first_token'].includes(metric) ? 'seconds' : 'number';
}

/** Whether units went where they should, whether there are enough, and what could be seen if there is anything to see. */
export function health(analysis) {
  if (!analysis) return null;
  const { sample_ratio: ratio, conflicts, feedback_shift: shift, detectable } = analysis;
  const held = !ratio?.enough ? sign('too_early', 'Sample ratio') : ratio.broken ? sign('crossed', 'Broken', 'bad') : sign('clear', 'Sample ratio');
  const items = [
    ratio?.sentence ? [held, `${ratio.sentence}${ofStage(analysis)}`] : null,
    conflicts > 0 ? [sign('warning', 'Conflicts', 'warm'), `${count(conflicts)} units were served another variant than the one they came in with.`] : null,
    shift ? [sign('warning', 'Feedback', 'warm'), shift] : null,
    ...list(detectable).map(({ sentence }) => [sign('open', 'Can be seen'), sentence]),
  ].filter(Boolean);
  return items.length === 0 ? null : el('ul', { className: 'health' }, ...items.map(([what, said]) => el('li', {}, what, el('p', { textContent: said }))));
}

/** That only some of the units are meant, where that is so. */
function ofStage({ stage, units = {}, sample_ratio: { counts = {} } }) {
  const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
  const all = sum(Object.values(units).map(({ enrolled }) => enrolled));
  return sum(Object.values(counts)) < all ? ` These are the units that came in in stage ${stage + 1}.` : '';
}

/** What the copies of the shadow's stage have shown. */
export function shadow(of) {
  if (!of) return null;
  const money = (usd) => (usd === null || usd === undefined ? 'not known' : `$${number(Number(usd))}`);
  const facts = [
    ['Copies', `${count(of.copies)}, ${count(of.failed)} of them failed`],
    ['Answers they are copies of', `${count(of.served_failed)} failed`],
    ['Similarity', value('number', of.similarity)],
    ['Time', `${value('seconds', of.seconds)}, served ${value('seconds', of.served_seconds)}`],
    ['Cost', `${money(of.cost_usd)}, served ${money(of.served_cost_usd)}`],
  ];
  return el('dl', { className: 'origin' }, ...facts.map(([name, said]) => el('div', {}, el('dt', { textContent: name }), el('dd', { textContent: said }))));
}

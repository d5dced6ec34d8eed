// What an experiment is made of, in the order in which people think of it; docs/rollouts.md says
// what each field means.

/** @typedef {import('./fields.js').Field} Field */
/** @typedef {[value: string, label: string][]} Choices */

/**
 * What is asked first.
 *
 * @param {Choices} routes
 * @param {Choices} models
 * @returns {Field[]}
 */
export const subject = (routes, models) => [
  { path: 'id', label: 'Id', hint: 'Letters, digits or . _ -, for example slang-v2.' },
  { path: 'route', label: 'Route', choices: routes, hint: 'Its requests take part.' },
  {
    path: 'candidate',
    label: 'Candidate',
    choices: models,
    hint: 'Half of those who take part get this model, asked before the ladder of the route.',
  },
  { path: 'description', label: 'Description', byDefault: 'none' },
];

const METRICS =
  'completion, errors, fallback, confidence, first_token, latency, response, tokens, cost, ' +
  'rating, thumbs, accuracy, feedback.NAME';

/** @type {Field[]} */
export const JUDGED = [
  {
    path: 'guardrails',
    label: 'Guardrails, one a line',
    kind: 'lines',
    value: 'rating_drop > 0.3\nerrors > 5 %\nlatency > 2x',
    hint: 'Crossing one rolls the candidate back.',
  },
  { path: 'metrics', label: 'Metrics to compare', kind: 'words', hint: METRICS, byDefault: 'none' },
  {
    path: 'alpha',
    label: 'Alpha',
    kind: 'number',
    byDefault: '0.05',
    hint: 'How often all guardrails together may roll back a sound candidate.',
  },
  {
    path: 'units',
    label: 'Planned units',
    kind: 'number',
    byDefault: '4000',
    hint: 'Users; with so many the intervals are tightest.',
  },
];

/** @type {Field} Without stages. */
export const SHARE = {
  path: 'share',
  label: 'Share of all units, basis points',
  kind: 'number',
  byDefault: '5000',
  hint: 'How many get a candidate: 5000 is 50 %.',
};

/** @type {Field[]} Of the shadow stage. */
export const SHADOW = [
  {
    path: 'rollout.shadow.share',
    label: 'Share copied, basis points',
    kind: 'number',
    value: '500',
  },
  { path: 'rollout.shadow.requests', label: 'Copies', kind: 'number', byDefault: '1000' },
  { path: 'rollout.shadow.cost', label: 'Cost, USD', kind: 'number', byDefault: 'no limit' },
  { path: 'rollout.shadow.duration', label: 'Duration', byDefault: '1d' },
];

/** The stages that apply if none are given, as they stand in the fields of a stage. */
export const STAGES = [
  { share: '1000', duration: '3d' },
  { share: '2500', duration: '4d' },
  { share: '5000', duration: '7d' },
  { share: '10000', duration: '1d' },
];

/** @type {Choices} */
const MONITORING = [
  ['', 'normal'],
  ['close', 'close'],
  ['light', 'light'],
];

/**
 * A stage of the rollout.
 *
 * @param {number} i
 * @param {{share?: string, duration?: string}} [at]
 * @returns {Field[]}
 */
export function stage(i, { share = '', duration = '' } = {}) {
  const at = `rollout.stages[${i}]`;
  return [
    { path: `${at}.share`, label: 'Share, basis points', kind: 'number', value: share },
    { path: `${at}.duration`, label: 'Duration', value: duration, byDefault: '1d' },
    { path: `${at}.units`, label: 'Units of each', kind: 'number', byDefault: '100, last 0' },
    { path: `${at}.monitoring`, label: 'Watched', choices: MONITORING },
    { path: `${at}.approval`, label: 'A person approves the next', kind: 'truth' },
    { path: `${at}.evidence`, label: 'Every guardrail shown to be kept', kind: 'truth' },
  ];
}

/** @type {Field[]} */
export const ENDING = [
  {
    path: 'rollout.holdback',
    label: 'Holdback, basis points',
    kind: 'number',
    byDefault: '0',
    hint: 'How many keep the control in the last stage.',
  },
  { path: 'rollout.undecided.after', label: 'Undecided after', byDefault: '28d' },
  {
    path: 'rollout.undecided.then',
    label: 'Then',
    choices: [
      ['', 'hold, until a person decides'],
      ['roll_back', 'roll back'],
      ['go_on', 'go on'],
    ],
  },
];

/** @type {Field[]} */
export const WHO = [
  {
    path: 'anonymous',
    label: 'Requests without a unit',
    wide: true,
    choices: [
      ['', 'get a variant drawn at random, and are not counted'],
      ['refuse', 'are refused with a 400'],
      ['key', 'have the API key as their unit'],
    ],
  },
  {
    path: 'testers',
    label: 'Testers, one a line: UNIT = VARIANT',
    kind: 'units',
    hint: 'They get that variant at every stage and are never counted. anna = candidate',
  },
  { path: 'salt', label: 'Salt', byDefault: 'the id' },
  { path: 'layer.name', label: 'Layer', byDefault: 'none' },
  { path: 'layer.from', label: 'from bucket', kind: 'number' },
  { path: 'layer.to', label: 'to bucket', kind: 'number' },
];

/** @type {Field[]} */
export const BREAKER = [
  { path: 'breaker.calls', label: 'Last calls', kind: 'number', byDefault: '50' },
  { path: 'breaker.share', label: 'Share that may fail', kind: 'number', byDefault: '0.2' },
  { path: 'breaker.times', label: "Times the control's", kind: 'number', byDefault: '5' },
  { path: 'breaker.consecutive', label: 'In a row', kind: 'number', byDefault: '10' },
];

/**
 * A variant, where there is more to compare than one candidate.
 *
 * @param {number} i
 * @param {Choices} models
 * @param {{name?: string, weight?: string}} [at]
 * @returns {Field[]}
 */
export function variant(i, models, { name = '', weight = '' } = {}) {
  const at = `variants[${i}]`;
  /** @type {Field[]} */
  const both = [
    { path: `${at}.name`, label: 'Name', value: name },
    { path: `${at}.weight`, label: 'Weight, basis points', kind: 'number', value: weight },
  ];
  if (i === 0) return both; // The control serves what the route serves.
  return [
    ...both,
    { path: `${at}.model`, label: 'Model', choices: [['', 'none'], ...models] },
    { path: `${at}.threshold`, label: 'Threshold', kind: 'number', byDefault: 'none' },
    {
      path: `${at}.ladder`,
      label: 'Or a ladder of its own, one rung a line: MODEL THRESHOLD',
      kind: 'rungs',
    },
  ];
}

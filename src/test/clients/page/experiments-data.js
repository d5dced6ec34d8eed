// Experiments as the API shows them, their decisions and their changes.

export const DAY = 86_400;

export const STAGES = [
  {
    kind: 'ramp',
    share: 1000,
    duration_s: 3 * DAY,
    units: 100,
    monitoring: 'close',
    approval: false,
    evidence: false,
  },
  {
    kind: 'ramp',
    share: 2500,
    duration_s: 4 * DAY,
    units: 100,
    monitoring: 'normal',
    approval: true,
    evidence: false,
  },
  {
    kind: 'ramp',
    share: 5000,
    duration_s: 7 * DAY,
    units: 100,
    monitoring: 'normal',
    approval: false,
    evidence: true,
  },
  {
    kind: 'full',
    share: 10_000,
    duration_s: DAY,
    units: 0,
    monitoring: 'light',
    approval: false,
    evidence: false,
  },
];

/** Of an experiment without a rollout. */
export const ONLY_STAGE = [
  {
    kind: 'experiment',
    share: 5000,
    duration_s: 0,
    units: 0,
    monitoring: 'normal',
    approval: false,
    evidence: false,
  },
];

/** Of the stage that it ended in. */
export const OVER = { since: null, watched_s: null };

/** An experiment as the API shows it: in its second stage, unless told otherwise. */
export function view(id, changed = {}) {
  const ended = ['completed', 'rolled_back', 'stopped'].includes(changed.state);
  return {
    id,
    route: 'slang',
    description: '',
    state: 'running',
    outcome: null,
    reason: null,
    winner: null,
    retired: false,
    version: 3,
    created_at: '2026-11-10T08:00:00Z',
    started_at: '2026-11-10T09:00:00Z',
    ended_at: null,
    changed_at: '2026-11-13T09:30:00Z',
    stage: {
      index: 1,
      of: 4,
      kind: 'ramp',
      share: 2500,
      ...(ended ? OVER : { since: '2026-11-13T09:30:00Z', watched_s: 100_800 }),
      duration_s: 4 * DAY,
      units_needed: 100,
      approval: true,
      approved: false,
      monitoring: 'normal',
    },
    stages: STAGES,
    variants: [
      { name: 'control', weight: 5000, model: null, threshold: null, ladder: null },
      { name: 'candidate', weight: 5000, model: 'slang-v2', threshold: null, ladder: null },
    ],
    metrics: ['rating', 'completion'],
    guardrails: ['rating_drop > 0.3', 'errors > 5 %', 'latency > 2x'],
    alpha: 0.05,
    planned: 4000,
    share: 5000,
    anonymous: 'random',
    breaker: { calls: 50, share: 0.2, times: 5, consecutive: 10 },
    definition: {},
    switched_off: false,
    unservable: null,
    ...changed,
  };
}

export const DECISIONS = [
  {
    id: 9,
    at: '2026-11-14T13:30:00Z',
    stage: 1,
    kind: 'stay',
    sentence: '2 d 20 h more in this stage; 12 units of control more.',
    inputs: { watched_s: 100_800 },
  },
  {
    id: 8,
    at: '2026-11-14T12:30:00Z',
    stage: 1,
    kind: 'stay',
    sentence: '2 d 21 h more in this stage; 14 units of control more.',
    inputs: {},
  },
  {
    id: 7,
    at: '2026-11-14T11:30:00Z',
    stage: 1,
    kind: 'stay',
    sentence: '2 d 22 h more in this stage; 15 units of control more.',
    inputs: {},
  },
  {
    id: 6,
    at: '2026-11-13T22:10:00Z',
    stage: 1,
    kind: 'resume',
    sentence: 'There is traffic again.',
    inputs: {},
  },
  {
    id: 5,
    at: '2026-11-13T20:00:00Z',
    stage: 1,
    kind: 'hold',
    sentence: 'No unit has come in for 1 h 10 min.',
    inputs: { last_served: '2026-11-13T18:50:00Z' },
  },
  {
    id: 4,
    at: '2026-11-13T09:30:00Z',
    stage: 0,
    kind: 'advance',
    sentence: 'Stage 1 has had its 3 d and 120 units of each; no guardrail is crossed.',
    inputs: { units: 120 },
  },
];

export const CHANGES = [
  {
    seq: 12,
    at: '2026-11-13T09:30:00Z',
    action: 'advance',
    by: 'controller',
    before: 'running',
    after: 'running',
    version: 3,
    reason: 'Stage 1 has had its 3 d.',
  },
  {
    seq: 10,
    at: '2026-11-10T09:00:00Z',
    action: 'start',
    by: 'key:ops',
    before: 'pending',
    after: 'running',
    version: 2,
    reason: 'Started',
  },
  {
    seq: 9,
    at: '2026-11-10T08:00:00Z',
    action: 'create',
    by: 'key:ops',
    before: null,
    after: 'pending',
    version: 1,
    reason: '',
  },
];

// The administration API of experiments, made of what a test puts into it.

import { createServer } from 'node:http';
import { once } from 'node:events';
import { json, readAll, serveFile } from './mock.js';

const DAY = 86_400;

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
const OVER = { since: null, watched_s: null };

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

export function analysis(id, changed = {}) {
  return {
    experiment: id,
    at: '2026-11-14T13:30:00Z',
    state: 'running',
    stage: 1,
    units: {
      candidate: { enrolled: 812, in_stage: 400 },
      control: { enrolled: 798, in_stage: 88 },
    },
    sample_ratio: {
      p: 0.73,
      chi_squared: 0.12,
      enough: true,
      broken: false,
      sentence: 'The 1,610 units went to the variants as planned, or nearly (p = 0.73).',
      counts: { candidate: 812, control: 798 },
      planned: { candidate: 5000, control: 5000 },
    },
    conflicts: 0,
    last_served: '2026-11-14T13:29:12Z',
    feedback_shift: null,
    variants: [
      {
        name: 'control',
        enrolled: 798,
        inferences: 5210,
        metrics: {
          rating: { units: 310, mean: 3.91, deviation: 0.9 },
          completion: { units: 798, mean: 0.987, deviation: 0.05 },
          latency: { units: 798, mean: 0.84, deviation: 0.3 },
        },
      },
      {
        name: 'candidate',
        enrolled: 812,
        inferences: 5402,
        metrics: {
          rating: { units: 322, mean: 4.06, deviation: 0.9 },
          completion: { units: 812, mean: 0.991, deviation: 0.05 },
          latency: { units: 812, mean: 0.61, deviation: 0.2 },
        },
      },
    ],
    comparisons: [
      {
        candidate: 'candidate',
        metric: 'rating',
        unit: 'number',
        lower_is_worse: true,
        estimate: 0.15,
        lower: -0.05,
        upper: 0.35,
        p: 0.2,
        alpha: 0.05,
        units: 632,
        sentence:
          'rating: candidate 4.06 with 322 units, control 3.91 with 310; the difference is 0.15, between -0.05 and 0.35.',
        strata: [
          {
            stage: 0,
            share: 1000,
            candidate: { units: 120, mean: 4.01 },
            control: { units: 115, mean: 3.9 },
          },
          {
            stage: 1,
            share: 2500,
            candidate: { units: 202, mean: 4.09 },
            control: { units: 195, mean: 3.92 },
          },
        ],
        higher_probability: null,
        expected_loss: null,
      },
      {
        candidate: 'candidate',
        metric: 'completion',
        unit: 'share',
        lower_is_worse: true,
        estimate: 0.004,
        lower: -0.011,
        upper: 0.019,
        p: 0.6,
        alpha: 0.05,
        units: 1610,
        sentence:
          'completion: candidate 99.1 % with 812 units, control 98.7 % with 798; the difference is 0.4 points, between -1.1 and 1.9.',
        strata: [],
        higher_probability: 0.93,
        expected_loss: { if_candidate: 0.0001, if_control: 0.0042 },
      },
    ],
    guardrails: [
      {
        text: 'rating_drop > 0.3',
        candidate: 'candidate',
        verdict: 'open',
        sentence:
          "rating_drop > 0.3 can't be judged yet: 4.06 with 322 units, control 3.91 with 310, allowed 0.3 less; anything from 0.71 within it to 0.02 beyond it is possible (alpha = 0.017).",
        at_least: -0.71,
        at_most: 0.02,
        limit: '0.3 less',
      },
      {
        text: 'errors > 5 %',
        candidate: 'candidate',
        verdict: 'clear',
        sentence:
          'errors > 5 % kept the limit: 0.9 % with 812 units, allowed at most 5 %; within it by at least 2.1 points (alpha = 0.017).',
        at_least: -0.06,
        at_most: -0.021,
        limit: 'at most 5 %',
      },
      {
        text: 'latency > 2x',
        candidate: 'candidate',
        verdict: 'too_early',
        sentence: "latency > 2x can't be judged yet: 12 units of control, 30 are needed.",
        at_least: null,
        at_most: null,
        limit: 'at most 2 times the control',
      },
    ],
    detectable: [
      {
        metric: 'rating',
        difference: 0.17,
        by: '2026-11-20',
        sentence:
          "rating: can detect a difference of 0.17 or more by 2026-11-20 at today's traffic (900 units of each variant).",
      },
    ],
    shadow: null,
    missing: [
      '2 d 20 h more in this stage',
      '12 more units of control',
      'the approval of a person',
    ],
    ...changed,
  };
}

/**
 * So many looks from the 10th of November on, one each `minutes`; the intervals close in on
 * `towards`.
 */
export function looks(
  howMany,
  { minutes = 60, towards = 0.15, width = 1.2, stageEvery = 72 } = {},
) {
  const start = Date.parse('2026-11-10T10:00:00Z');
  let seed = 7;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5;
  return Array.from({ length: howMany }, (_, i) => {
    const half = width / Math.sqrt(1 + i / 2);
    const estimate = towards + random() * half * 0.4;
    return {
      at: new Date(start + i * minutes * 60_000).toISOString(),
      stage: Math.min(3, Math.floor(i / stageEvery)),
      units: 20 + i * 16,
      estimate,
      lower: estimate - half,
      upper: estimate + half,
    };
  });
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

const ENDED = {
  rollback: ['rolled_back', 'inconclusive'],
  pause: ['paused'],
  resume: ['running'],
  start: ['running'],
  approve: ['running'],
};

export class MockExperiments {
  static async start() {
    const mock = new MockExperiments();
    mock.server = createServer((request, response) => mock.#serve(request, response));
    mock.server.listen(0, '127.0.0.1');
    await once(mock.server, 'listening');
    mock.url = `http://127.0.0.1:${mock.server.address().port}/experiments.html`;
    mock.reset();
    return mock;
  }

  reset() {
    this.key = undefined; // when set, the API asks for it
    this.views = new Map();
    this.analyses = new Map();
    this.looks = new Map(); // by experiment and metric, as `id metric`
    this.decisions = new Map();
    this.changes = new Map();
    this.switches = new Map();
    this.configured = true; // whether sluice.yaml has the experiments of its routes on
    // `METHOD path` to a problem, or to a function that makes one or nothing
    this.problems = new Map();
    this.streams = new Set();
    this.eventsStatus = 200;
    this.requests = []; // `{method, path, body, headers}`
  }

  /** One with everything there is to see. */
  add(id, changed, { howMany = 100, figures } = {}) {
    this.views.set(id, view(id, changed));
    this.analyses.set(id, analysis(id, figures));
    this.looks.set(`${id} rating`, looks(howMany));
    this.looks.set(`${id} completion`, looks(howMany, { towards: 0.004, width: 0.12 }));
    this.decisions.set(id, [...DECISIONS]);
    this.changes.set(id, CHANGES);
  }

  stop() {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** Sends an event to everybody who follows. */
  send(event, data) {
    for (const stream of this.streams) {
      stream.write(`event: ${event}\nid: 1\ndata: ${JSON.stringify(data)}\n\n`);
    }
  }

  /** Ends all streams; new ones get `status`. */
  cut(status = 200) {
    this.eventsStatus = status;
    for (const stream of this.streams) stream.destroy();
    this.streams.clear();
  }

  made(method, path) {
    return this.requests.filter((request) => request.method === method && request.path === path);
  }

  async #serve(request, response) {
    const { pathname, searchParams } = new URL(request.url, this.url);
    if (!pathname.startsWith('/api/experiments')) return serveFile(pathname, response);
    const { method } = request;
    const text = await readAll(request);
    this.requests.push({
      method,
      path: pathname,
      query: Object.fromEntries(searchParams),
      body: text === '' ? undefined : JSON.parse(text),
      headers: request.headers,
    });
    if (this.key !== undefined && request.headers.authorization !== `Bearer ${this.key}`) {
      return problem(
        response,
        401,
        'invalid_api_key',
        "an API key is needed: send it as 'Authorization: Bearer KEY'",
      );
    }
    const planned = this.problems.get(`${method} ${pathname}`);
    const failing = typeof planned === 'function' ? planned() : planned;
    if (failing) return problem(response, ...failing);
    const parts = pathname.split('/').slice(3).map(decodeURIComponent);
    if (parts.length === 0) {
      return json(response, 200, { object: 'list', data: [...this.views.values()] });
    }
    if (parts[0] === 'routes') return this.#switch(method, parts[1], text, response);
    return this.#experiment(method, parts, searchParams, response);
  }

  #experiment(method, [id, what], query, response) {
    const found = this.views.get(id);
    if (!found) {
      return problem(response, 404, 'experiment_not_found', `there is no experiment '${id}'`);
    }
    if (method === 'POST') return this.#command(found, what, response);
    const list = (data) => json(response, 200, { object: 'list', data: data ?? [] });
    if (what === undefined) return json(response, 200, found);
    if (what === 'analysis') return json(response, 200, this.analyses.get(id) ?? {});
    if (what === 'decisions') return list(this.decisions.get(id));
    if (what === 'changes') return list(this.changes.get(id));
    if (what === 'looks') return list(this.looks.get(`${id} ${query.get('metric')}`));
    if (what === 'events') return this.#events(found, response);
    problem(response, 404, 'not_found', what);
  }

  #command(found, what, response) {
    const [state, outcome = found.outcome] = ENDED[what];
    const { reason } = JSON.parse(JSON.stringify(this.requests.at(-1).body));
    const after = { ...found, state, outcome, reason, version: found.version + 1 };
    if (what === 'rollback') after.stage = { ...found.stage, ...OVER };
    if (what === 'approve') after.stage = { ...found.stage, approved: true };
    if (what === 'start') {
      after.stage = {
        ...view('x').stage,
        index: 0,
        share: 1000,
        watched_s: 0,
        duration_s: 3 * DAY,
      };
    }
    this.views.set(found.id, after);
    json(response, 200, after);
    this.send('state', after);
  }

  #events(found, response) {
    if (this.eventsStatus !== 200) {
      return problem(response, this.eventsStatus, 'gone', 'no events here');
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    this.streams.add(response);
    response.on('close', () => this.streams.delete(response));
    response.write(`event: state\nid: 1\ndata: ${JSON.stringify(found)}\n\n`);
  }

  #switch(method, route, text, response) {
    if (method === 'PUT') {
      this.switches.set(route, {
        reason: JSON.parse(text).reason,
        changed_at: '2026-11-14T13:31:00Z',
        key: 'ops',
      });
    }
    if (method === 'DELETE') this.switches.delete(route);
    const off = this.switches.has(route);
    if (method !== 'GET') {
      for (const [id, of] of this.views) {
        if (of.route === route) this.views.set(id, { ...of, switched_off: off });
      }
    }
    json(response, 200, {
      route,
      switched_off: off,
      configured: this.configured,
      ...this.switches.get(route),
    });
  }
}

function problem(response, status, code, detail, errors) {
  const headers = {
    'content-type': 'application/problem+json',
    ...(status === 503 ? { 'retry-after': '2' } : {}),
  };
  json(
    response,
    status,
    { type: 'about:blank', title: 'Problem', status, code, detail, ...(errors ? { errors } : {}) },
    headers,
  );
}

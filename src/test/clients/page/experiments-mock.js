// The administration API of experiments, made of what a test puts into it.

import { createServer } from 'node:http';
import { once } from 'node:events';
import { analysis, looks } from './experiments-analysis.js';
import { CHANGES, DAY, DECISIONS, OVER, view } from './experiments-data.js';
import { MODEL, ROUTE, UNREADY, json, readAll, serveFile } from './mock.js';

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
    this.models = [ROUTE, MODEL, UNREADY];
    this.key = undefined; // when set, the API asks for it
    this.may = undefined; // when set, what the role of the key may do
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
    if (pathname === '/api/caller' && this.may) return json(response, 200, { may: this.may });
    const served = pathname.startsWith('/api/experiments') || pathname === '/v1/models';
    if (!served) return serveFile(pathname, response);
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
    const failing = typeof planned === 'function' ? planned(this.requests.at(-1).body) : planned;
    if (failing) return problem(response, ...failing);
    if (pathname === '/v1/models') return json(response, 200, { data: this.models });
    if (method === 'POST' && pathname === '/api/experiments') return this.#define(response);
    const parts = pathname.split('/').slice(3).map(decodeURIComponent);
    if (parts.length === 0) {
      return json(response, 200, { object: 'list', data: [...this.views.values()] });
    }
    if (parts[0] === 'routes') return this.#switch(method, parts[1], text, response);
    return this.#experiment(method, parts, searchParams, response);
  }

  #define(response) {
    const { id, route } = this.requests.at(-1).body;
    this.add(id, { route, state: 'pending', stage: null });
    json(response, 201, this.views.get(id));
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

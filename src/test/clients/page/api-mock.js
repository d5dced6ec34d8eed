// The administration API of a page, made of what a test puts into it: an answer for each path.

import { createServer } from 'node:http';
import { once } from 'node:events';
import { json, serveFile } from './mock.js';

export class MockApi {
  static async start() {
    const mock = new MockApi();
    mock.server = createServer((request, response) => mock.#serve(request, response));
    mock.server.listen(0, '127.0.0.1');
    await once(mock.server, 'listening');
    mock.url = `http://127.0.0.1:${mock.server.address().port}/`;
    mock.reset();
    return mock;
  }

  reset() {
    this.key = undefined; // when set, the API asks for it
    // By path: what is answered, or a function of the query and the response that answers itself
    this.answers = new Map();
    this.problems = new Map(); // by path: [status, code, detail]
    this.requests = []; // `{path, query}`
  }

  stop() {
    this.server.close();
    this.server.closeAllConnections();
  }

  asked(path) {
    return this.requests.filter((request) => request.path === path);
  }

  #serve(request, response) {
    const { pathname: path, searchParams } = new URL(request.url, this.url);
    if (!path.startsWith('/api/') && !path.startsWith('/v1/')) return serveFile(path, response);
    const query = Object.fromEntries(searchParams);
    this.requests.push({ path, query, headers: request.headers });
    if (this.key !== undefined && request.headers.authorization !== `Bearer ${this.key}`) {
      const detail = "an API key is needed: send it as 'Authorization: Bearer KEY'";
      return problem(response, 401, 'invalid_api_key', detail);
    }
    const failing = this.problems.get(path);
    if (failing) return problem(response, ...failing);
    const answer = this.answers.get(path);
    if (answer === undefined) return problem(response, 404, 'not_found', `nothing at ${path}`);
    if (typeof answer !== 'function') return json(response, 200, answer);
    const made = answer(query, response);
    if (made !== undefined) json(response, 200, made);
  }
}

function problem(response, status, code, detail) {
  const headers = {
    'content-type': 'application/problem+json',
    ...(status === 503 ? { 'retry-after': '2' } : {}),
  };
  json(response, status, { type: 'about:blank', title: 'Problem', status, code, detail }, headers);
}

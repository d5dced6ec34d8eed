// A gateway made of a script: serves the page and /v1, and lets the test play the model one chunk
// at a time.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { once } from 'node:events';

export const PAGE = new URL('../../../main/resources/META-INF/resources/', import.meta.url);

const TYPES = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

export const ROUTE = {
  id: 'slang',
  object: 'model',
  created: 1,
  owned_by: 'sluice',
  sluice: { type: 'route', ready: true, detail: '3 rungs: slang-tuned, slang-base, smollm2' },
};
export const MODEL = {
  id: 'smollm2',
  object: 'model',
  created: 1,
  owned_by: 'sluice',
  sluice: { type: 'model', ready: true, detail: 'local, 135M parameters' },
};
export const UNREADY = {
  id: 'qwen3',
  object: 'model',
  created: 1,
  owned_by: 'sluice',
  sluice: {
    type: 'model',
    ready: false,
    detail: 'The file is not on this machine. Run `./sluice model pull qwen3`.',
  },
};
export const EMBEDDING = {
  id: 'minilm',
  object: 'model',
  created: 1,
  owned_by: 'sluice',
  sluice: { type: 'model', ready: true, task: 'embedding', detail: '' },
};

export class MockGateway {
  models = [ROUTE, MODEL, UNREADY, EMBEDDING];
  key = undefined; // when set, /v1 asks for it
  may = undefined; // when set, what the role of the key may do
  automatic = undefined; // when set, answers calls in the test's place
  records = new Map(); // what GET /api/inferences/{id} answers, by id
  recordsAfter = 0; // looks that find nothing yet
  looks = 0;
  feedback = []; // what was posted, in order
  refusals = []; // what the next posts of feedback get instead: `[status, message]` or a promise
  #calls = [];
  #waiting = [];

  static async start() {
    const gateway = new MockGateway();
    gateway.server = createServer((request, response) => gateway.#serve(request, response));
    gateway.server.listen(0, '127.0.0.1');
    await once(gateway.server, 'listening');
    gateway.url = `http://127.0.0.1:${gateway.server.address().port}/`;
    return gateway;
  }

  /** The next chat request, now or when it comes. */
  call() {
    return this.#calls.length > 0
      ? Promise.resolve(this.#calls.shift())
      : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Chat requests that nobody has asked for. */
  get unexpected() {
    return this.#calls.length;
  }

  stop() {
    this.server.close();
    this.server.closeAllConnections();
  }

  async #serve(request, response) {
    const { pathname } = new URL(request.url, this.url);
    if (pathname === '/api/caller' && this.may) return json(response, 200, { may: this.may });
    if (pathname.startsWith('/api/inferences/')) {
      return this.#record(decodeURIComponent(pathname.split('/').at(-1)), response);
    }
    if (pathname === '/api/feedback') return this.#judged(request, response);
    if (!pathname.startsWith('/v1/')) return serveFile(pathname, response);
    if (this.#refused(request, response)) return;
    if (pathname === '/v1/models') {
      return json(response, 200, { object: 'list', data: this.models });
    }
    const call = new Call(request, response, JSON.parse(await readAll(request)));
    if (this.automatic) return this.automatic(call);
    if (this.#waiting.length > 0) this.#waiting.shift()(call);
    else this.#calls.push(call);
  }

  /** Whether the key is missing, which is then said. */
  #refused(request, response) {
    const { authorization } = request.headers;
    if (this.key === undefined || authorization === `Bearer ${this.key}`) return false;
    const message = authorization ? 'This API key is not known.' : 'No API key was sent.';
    json(response, 401, envelope(message, 'invalid_request_error', 'invalid_api_key'));
    return true;
  }

  async #judged(request, response) {
    if (this.#refused(request, response)) return;
    const body = JSON.parse(await readAll(request));
    this.feedback.push(body);
    const refusal = await this.refusals.shift();
    if (refusal) {
      const [status, detail] = refusal;
      return json(response, status, { title: 'Problem', status, code: 'c', detail });
    }
    const recorded = this.records.has(body.inference);
    json(response, recorded ? 201 : 202, { inference: body.inference, recorded, feedback: [] });
  }

  #record(id, response) {
    this.looks += 1;
    if (this.looks <= this.recordsAfter || !this.records.has(id)) {
      return json(response, 404, { title: 'Not Found', code: 'inference_not_found' });
    }
    json(response, 200, this.records.get(id));
  }
}

/** One chat request, and the hand that answers it. */
class Call {
  closedEarly = false;

  constructor(request, response, body) {
    this.headers = request.headers;
    this.body = body;
    this.response = response;
    this.closed = once(response, 'close').then(() => (this.closedEarly = !response.writableEnded));
  }

  open(headers = {}) {
    this.response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      ...headers,
    });
    this.response.flushHeaders();
  }

  send(raw) {
    return new Promise((resolve) => this.response.write(raw, resolve));
  }

  data(json) {
    return this.send(`data: ${JSON.stringify(json)}\n\n`);
  }

  delta(delta, finish_reason = null) {
    return this.data({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'mock',
      choices: [{ index: 0, delta, finish_reason }],
    });
  }

  text(content) {
    return this.delta({ content });
  }

  /** A chunk with the log-probability of each of its tokens. */
  scored(...tokens) {
    const content = tokens.map(([token, logprob]) => ({
      token,
      logprob,
      bytes: [...Buffer.from(token)],
      top_logprobs: [],
    }));
    const choice = {
      index: 0,
      delta: { content: tokens.map(([token]) => token).join('') },
      logprobs: { content },
      finish_reason: null,
    };
    return this.data({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'mock',
      choices: [choice],
    });
  }

  async end({ usage, reason = 'stop' } = {}) {
    await this.delta({}, reason);
    if (usage) {
      await this.data({
        id: 'chatcmpl-1',
        object: 'chat.completion.chunk',
        created: 1,
        model: 'mock',
        choices: [],
        usage,
      });
    }
    this.response.end('data: [DONE]\n\n');
  }

  refuse(status, body, headers) {
    json(this.response, status, body, headers);
  }

  cut() {
    this.response.destroy();
  }
}

export const envelope = (message, type, code = null) => ({
  error: { message, type, param: null, code },
});

export function json(response, status, body, headers = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response
    .writeHead(status, {
      'content-type': typeof body === 'string' ? 'text/html' : 'application/json',
      ...headers,
    })
    .end(text);
}

export async function serveFile(pathname, response) {
  const name = pathname === '/' ? 'index.html' : pathname.slice(1);
  try {
    const content = await readFile(new URL(name, PAGE));
    response
      .writeHead(200, {
        'content-type': TYPES[extname(name)],
        'content-security-policy': "default-src 'self'",
      })
      .end(content);
  } catch {
    response.writeHead(404).end();
  }
}

export async function readAll(stream) {
  let text = '';
  for await (const part of stream.setEncoding('utf8')) text += part;
  return text;
}

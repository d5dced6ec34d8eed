// One call of POST /v1/chat/completions as a sequence of events, and every way in which it can fail. Knows no page.

import { readEvents } from './sse.js';

const SHOWN_HEADERS = [
  'x-request-id',
  ...['route', 'model', 'rung', 'verdict', 'confidence', 'calibrated', 'window', 'fallback'].map((name) => `x-sluice-${name}`),
];
const BODY_SHOWN_MAX = 300;

/**
 * What went wrong. `kind` is `network` (no answer at all), `status` (the server refused), `event` (an error event in
 * the stream), `cut` (the stream ended before [DONE]) or `unreadable` (what came is not a chat completion).
 */
export class ChatError extends Error {
  constructor(kind, message, details = {}) {
    super(message);
    this.kind = kind;
    Object.assign(this, details);
  }
}

/** The JSON of a GET, or a {@link ChatError}. */
export async function getJson(url, key) {
  const response = await request(url, { headers: authorization(key) });
  if (!response.ok) throw await refusal(response);
  return parse(await response.text());
}

/**
 * Yields `{type: 'head', headers}`, then any number of `text` (with `tokens` when log-probabilities came), `reasoning`,
 * `usage`, `model` and `finish` (with `reason`), and returns at [DONE]. Further kinds: `late`, headers in a comment,
 * since the head had left before there was an answer; `continued`, headers of the rung that goes on from here;
 * `replaced`, all text so far is void (with `replaced` and `by`). Throws a {@link ChatError}, or whatever the signal was
 * aborted with.
 */
export async function* chat({ url, body, key, signal }) {
  const response = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-sluice-replace': 'true', ...authorization(key) },
    body: JSON.stringify(body),
    signal,
  });
  yield { type: 'head', headers: shownHeaders(response) };
  if (!response.ok) throw await refusal(response);
  try {
    if (!(response.headers.get('content-type') ?? '').startsWith('text/event-stream')) {
      yield* parts(parse(await response.text()));
      return;
    }
    for await (const { event, data, comment } of readEvents(response.body)) {
      if (comment !== undefined) {
        yield* commented(comment);
        continue;
      }
      if (data === '[DONE]') return;
      if (event === 'error') throw streamError(data);
      if (event === 'answer.replaced') {
        const { replaced, by } = parse(data);
        yield { type: 'replaced', replaced, by };
        continue;
      }
      yield* parts(parse(data));
    }
  } catch (failure) {
    if (signal?.aborted || failure instanceof ChatError) throw failure;
    if (failure instanceof RangeError) throw new ChatError('unreadable', `The stream cannot be read: ${failure.message}.`);
    throw new ChatError('cut', 'The connection was lost before the answer was complete.');
  }
  throw new ChatError('cut', 'The stream ended without [DONE], so the answer is not complete.');
}

async function request(url, options) {
  try {
    return await fetch(url, options);
  } catch (failure) {
    if (options.signal?.aborted) throw failure;
    throw new ChatError('network', 'The gateway cannot be reached. Is it still running?');
  }
}

const authorization = (key) => (key ? { authorization: `Bearer ${key}` } : {});

function shownHeaders({ headers }) {
  return Object.fromEntries(SHOWN_HEADERS.filter((name) => headers.has(name)).map((name) => [name, headers.get(name)]));
}

function* commented(comment) {
  const headers = Object.fromEntries([...comment.matchAll(/^(x-[\w-]+): (.*)$/gm)].map(([, name, value]) => [name, value]));
  const continued = headers['x-sluice-continued'] === 'true';
  if (continued || headers['x-sluice-rung']) yield { type: continued ? 'continued' : 'late', headers };
}

function* parts(chunk) {
  if (chunk.error) throw new ChatError('event', ...envelope(chunk));
  if (typeof chunk.model === 'string') yield { type: 'model', model: chunk.model };
  const choice = chunk.choices?.[0];
  const said = choice?.delta ?? choice?.message ?? {};
  const reasoning = said.reasoning_content ?? said.reasoning;
  if (reasoning) yield { type: 'reasoning', text: String(reasoning) };
  const text = said.content ?? said.refusal;
  const tokens = choice?.logprobs?.content;
  if (text) yield { type: 'text', text: String(text), ...(Array.isArray(tokens) && tokens.length > 0 ? { tokens } : {}) };
  if (choice?.finish_reason) yield { type: 'finish', reason: choice.finish_reason };
  if (chunk.usage) yield { type: 'usage', usage: chunk.usage };
}

function streamError(data) {
  try {
    return new ChatError('event', ...envelope(JSON.parse(data)));
  } catch {
    return new ChatError('event', data);
  }
}

async function refusal(response) {
  const { status, headers } = response;
  const retryAfter = headers.get('retry-after');
  const text = await response.text().catch(() => '');
  let message = text.slice(0, BODY_SHOWN_MAX).trim();
  let details = {};
  try {
    [message, details] = envelope(JSON.parse(text));
  } catch {
    // Not JSON, a proxy's page perhaps: its beginning says more than nothing.
  }
  return new ChatError('status', message || `The server answered ${status} and said nothing more.`, {
    ...details,
    status,
    retryAfter,
  });
}

/** `[message, {type, code}]` of an OpenAI error envelope, or of the looser shapes that servers send in its place. */
function envelope(json) {
  const error = json?.error ?? json;
  if (typeof error === 'string') return [error, {}];
  const message = typeof error?.message === 'string' ? error.message : JSON.stringify(error).slice(0, BODY_SHOWN_MAX);
  return [message, { type: error?.type ?? undefined, code: error?.code ?? undefined }];
}

function parse(text) {
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  if (json !== null && typeof json === 'object') return json;
  throw new ChatError('unreadable', `Expected a JSON object, got: ${text.slice(0, BODY_SHOWN_MAX) || 'nothing'}`);
}

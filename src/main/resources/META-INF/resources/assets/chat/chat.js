// One call of POST /v1/chat/completions as a sequence of events, including every way it can fail.
// Knows nothing of the page.

import { ApiError, explained, parse, refusal, send } from '../shell/api.js';
import { readEvents } from '../shell/sse.js';

const SHOWN_HEADERS = [
  'x-request-id',
  'x-sluice-route',
  'x-sluice-model',
  'x-sluice-rung',
  'x-sluice-verdict',
  'x-sluice-confidence',
  'x-sluice-calibrated',
  'x-sluice-window',
  'x-sluice-fallback',
];

/** @typedef {Record<string, string>} Headers of an answer, or told in its comments */
/** @typedef {{token: string, logprob: number}} Token with its log-probability */
/** @typedef {{completion_tokens?: number, prompt_tokens?: number}} Usage */
/** @typedef {{rung?: number, model?: string, confidence?: number}} Side of a replaced answer */

/**
 * The parts of a call: `head`, then any number of `text` (with `tokens` if log-probabilities
 * came), `reasoning`, `usage`, `model` and `finish`. Further kinds: `late`, headers in a comment,
 * because the head was sent before there was an answer; `continued`, headers of the rung that
 * continues from here; `replaced`, all text so far is void.
 *
 * @typedef {{type: 'head' | 'late' | 'continued', headers: Headers}
 *   | {type: 'text', text: string, tokens?: Token[]}
 *   | {type: 'reasoning', text: string}
 *   | {type: 'usage', usage: Usage}
 *   | {type: 'model', model: string}
 *   | {type: 'finish', reason: string}
 *   | {type: 'replaced', replaced: Side, by: Side}} Part
 */

/**
 * Returns at [DONE]. Throws an {@link ApiError}, or whatever the signal was aborted with.
 *
 * @param {{url: string, body: unknown, signal?: AbortSignal}} of
 * @returns {AsyncGenerator<Part, void>}
 */
export async function* chat({ url, body, signal }) {
  const headers = { 'x-sluice-replace': 'true' };
  const response = await send('POST', url, {
    body,
    signal,
    headers,
    accept: '*/*',
  });
  yield { type: 'head', headers: shownHeaders(response) };
  if (!response.ok) throw await refusal(response);
  try {
    if (!(response.headers.get('content-type') ?? '').startsWith('text/event-stream')) {
      yield* parts(parse(await response.text()));
      return;
    }
    for await (const { event, data = '', comment } of readEvents(response.body)) {
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
    if (signal?.aborted || failure instanceof ApiError) throw failure;
    if (failure instanceof RangeError) {
      throw new ApiError('unreadable', `The stream could not be read: ${failure.message}.`);
    }
    throw new ApiError('cut', 'The connection was lost before the answer was complete.');
  }
  throw new ApiError('cut', 'The stream ended without [DONE], so the answer is not complete.');
}

/** @param {Response} response */
function shownHeaders({ headers }) {
  const shown = SHOWN_HEADERS.filter((name) => headers.has(name));
  return Object.fromEntries(shown.map((name) => [name, String(headers.get(name))]));
}

/**
 * @param {string} comment
 * @returns {Generator<Part, void>}
 */
function* commented(comment) {
  const told = comment.matchAll(/^(x-[\w-]+): (.*)$/gm);
  /** @type {Headers} */
  const headers = Object.fromEntries([...told].map(([, name, value]) => [name, value]));
  const continued = headers['x-sluice-continued'] === 'true';
  if (!continued && !headers['x-sluice-rung']) return;
  yield { type: continued ? 'continued' : 'late', headers };
}

/**
 * @param {any} chunk
 * @returns {Generator<Part, void>}
 */
function* parts(chunk) {
  if (chunk.error) throw new ApiError('event', ...explained(chunk));
  if (typeof chunk.model === 'string') yield { type: 'model', model: chunk.model };
  const choice = chunk.choices?.[0];
  const said = choice?.delta ?? choice?.message ?? {};
  const reasoning = said.reasoning_content ?? said.reasoning;
  if (reasoning) yield { type: 'reasoning', text: String(reasoning) };
  const text = said.content ?? said.refusal;
  const tokens = choice?.logprobs?.content;
  if (text) {
    const scored = Array.isArray(tokens) && tokens.length > 0 ? { tokens } : {};
    yield { type: 'text', text: String(text), ...scored };
  }
  if (choice?.finish_reason) yield { type: 'finish', reason: choice.finish_reason };
  if (chunk.usage) yield { type: 'usage', usage: chunk.usage };
}

/** @param {string} data */
function streamError(data) {
  try {
    return new ApiError('event', ...explained(JSON.parse(data)));
  } catch {
    return new ApiError('event', data);
  }
}

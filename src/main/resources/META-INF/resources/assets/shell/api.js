// The gateway's API: JSON in, JSON out, and every failure as a sentence. Knows nothing of the page.

import { apiKey } from './key.js';

const TEXT_SHOWN_MAX = 300;

/** @typedef {Partial<Omit<ApiError, keyof Error | 'kind'>>} Details of a failure */

/**
 * What went wrong. `kind` is `network` (no answer at all), `status` (the server refused) or
 * `unreadable` (the answer is not as expected); a stream adds `event` (an error event in it) and
 * `cut` (it ended too early). `message` is for people; `status` is missing if there was no answer;
 * `code` is stable, for programs.
 */
export class ApiError extends Error {
  /** @type {number | undefined} */ status;
  /** @type {string | undefined} */ type;
  /** @type {string | undefined} */ code;
  /** @type {string | null | undefined} */ retryAfter;
  /** @type {{field: string, value: unknown, expected: string}[]} */ errors = [];

  /**
   * @param {'network' | 'status' | 'unreadable' | 'event' | 'cut'} kind
   * @param {string} message
   * @param {Details} [details]
   */
  constructor(kind, message, details = {}) {
    super(message);
    this.kind = kind;
    Object.assign(this, details);
  }
}

/**
 * The address of these parts below a root, each of them one step of the path whatever it holds.
 *
 * @param {string} root such as `api/experiments`
 * @param {string[]} parts
 * @param {string} [what] one of the things that are there, for the sentence that there is none
 */
export function address(root, parts = [], what = 'entry') {
  // A browser resolves these two even when they are encoded: they would leave the folder.
  if (parts.some((part) => part === '.' || part === '..' || part === '')) {
    const details = { status: 404, code: `${what}_not_found` };
    throw new ApiError('status', `There is no ${what} with that name.`, details);
  }
  return new URL([root, ...parts.map(encodeURIComponent)].join('/'), document.baseURI);
}

/**
 * @typedef {object} Options
 * @property {unknown} [body] sent as JSON
 * @property {AbortSignal} [signal]
 * @property {string} [accept]
 * @property {string} [lastEventId] where a stream of events is taken up again
 * @property {Record<string, string>} [headers]
 */

/**
 * Calls and returns whatever the answer is.
 *
 * @param {string} method
 * @param {string | URL} url
 * @param {Options} [options]
 */
export async function send(method, url, options = {}) {
  const { body, signal, accept = 'application/json', lastEventId, headers = {} } = options;
  const key = apiKey();
  try {
    return await fetch(url, {
      method,
      headers: {
        accept,
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(lastEventId ? { 'last-event-id': lastEventId } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
      signal,
    });
  } catch (failure) {
    if (signal?.aborted) throw failure;
    throw new ApiError('network', 'The gateway cannot be reached. Is it still running?');
  }
}

/**
 * Calls and returns the answer as it comes; anything but a success is an {@link ApiError}.
 *
 * @param {string} method
 * @param {string | URL} url
 * @param {Options} [options]
 */
export async function open(method, url, options) {
  const response = await send(method, url, options);
  if (!response.ok) throw await refusal(response);
  return response;
}

/**
 * The JSON of an answer; null if it is empty.
 *
 * @param {string} method
 * @param {string | URL} url
 * @param {Options} [options]
 */
export async function call(method, url, options) {
  const text = await (await open(method, url, options)).text();
  return text === '' ? null : parse(text);
}

/**
 * What a list holds.
 *
 * @param {any} list
 * @returns {any[]}
 */
export const rows = (list) => (Array.isArray(list?.data) ? list.data : []);

/**
 * The object or list that a text is.
 *
 * @param {string} text
 * @returns {any}
 */
export function parse(text) {
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  if (json !== null && typeof json === 'object') return json;
  const came = text.slice(0, TEXT_SHOWN_MAX) || 'nothing';
  throw new ApiError('unreadable', `Expected a JSON object, got: ${came}`);
}

/**
 * `[message, details]` of a problem (RFC 9457), of OpenAI's error envelope, or of the looser
 * shapes that servers send instead; the message is empty if there is none.
 *
 * @param {any} json
 * @returns {[string, {type?: string, code?: string, errors?: ApiError['errors']}]}
 */
export function explained(json) {
  const said = json?.error ?? json;
  if (typeof said === 'string') return [said, {}];
  const { detail, message, title, type, code, errors } = said ?? {};
  const words = [detail, message, title].find((text) => typeof text === 'string' && text !== '');
  const other = said ? JSON.stringify(said).slice(0, TEXT_SHOWN_MAX) : '';
  const details = { type: type ?? undefined, code: code ?? undefined };
  return [words ?? other, Array.isArray(errors) ? { ...details, errors } : details];
}

/** @param {Response} response */
export async function refusal(response) {
  const { status, headers } = response;
  const text = await response.text().catch(() => '');
  let message = text.slice(0, TEXT_SHOWN_MAX).trim();
  let details = {};
  try {
    [message, details] = explained(JSON.parse(text));
  } catch {
    // Not JSON, perhaps a proxy's page: its beginning is better than nothing.
  }
  return new ApiError(
    'status',
    message || `The server answered ${status} without an explanation.`,
    {
      ...details,
      status,
      retryAfter: headers.get('retry-after'),
    },
  );
}

/** @type {Record<number, string>} */
const TITLES = {
  400: 'Not accepted',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Not possible in this state',
  429: 'Too many requests',
  503: 'Not available right now',
};

/** @param {string | null | undefined} after */
export const retryWords = (after) =>
  after ? `retry after ${after}${/^\d+$/.test(after) ? ' s' : ''}` : undefined;

/**
 * Whatever was thrown, as a notice. Anything but a failure of the API is a bug in the page and is
 * reported as one.
 *
 * @param {unknown} failure
 * @returns {{title: string, message: string, code: string}}
 */
export function inWords(failure) {
  if (!(failure instanceof ApiError)) {
    reportError(failure);
    return {
      title: 'This page has a bug',
      message: String(failure),
      code: '',
    };
  }
  const { status, code, retryAfter, errors } = failure;
  const title = status === undefined ? 'No answer' : (TITLES[status] ?? `Refused with ${status}`);
  const fields = errors.map(
    ({ field, value, expected }) => `${field} is '${value}', expected ${expected}`,
  );
  return {
    title,
    message: [failure.message, ...fields.slice(1)].join('; '),
    code: [status, code, retryWords(retryAfter)].filter(Boolean).join(' · '),
  };
}

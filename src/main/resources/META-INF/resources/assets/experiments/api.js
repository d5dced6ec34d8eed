// The administration API: JSON in, JSON out, and every failure as a sentence.

import { apiKey } from '../key.js';

const TEXT_SHOWN_MAX = 300;

/** `message` is for people; `status` is missing where there was no answer; `code` is stable, for programs. */
export class ApiError extends Error {
  constructor(message, details = {}) {
    super(message);
    Object.assign(this, details);
  }
}

/** The address below `api/experiments` of these parts, each of them one step of the path whatever it holds. */
export function address(...parts) {
  // A browser resolves these two even when they are encoded: they would leave the folder.
  if (parts.some((part) => part === '.' || part === '..' || part === '')) {
    throw new ApiError('There is no experiment of that name.', { status: 404, code: 'experiment_not_found' });
  }
  return new URL(['api/experiments', ...parts.map(encodeURIComponent)].join('/'), document.baseURI);
}

/** Calls, and gives the answer as it comes; anything but a success is an {@link ApiError}. */
export async function open(method, url, { body, signal, accept = 'application/json' } = {}) {
  const key = apiKey();
  const headers = { accept, ...(key ? { authorization: `Bearer ${key}` } : {}) };
  let response;
  try {
    response = await fetch(url, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
      signal,
    });
  } catch (failure) {
    if (signal?.aborted) throw failure;
    throw new ApiError('The gateway cannot be reached. Is it still running?');
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

/** The JSON of an answer; null of an empty one. */
export async function call(method, url, options) {
  const text = await (await open(method, url, options)).text();
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(`Expected JSON, got: ${text.slice(0, TEXT_SHOWN_MAX)}`);
  }
}

export const get = (...parts) => call('GET', address(...parts));

/** What a list holds. */
export const rows = (list) => (Array.isArray(list?.data) ? list.data : []);

async function refusal(response) {
  const { status, headers } = response;
  const text = await response.text().catch(() => '');
  const details = { status, retryAfter: headers.get('retry-after') };
  let said = {};
  try {
    said = JSON.parse(text) ?? {};
  } catch {
    // Not JSON, a proxy's page perhaps: its beginning says more than nothing.
    return new ApiError(text.slice(0, TEXT_SHOWN_MAX).trim() || `The server answered ${status} and said nothing more.`, details);
  }
  const { detail, code, errors } = said;
  const envelope = said.error ?? {}; // what the filter before every route answers with
  const message = detail ?? envelope.message ?? said.title ?? `The server answered ${status} and said nothing more.`;
  return new ApiError(String(message), { ...details, code: code ?? envelope.code ?? undefined, errors: Array.isArray(errors) ? errors : [] });
}

const TITLES = { 400: 'Not accepted', 403: 'Not allowed', 404: 'Not found', 409: 'Not possible as things are', 429: 'Too many requests', 503: 'Not available right now' };

/** `{title, message, code}` of whatever was thrown, for a notice. */
export function inWords(failure) {
  if (!(failure instanceof ApiError)) reportError(failure);
  const { status, code, retryAfter, errors = [] } = failure;
  const title = status === undefined ? 'No answer' : (TITLES[status] ?? `Refused with ${status}`);
  const wait = retryAfter && `retry after ${retryAfter}${/^\d+$/.test(retryAfter) ? ' s' : ''}`;
  const fields = errors.map(({ field, value, expected }) => `${field} is '${value}', expected ${expected}`);
  return { title, message: [failure.message, ...fields.slice(1)].join('; '), code: [status, code, wait].filter(Boolean).join(' · ') };
}

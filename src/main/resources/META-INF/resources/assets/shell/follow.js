// An endless stream of events, reopened whenever it ends. Knows nothing of the page.

import { SseParser, readEvents } from './sse.js';

const TIMES = { poll: 10_000, first: 1_000, longest: 30_000, silence: 45_000 };

/** Statuses of a server without such a stream. */
const NO_STREAM = [404, 405, 406, 501];

/** Statuses that no further attempt would change. */
const REFUSED = [401, 403];

/**
 * The status: `live` (something has arrived), `lost` (reconnects by itself), `polling` (there is no
 * such stream) or `refused` (it is over).
 *
 * @typedef {'live' | 'lost' | 'polling' | 'refused'} Status
 */

/** @typedef {Pick<Response, 'headers' | 'body'>} Answer */

/**
 * Follows until it is stopped; returns a function that stops it. A stream without anything, even a
 * comment, for `times.silence` counts as dead. A reopened stream begins after the last event
 * received, if the server supports that.
 *
 * @param {object} of
 * @param {(signal: AbortSignal, lastEventId: string) => Promise<Answer>} of.connect
 *     gives the response whose body is the stream, or throws something with a `status`
 * @param {(event: {event: string, data: string}) => void} of.onEvent
 * @param {(status: Status, failure?: unknown) => void} of.onStatus
 * @param {() => unknown} of.look asked for the present state every so often without a stream
 * @param {Partial<typeof TIMES>} [of.times] milliseconds
 */
export function follow({ connect, onEvent, onStatus, look, times = {} }) {
  const { poll, first, longest, silence } = { ...TIMES, ...times };
  const stopped = new AbortController();
  let lastEventId = '';

  /** @type {(ms: number) => Promise<void>} */
  const pause = (ms) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      const end = () => (clearTimeout(timer), resolve());
      stopped.signal.addEventListener('abort', end, { once: true });
    });

  /** Whether anything came. */
  async function once() {
    const attempt = new AbortController();
    const abort = () => attempt.abort();
    stopped.signal.addEventListener('abort', abort, { once: true });
    let timer = setTimeout(abort, silence);
    let came = false;
    const parser = new SseParser();
    try {
      const response = await connect(attempt.signal, lastEventId);
      if (!(response.headers.get('content-type') ?? '').startsWith('text/event-stream')) {
        throw Object.assign(new Error('This server sends no events.'), {
          status: 406,
        });
      }
      for await (const { event, data } of readEvents(response.body, parser)) {
        if (stopped.signal.aborted) return came;
        clearTimeout(timer);
        timer = setTimeout(abort, silence);
        if (!came) onStatus('live');
        came = true;
        if (parser.lastEventId) lastEventId = parser.lastEventId;
        if (event !== undefined && data !== undefined) onEvent({ event, data });
      }
    } catch (failure) {
      if (!came && !stopped.signal.aborted) throw failure;
    } finally {
      clearTimeout(timer);
      stopped.signal.removeEventListener('abort', abort);
      attempt.abort();
    }
    return came;
  }

  async function polling() {
    onStatus('polling');
    while (!stopped.signal.aborted) {
      await pause(poll);
      if (!stopped.signal.aborted) await look();
    }
  }

  async function run() {
    for (let wait = first; !stopped.signal.aborted; wait = Math.min(longest, wait * 2)) {
      let why;
      try {
        if (await once()) wait = first;
      } catch (failure) {
        why = failure;
      }
      if (stopped.signal.aborted) return;
      const status = statusOf(why);
      if (REFUSED.includes(status)) return onStatus('refused', why);
      if (NO_STREAM.includes(status)) return polling();
      onStatus('lost', why);
      // Not at the same moment as all other pages that lost the same server.
      await pause(wait * (0.75 + Math.random() / 2));
      if (!stopped.signal.aborted) await look();
    }
  }

  run();
  return () => stopped.abort();
}

/** @param {any} failure */
const statusOf = (failure) => Number(failure?.status);

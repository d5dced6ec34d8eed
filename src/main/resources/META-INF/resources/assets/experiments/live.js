// An endless stream of events, taken up again whenever it ends. Knows no page.

import { readEvents } from '../sse.js';

const TIMES = { poll: 10_000, first: 1_000, longest: 30_000, silence: 45_000 };

/** Statuses of a server without such a stream. */
const NO_STREAM = [404, 405, 406, 501];

/** Statuses that no further attempt changes. */
const REFUSED = [401, 403];

/**
 * Follows until it is stopped; returns what stops it.
 *
 * - `connect(signal)` gives a response whose body is the stream, or throws something with a `status`
 * - `onEvent({event, data})` gets every event
 * - `onStatus(status, failure)`: `live` (something has come), `lost` (comes back by itself), `polling` (there is no such
 *   stream) or `refused` (it is over)
 * - `look()` is asked for the present state every so often while there is no stream
 *
 * A stream that says nothing, not even a comment, for `times.silence` is taken as dead.
 */
export function follow({ connect, onEvent, onStatus, look, times = {} }) {
  const { poll, first, longest, silence } = { ...TIMES, ...times };
  const stopped = new AbortController();
  const pause = (ms) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      stopped.signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });

  /** Whether anything came. */
  async function once() {
    const attempt = new AbortController();
    const abort = () => attempt.abort();
    stopped.signal.addEventListener('abort', abort, { once: true });
    let timer = setTimeout(abort, silence);
    let came = false;
    try {
      const response = await connect(attempt.signal);
      if (!(response.headers.get('content-type') ?? '').startsWith('text/event-stream')) {
        throw Object.assign(new Error('This server sends no events.'), { status: 406 });
      }
      for await (const event of readEvents(response.body)) {
        if (stopped.signal.aborted) return came;
        clearTimeout(timer);
        timer = setTimeout(abort, silence);
        if (!came) onStatus('live');
        came = true;
        if (event.comment === undefined) onEvent(event);
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
      if (REFUSED.includes(why?.status)) return onStatus('refused', why);
      if (NO_STREAM.includes(why?.status)) return polling();
      onStatus('lost', why);
      await pause(wait * (0.75 + Math.random() / 2)); // apart from all the other pages that have lost the same server
      if (!stopped.signal.aborted) await look();
    }
  }

  run();
  return () => stopped.abort();
}

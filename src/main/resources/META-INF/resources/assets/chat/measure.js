// Times of one answer, and how figures are written.

export { duration } from '../shell/duration.js';

/** How many arrivals are kept for drawing; beyond that every second one is dropped. */
const ARRIVALS_MAX = 2048;

/** The stop-watch of one answer. Times are milliseconds since the request was sent. */
export class Measure {
  #now;
  #start;
  /** @type {number | undefined} */ #end;
  /** @type {number | undefined} */ #since;
  /** @type {number[]} */ arrivals = [];
  chunks = 0;
  /** @type {number | undefined} */ first;
  /** @type {number | undefined} */ last;
  /** @type {import('./chat.js').Usage | undefined} */ usage;

  /** @param {() => number} [now] milliseconds */
  constructor(now = () => performance.now()) {
    this.#now = now;
    this.#start = now();
  }

  get elapsed() {
    return (this.#end ?? this.#now()) - this.#start;
  }

  /** A chunk with content has arrived. */
  chunk() {
    this.last = this.elapsed;
    this.first ??= this.last;
    this.#since ??= this.last;
    this.chunks += 1;
    this.arrivals.push(this.last);
    if (this.arrivals.length > ARRIVALS_MAX) {
      this.arrivals = this.arrivals.filter((_, i) => i % 2 === 0);
    }
  }

  /** Another model continues: figures about one model start again. */
  handOver() {
    this.#since = undefined;
    this.chunks = 0;
    this.usage = undefined;
  }

  end() {
    this.#end ??= this.#now();
  }

  /**
   * Tokens if the server counted them, otherwise chunks: the two differ and are never mixed.
   */
  get count() {
    const tokens = this.usage?.completion_tokens;
    return tokens !== undefined && Number.isFinite(tokens)
      ? { value: tokens, unit: 'tokens' }
      : { value: this.chunks, unit: 'chunks' };
  }

  /** Per second between the first and the last chunk; undefined if there is no such span. */
  get rate() {
    const { value } = this.count;
    const span = (this.last ?? NaN) - (this.#since ?? NaN);
    return value > 1 && span > 0 ? ((value - 1) / span) * 1000 : undefined;
  }
}

/** @param {number} perSecond */
export function rate(perSecond) {
  return perSecond < 99.95 ? perSecond.toFixed(1) : String(Math.round(perSecond));
}

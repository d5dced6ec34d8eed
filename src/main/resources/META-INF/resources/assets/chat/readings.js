// The readings of an exchange: the answer's arrival over time, and its figures.

import { el, entries, svg } from '../shell/dom.js';
import { duration, rate } from './measure.js';

const TRACE_WIDTH = 600;

/** @typedef {import('./measure.js').Measure} Measure */

/** @type {Record<string, string>} */
const FINISH = {
  length: 'length: the token limit was reached',
  content_filter: 'content filter',
};

export class Readings {
  #trace = drawnTrace();
  #figures = el('dl', { className: 'readings' });
  elements = [this.#trace.element, this.#figures];

  /**
   * @param {Measure} measure
   * @param {string} [state] of the exchange
   * @param {string} [finish] why the model ended
   */
  show(measure, state, finish) {
    const { value, unit } = measure.count;
    const prompt = measure.usage?.prompt_tokens;
    const none = measure.first === undefined && state === 'failed' ? undefined : '–';
    const amount = value ? String(value) : none;
    this.#figures.replaceChildren(
      ...entries([
        ['First token', measure.first === undefined ? none : duration(measure.first)],
        ['Speed', measure.rate === undefined ? none : `${rate(measure.rate)} ${unit}/s`],
        [
          unit === 'tokens' ? 'Tokens' : 'Chunks',
          prompt === undefined ? amount : `${prompt} in, ${value} out`,
        ],
        ['Total', duration(measure.elapsed)],
        ['Finish', FINISH[finish ?? ''] ?? finish ?? none],
      ]),
    );
    this.#trace.draw(measure);
  }
}

/** An answer's arrival over time: a thin line while it waits, then one mark for each chunk. */
function drawnTrace() {
  const wait = svg('path', { class: 'wait' });
  const chunks = svg('path', { class: 'chunks' });
  const element = svg(
    'svg',
    {
      class: 'trace',
      viewBox: `0 0 ${TRACE_WIDTH} 20`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    wait,
    chunks,
  );
  /** @param {Measure} measure */
  const draw = ({ arrivals, elapsed, first }) => {
    /** @param {number} ms */
    const x = (ms) => Math.round((ms / Math.max(elapsed, 1)) * (TRACE_WIDTH - 2)) + 1;
    const marks = new Set(arrivals.map(x));
    wait.setAttribute('d', `M0 10H${x(first ?? elapsed)}`);
    chunks.setAttribute('d', [...marks].map((at) => `M${at} 3V17`).join(''));
  };
  return { element, draw };
}

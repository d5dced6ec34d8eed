// The difference over time: the choice of a metric, and the plot of its looks.

import { call, rows } from '../shell/api.js';
import { el } from '../shell/dom.js';
import { address } from './api.js';
import { IntervalPlot } from './plot.js';
import { isLive } from './words.js';

/** @typedef {import('./api.js').View} View */
/** @typedef {import('./api.js').Comparison} Comparison */

export class Intervals {
  #id;
  #closed = false;
  /** @type {string | undefined} candidate and metric of the plot, as one text */ #picked;
  #metric = el('select', { id: 'metric' });
  #plot = new IntervalPlot();

  /**
   * @param {string} id of the experiment
   * @param {() => unknown} onPick
   */
  constructor(id, onPick) {
    this.#id = id;
    const chooser = el(
      'div',
      { className: 'chooser' },
      el('label', { htmlFor: 'metric', textContent: 'Metric' }),
      this.#metric,
    );
    this.elements = [chooser, this.#plot.element];
    this.#metric.addEventListener('input', () => {
      this.#picked = this.#metric.value;
      onPick();
    });
  }

  close() {
    this.#closed = true;
  }

  /**
   * Offers the metrics; returns the comparison of the chosen one.
   *
   * @param {Comparison[]} all
   */
  offer(all) {
    const several = new Set(all.map(({ candidate }) => candidate)).size > 1;
    const keys = all.map(keyOf);
    if (!keys.includes(this.#picked ?? '')) this.#picked = keys[0];
    const options = [...this.#metric.options].map(({ value }) => value);
    if (options.join('\n') !== keys.join('\n')) {
      /** @param {Comparison} one */
      const label = ({ metric, candidate }) => (several ? `${metric}, ${candidate}` : metric);
      this.#metric.replaceChildren(...all.map((one) => new Option(label(one), keyOf(one))));
    }
    this.#metric.value = this.#picked ?? '';
    this.#metric.disabled = all.length === 0;
    return all.find((one) => keyOf(one) === this.#picked);
  }

  /**
   * Plots the chosen metric; returns what failed.
   *
   * @param {View} view
   * @param {Comparison} [of]
   */
  async show(view, of) {
    const ended = !isLive(view.state);
    if (!of) return void this.#plot.show({ looks: [], ended });
    try {
      const url = address(this.#id, 'looks');
      const { unit, metric, candidate } = of;
      url.search = String(new URLSearchParams({ metric, candidate }));
      const looks = rows(await call('GET', url));
      if (keyOf(of) === this.#picked && !this.#closed) {
        this.#plot.show({ looks, unit, metric, stages: view.stages, ended });
      }
    } catch (failure) {
      return failure;
    }
  }
}

/** @param {Comparison} of */
const keyOf = ({ candidate, metric }) => `${metric} ${candidate}`;

// The interval plot: the difference from the control at each look, and how far off it may be.

import { el } from '../shell/dom.js';
import { figures } from '../shell/table.js';
import { count, counted, moment } from '../shell/words.js';
import { HEIGHT, picture } from './picture.js';
import { drawable, geometry, nearest } from './scale.js';
import { difference, share } from './words.js';

/** @typedef {import('./api.js').Look} Look */
/** @typedef {import('./api.js').Unit} Unit */
/** @typedef {import('./scale.js').Geometry} Geometry */

/**
 * What is to be drawn: `unit` is that of the metric; `stages` are the experiment's; `looks` as
 * the API has them; `ended` when there will be no more.
 *
 * @typedef {object} Given
 * @property {Unit} [unit]
 * @property {string} [metric]
 * @property {{share: number}[]} [stages]
 * @property {boolean} [ended]
 */

const NARROWEST = 280;

const LEGEND =
  'Solid: the estimate, candidate minus control. Hatched: where the difference lies, as far as ' +
  'chance allows; you may watch it at any time. Vertical lines: where a stage begins.';
const ONE =
  'One look so far, so there is no line yet. The dot is the estimate, candidate minus control; ' +
  'the bar is where the difference lies, as far as chance allows.';
const CUT = 'The first intervals are wider than the plot.';
const NEVER = 'There is nothing to plot: it ended before there were enough units for an interval.';
const NOT_YET = 'There is nothing to plot yet: the first looks have no interval.';

/** Rows of the table at first; more on demand. */
const ROWS = 100;

export class IntervalPlot {
  /** @type {Given | undefined} */ #given;
  /** @type {Look[]} */ #looks = [];
  /** @type {Geometry | undefined} */ #drawn;
  #at = -1;
  #frame = el('div', {
    className: 'plot',
    tabIndex: 0,
    role: 'slider',
    ariaLabel: 'Look',
  });
  #readout = el('p', { className: 'readout' });
  #note = el('p', { className: 'note' });
  #table = el('div', { className: 'looks' });
  #details = el('details', {}, el('summary', { textContent: 'The looks as a table' }), this.#table);

  constructor() {
    this.element = el('div', {}, this.#frame, this.#readout, this.#note, this.#details);
    this.#frame.addEventListener('pointermove', ({ offsetX }) => {
      if (this.#drawn) this.#point(nearest(this.#drawn.points, offsetX));
    });
    this.#frame.addEventListener('keydown', (event) => this.#key(event));
    this.#details.addEventListener('toggle', () => this.#tabulate());
    new ResizeObserver(() => this.#draw()).observe(this.#frame);
  }

  /** @param {Given & {looks: (Omit<Look, 'at'> & {at: string})[]}} given */
  show({ looks, ...given }) {
    const last = this.#at === this.#looks.length - 1;
    this.#looks = drawable(looks);
    this.#given = given;
    if (last || this.#at >= this.#looks.length) this.#at = this.#looks.length - 1;
    this.#draw();
    this.#tabulate();
  }

  #draw() {
    if (!this.#given) return;
    const none = this.#looks.length === 0;
    this.#frame.hidden = this.#details.hidden = this.#readout.hidden = none;
    if (none) {
      this.#note.textContent = this.#given.ended ? NEVER : NOT_YET;
      return;
    }
    if (this.#frame.clientWidth === 0) return; // not on the page yet: the observer calls again
    const width = Math.max(NARROWEST, this.#frame.clientWidth);
    const { unit = 'number', stages = [] } = this.#given;
    /** @param {number} stage */
    const label = (stage) =>
      stages.length > 1 ? `${stage + 1}: ${share(stages[stage]?.share)}` : '';
    this.#drawn = geometry({
      looks: this.#looks,
      width,
      height: HEIGHT,
      label,
    });
    this.#frame.replaceChildren(picture(this.#drawn, unit, width));
    const legend = this.#looks.length > 1 ? LEGEND : ONE;
    this.#note.textContent = this.#drawn.cut ? `${legend} ${CUT}` : legend;
    this.#frame.ariaValueMin = '1';
    this.#frame.ariaValueMax = String(this.#looks.length);
    this.#point(this.#at);
  }

  /** @param {number} index */
  #point(index) {
    if (!this.#drawn) return;
    this.#at = index;
    const { x, y, top, bottom, look } = this.#drawn.points[index];
    const { inner } = this.#drawn;
    /** @param {number} place */
    const held = (place) => Math.max(inner.top, Math.min(inner.bottom, place));
    const bars = [top, bottom].map((place) => `M${x - 4} ${held(place)}h8`).join('');
    const cursor = this.#frame.querySelector('.cursor');
    cursor?.querySelector('path')?.setAttribute('d', `M${x} ${inner.top}V${inner.bottom}${bars}`);
    const circle = cursor?.querySelector('circle');
    circle?.setAttribute('cx', String(x));
    circle?.setAttribute('cy', String(held(y)));
    const said = inWords(look, this.#given?.unit ?? 'number');
    this.#readout.textContent = said;
    this.#frame.ariaValueNow = String(index + 1);
    this.#frame.ariaValueText = said;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.#drawn || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.#looks.length - 1;
    const page = Math.max(1, Math.round(last / 10));
    /** @type {Record<string, number>} */
    const places = {
      ArrowLeft: this.#at - 1,
      ArrowDown: this.#at - 1,
      ArrowRight: this.#at + 1,
      ArrowUp: this.#at + 1,
      PageDown: this.#at - page,
      PageUp: this.#at + page,
      Home: 0,
      End: last,
    };
    const to = places[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#point(Math.max(0, Math.min(last, to)));
  }

  #tabulate(all = false) {
    if (!this.#details.open || !this.#given) return;
    const { unit = 'number', metric } = this.#given;
    const shown = all ? this.#looks.toReversed() : this.#looks.slice(-ROWS).reverse();
    const names = ['Time', 'Stage', 'Units', 'Estimate', 'From', 'To'];
    /** @param {Look} look */
    const cells = ({ at, stage, units, estimate, lower, upper }) => [
      moment(at),
      String(stage + 1),
      count(units),
      ...[estimate, lower, upper].map((of) => difference(unit, of)),
    ];
    this.#table.replaceChildren(
      figures(`Looks at ${metric}, newest first`, names, shown.map(cells), {
        headed: false,
      }),
    );
    const rest = this.#looks.length - shown.length;
    if (rest > 0) {
      const onclick = () => this.#tabulate(true);
      this.#table.append(el('button', { type: 'button', onclick }, `${rest} more`));
    }
  }
}

/**
 * One look as a sentence.
 *
 * @param {Look} look
 * @param {Unit} unit
 */
function inWords({ at, stage, units, estimate, lower, upper }, unit) {
  const side = lower > 0 ? 'above 0' : upper < 0 ? 'below 0' : '0 is possible';
  const [of, from, to] = [estimate, lower, upper].map((value) => difference(unit, value));
  const seen = `${moment(at)}, stage ${stage + 1}, ${counted(units, 'unit')}`;
  return `${seen}: ${of}, between ${from} and ${to}; ${side}.`;
}

// The interval plot as it is drawn; its geometry is given.

import { svg } from '../shell/dom.js';
import { day, number, time } from '../shell/words.js';
import { apart } from './scale.js';

/** @typedef {import('./api.js').Unit} Unit */
/** @typedef {import('./scale.js').Geometry} Geometry */
/** @typedef {import('./scale.js').Point} Point */

/** Of the drawing, in pixels. */
export const HEIGHT = 300;

const LABEL_GAP = 14;

/** Up to this many looks are also drawn one by one: with fewer than two there is no line. */
const SINGLE_MAX = 12;

/**
 * @param {Geometry} geometry
 * @param {Unit} unit
 * @param {number} width
 */
export function picture({ inner, points, xTicks, yTicks, boundaries, zero }, unit, width) {
  const { left, right, top, bottom } = inner;
  const times = unit === 'share' ? 100 : 1;
  const axis = unit === 'share' ? 'points' : unit === 'seconds' ? 's' : '';
  const last = points[points.length - 1];
  /** @param {number} place */
  const held = (place) => Math.max(top, Math.min(bottom, place));
  const ends = apart([held(last.top), held(last.y), held(last.bottom)], LABEL_GAP);
  const back = line(points.toReversed(), 'bottom').replace('M', 'L');
  return svg(
    'svg',
    {
      width,
      height: HEIGHT,
      viewBox: `0 0 ${width} ${HEIGHT}`,
      'aria-hidden': 'true',
    },
    svg(
      'defs',
      {},
      svg(
        'pattern',
        {
          id: 'hatch',
          width: 6,
          height: 6,
          patternUnits: 'userSpaceOnUse',
          patternTransform: 'rotate(45)',
        },
        svg('path', { class: 'hatch', d: 'M0 0V6' }),
      ),
      svg(
        'clipPath',
        { id: 'inside' },
        svg('rect', {
          x: left,
          y: top,
          width: right - left,
          height: bottom - top,
        }),
      ),
    ),
    ...yTicks.map(({ y }) => svg('path', { class: 'grid', d: `M${left} ${y}H${right}` })),
    ...yTicks.map(({ value, y }) => text(left - 6, y + 4, signed(value * times), END)),
    text(left - 6, top - 10, axis, END),
    ...boundaries.map(({ x }) =>
      svg('path', { class: 'boundary', d: `M${x} ${top - 6}V${bottom}` }),
    ),
    ...boundaries.map(({ x, label }) => text(x + 4, top - 8, label, { class: 'stage' })),
    ...xTicks.map(({ x }) => svg('path', { class: 'axis', d: `M${x} ${bottom}v5` })),
    ...xTicks.map(({ x, at, isDay }) => text(x, bottom + 19, isDay ? day(at) : time(at), MIDDLE)),
    svg('path', { class: 'axis', d: `M${left} ${bottom}H${right}` }),
    svg(
      'g',
      { 'clip-path': 'url(#inside)' },
      svg('path', { class: 'band', d: `${line(points, 'top')}${back}Z` }),
      svg('path', { class: 'bound', d: line(points, 'top') }),
      svg('path', { class: 'bound', d: line(points, 'bottom') }),
      svg('path', { class: 'zero', d: `M${left} ${zero}H${right}` }),
      svg('path', { class: 'estimate', d: line(points, 'y') }),
      ...(points.length > SINGLE_MAX ? [] : points).flatMap((point) => [
        svg('path', {
          class: 'single',
          d: `M${point.x} ${point.top}V${point.bottom}`,
        }),
        svg('circle', { class: 'single', cx: point.x, cy: point.y, r: 3.5 }),
      ]),
    ),
    ...labels(last, ends, points.length > 1 ? right : undefined, times),
    svg('g', { class: 'cursor' }, svg('path', {}), svg('circle', { r: 4 })),
  );
}

/**
 * What the last look's marks are. With one look there is no line to read a value off, so that the
 * values stand there, too.
 *
 * @param {Point} last
 * @param {number[]} places from the top
 * @param {number | undefined} right where the lines end; undefined if there are none
 * @param {number} times
 */
function labels({ x, look }, places, right, times) {
  const names = ['highest', 'estimate', 'lowest'].map((said, i) =>
    text((right ?? x + 58) + 6, places[i] + 4, said, {
      class: said === 'estimate' ? 'end strong' : 'end',
    }),
  );
  if (right !== undefined) return names;
  const values = [look.upper, look.estimate, look.lower].map((value, i) =>
    text(x + 12, places[i] + 4, signed(value * times), { class: 'value' }),
  );
  return [...values, ...names];
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} said
 * @param {Record<string, string>} [attributes]
 */
function text(x, y, said, attributes = {}) {
  const element = svg('text', { x, y, ...attributes });
  element.textContent = said;
  return element;
}

const END = { class: 'tick', 'text-anchor': 'end' };
const MIDDLE = { class: 'tick', 'text-anchor': 'middle' };

/** @type {(points: Point[], side: 'top' | 'y' | 'bottom') => string} */
const line = (points, side) =>
  points.map((point, i) => `${i === 0 ? 'M' : 'L'}${point.x} ${point[side]}`).join('');

/** @param {number} value */
const signed = (value) => (value > 0 ? `+${number(value)}` : number(value));

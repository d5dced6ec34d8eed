// Which shape and tone each state, verdict, step and kind of decision has.

import { shape as draw, sign as signed } from '../shell/shapes.js';

/** @typedef {import('../shell/shapes.js').Shape} Shape */
/** @typedef {import('../shell/shapes.js').Tone} Tone */

/** @type {Record<string, Shape>} */
const SHAPES = {
  pending: 'ring',
  running: 'play',
  held: 'diamond',
  paused: 'pause',
  completed: 'tick',
  rolled_back: 'back',
  stopped: 'square',
  clear: 'tick',
  crossed: 'cross',
  open: 'ring',
  too_early: 'hourglass',
  done: 'tick',
  now: 'play',
  next: 'ring',
  ended: 'square',
  never: 'dash',
  live: 'dot',
  warning: 'warning',
};

/** @param {string} name */
const shapeOf = (name) => SHAPES[name] ?? 'ring';

/** @param {string} name */
export const shape = (name) => draw(shapeOf(name));

/**
 * @param {string} name
 * @param {string} word
 * @param {Tone} [tone]
 */
export const sign = (name, word, tone) => signed(shapeOf(name), word, tone);

/** @type {Record<string, Tone>} */
const TONES = {
  running: 'good',
  held: 'warm',
  paused: 'warm',
  completed: 'good',
  rolled_back: 'bad',
  crossed: 'bad',
  clear: 'good',
  fail: 'bad',
};

/** @param {string} name */
export const tone = (name) => TONES[name] ?? '';

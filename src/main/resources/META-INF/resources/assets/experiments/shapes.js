// Shapes that say a state, a verdict or a step without colour, and always beside the word.

import { el, svg } from '../dom.js';

/** Paths in a square of 16; those of SOLID are filled. */
const PATHS = {
  pending: 'M8 3a5 5 0 1 0 0 10A5 5 0 1 0 8 3z',
  running: 'M5 3l8 5-8 5z',
  held: 'M8 2l6 6-6 6-6-6zM8 5v3.5M8 10.25v1',
  paused: 'M4.5 3h2.5v10h-2.5zM9 3h2.5v10h-2.5z',
  completed: 'M3 8.5l3.5 3.5L13 4.5',
  rolled_back: 'M6.5 3L3 6.5L6.5 10M3 6.5h6a3.5 3.5 0 0 1 0 7H6',
  stopped: 'M4 4h8v8H4z',
  clear: 'M3 8.5l3.5 3.5L13 4.5',
  crossed: 'M4 4l8 8M12 4l-8 8',
  open: 'M8 3a5 5 0 1 0 0 10A5 5 0 1 0 8 3z',
  too_early: 'M4 2.5h8L4 13.5h8z',
  done: 'M3 8.5l3.5 3.5L13 4.5',
  now: 'M5 3l8 5-8 5z',
  next: 'M8 3a5 5 0 1 0 0 10A5 5 0 1 0 8 3z',
  ended: 'M4 4h8v8H4z',
  never: 'M4 8h8',
  live: 'M8 4.5a3.5 3.5 0 1 0 0 7A3.5 3.5 0 1 0 8 4.5z',
  warning: 'M8 2.5L14.5 13.5H1.5zM8 6.5v3.5M8 11.5v.6',
};
const SOLID = ['live', 'running', 'now', 'paused', 'stopped', 'ended'];

export const shape = (name) =>
  svg('svg', { class: SOLID.includes(name) ? 'shape solid' : 'shape', viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('path', { d: PATHS[name] ?? PATHS.pending }));

/** A shape and its word; `tone` is `good`, `bad`, `warm` or nothing. */
export const sign = (name, word, tone = '') => el('span', { className: `sign ${tone}` }, shape(name), el('span', { textContent: word }));

const TONES = { running: 'good', held: 'warm', paused: 'warm', completed: 'good', rolled_back: 'bad', crossed: 'bad', clear: 'good', fail: 'bad' };
export const tone = (name) => TONES[name] ?? '';

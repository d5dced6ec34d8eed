// Shapes that show a state without colour, always beside the word for it.

import { el, svg } from './dom.js';

/** Paths in a square of 16; those of SOLID are filled. */
const PATHS = {
  ring: 'M8 3a5 5 0 1 0 0 10A5 5 0 1 0 8 3z',
  dot: 'M8 4.5a3.5 3.5 0 1 0 0 7A3.5 3.5 0 1 0 8 4.5z',
  play: 'M5 3l8 5-8 5z',
  pause: 'M4.5 3h2.5v10h-2.5zM9 3h2.5v10h-2.5z',
  square: 'M4 4h8v8H4z',
  diamond: 'M8 2l6 6-6 6-6-6zM8 5v3.5M8 10.25v1',
  hourglass: 'M4 2.5h8L4 13.5h8z',
  tick: 'M3 8.5l3.5 3.5L13 4.5',
  cross: 'M4 4l8 8M12 4l-8 8',
  back: 'M6.5 3L3 6.5L6.5 10M3 6.5h6a3.5 3.5 0 0 1 0 7H6',
  dash: 'M4 8h8',
  warning: 'M8 2.5L14.5 13.5H1.5zM8 6.5v3.5M8 11.5v.6',
};
const SOLID = ['dot', 'play', 'pause', 'square'];

/** @typedef {keyof typeof PATHS} Shape */
/** @typedef {'good' | 'bad' | 'warm' | ''} Tone */

/** @param {Shape} name */
export const shape = (name) =>
  svg(
    'svg',
    {
      class: SOLID.includes(name) ? 'shape solid' : 'shape',
      viewBox: '0 0 16 16',
      'aria-hidden': 'true',
    },
    svg('path', { d: PATHS[name] }),
  );

/**
 * A shape and its word.
 *
 * @param {Shape} name
 * @param {string} word
 * @param {Tone} [tone]
 */
export const sign = (name, word, tone = '') =>
  el('span', { className: `sign ${tone}` }, shape(name), el('span', { textContent: word }));

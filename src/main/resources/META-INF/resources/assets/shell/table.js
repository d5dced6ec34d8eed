// Tables: one of rows that is refreshed and has links, and one of figures.

import { el, focusedLink } from './dom.js';
import { NOTHING } from './words.js';

/** @typedef {import('./dom.js').Child} Child */

/**
 * @template R
 * @typedef {object} Column
 * @property {string} name
 * @property {(row: R) => Child | Child[]} cell text, or what it is made of
 */

/**
 * A table of rows, the first cell of each its heading. On a narrow screen each row is a card
 * whose cells have the names of their columns, and those with nothing to say are left out.
 *
 * @template R
 */
export class Table {
  #columns;
  #body = el('tbody');

  /**
   * @param {string} caption for those who can't see it
   * @param {Column<R>[]} columns
   * @param {string} [className]
   */
  constructor(caption, columns, className = '') {
    this.#columns = columns;
    this.element = el(
      'table',
      { className: `cards ${className}` },
      el('caption', { className: 'unseen', textContent: caption }),
      head(columns.map(({ name }) => name)),
      this.#body,
    );
  }

  /**
   * The focus stays on the link that has it.
   *
   * @param {R[]} rows
   */
  show(rows) {
    const focused = focusedLink()?.getAttribute('href');
    this.#body.replaceChildren(...rows.map((row) => this.#row(row)));
    if (!focused || focusedLink()) return;
    const links = [...this.#body.querySelectorAll('a')];
    links.find((link) => link.getAttribute('href') === focused)?.focus();
  }

  /** @param {R} row */
  #row(row) {
    const cells = this.#columns.map(({ name, cell }, i) => {
      const content = [cell(row)]
        .flat()
        .map((part) => (typeof part === 'string' ? span(part) : part));
      const element = i === 0 ? el('th', { scope: 'row' }, ...content) : el('td', {}, ...content);
      element.dataset.name = name;
      if (element.textContent === NOTHING) element.className = 'none';
      return element;
    });
    return el('tr', {}, ...cells);
  }
}

/**
 * What a cell says beside its main thing, on a line of its own.
 *
 * @param {string} text
 */
export const small = (text) => el('span', { className: 'small', textContent: text });

/** @param {string} text */
const span = (text) => el('span', { textContent: text });

/** @param {string[]} names */
const head = (names) =>
  el('thead', {}, el('tr', {}, ...names.map((name) => el('th', { scope: 'col' }, name))));

/**
 * A table of figures, which may be wider than the page.
 *
 * @param {string} caption
 * @param {string[]} names
 * @param {string[][]} rows
 * @param {{headed?: boolean}} [how] whether the first cell of a row is its heading
 */
export function figures(caption, names, rows, { headed = true } = {}) {
  /** @type {(text: string, i: number) => HTMLElement} */
  const cell = (text, i) =>
    headed && i === 0 ? el('th', { scope: 'row' }, text) : el('td', {}, text);
  return el(
    'div',
    { className: 'scroll' },
    el(
      'table',
      { className: 'figures' },
      el('caption', { className: 'unseen', textContent: caption }),
      head(names),
      el('tbody', {}, ...rows.map((cells) => el('tr', {}, ...cells.map(cell)))),
    ),
  );
}

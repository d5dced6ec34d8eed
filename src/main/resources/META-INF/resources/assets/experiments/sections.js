// The sections of one experiment, each drawn again only if its data has changed.

import { el } from '../shell/dom.js';

/** Sections that are not shown without content. */
const OPTIONAL = ['health', 'shadow'];

export class Sections {
  /** @type {Map<string, {body: HTMLElement, drawn?: string}>} */ #all = new Map();

  /**
   * @param {string} name
   * @param {HTMLElement} body the element to draw into
   */
  add(name, body) {
    this.#all.set(name, { body });
  }

  /**
   * @param {string} name
   * @param {string} title
   * @param {Node[]} more between the title and the body
   */
  part(name, title, ...more) {
    const body = el('div');
    this.add(name, body);
    return el('section', { className: name }, el('h3', { textContent: title }), ...more, body);
  }

  /**
   * Draws a section if its data has changed.
   *
   * @template T
   * @param {string} name
   * @param {T} from
   * @param {(from: T) => Node | null} make
   */
  draw(name, from, make) {
    const section = this.#all.get(name);
    if (!section) return;
    const drawn = JSON.stringify(from) ?? 'none';
    if (section.drawn === drawn) return;
    section.drawn = drawn;
    const content = make(from);
    section.body.replaceChildren(...(content ? [content] : []));
    if (OPTIONAL.includes(name)) this.hide(name, !content);
  }

  /**
   * @param {string} name
   * @param {boolean} hidden
   */
  hide(name, hidden) {
    const whole = this.#all.get(name)?.body.parentElement;
    if (whole) whole.hidden = hidden;
  }
}

// The sections of one experiment, each drawn again only if its data has changed.

import { el } from '../shell/dom.js';

/** Sections that are not shown without content. */
const OPTIONAL = ['health', 'shadow'];

/**
 * What the index calls a section whose title is a sentence.
 *
 * @type {Record<string, string>}
 */
const SHORT = { health: 'Trust' };

export class Sections {
  /** @type {Map<string, {body: HTMLElement, drawn?: string}>} */ #all = new Map();
  /** @type {Map<string, {section: HTMLElement, entry: HTMLElement}>} */ #parts = new Map();
  #list = el('ul');
  #address;

  /** @param {string} address of what has these sections, as it stands behind # */
  constructor(address) {
    this.#address = address;
    this.index = el(
      'nav',
      { className: 'index', ariaLabel: 'On this page' },
      el('p', { className: 'label', textContent: 'On this page' }),
      this.#list,
    );
  }

  /**
   * Takes a section into the index.
   *
   * @template {HTMLElement} E
   * @param {string} name
   * @param {string} title
   * @param {E} section
   */
  list(name, title, section) {
    const link = el('a', { href: `#${this.#address}/${name}`, textContent: title });
    // Also where the address has that name already.
    link.addEventListener('click', () => this.go(name));
    const entry = el('li', {}, link);
    this.#list.append(entry);
    this.#parts.set(name, { section, entry });
    return section;
  }

  /**
   * To a section, by the name that the index has for it.
   *
   * @param {string} name
   */
  go(name) {
    const section = this.#parts.get(name)?.section;
    const heading = section?.querySelector('summary, h3');
    if (!section || !(heading instanceof HTMLElement)) return;
    if (section instanceof HTMLDetailsElement) section.open = true;
    else heading.tabIndex = -1;
    section.scrollIntoView();
    heading.focus({ preventScroll: true });
  }

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
    const heading = el('h3', { textContent: title });
    return this.list(
      name,
      SHORT[name] ?? title,
      el('section', { className: name }, heading, ...more, body),
    );
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
    const entry = this.#parts.get(name)?.entry;
    if (entry) entry.hidden = hidden;
  }
}

// The few helpers everything else is built with. Text always goes in as text, never as markup.

/** @typedef {Node | string | null | undefined} Child */

/**
 * The element of an id that the page has, of the class that it must have.
 *
 * @template {HTMLElement} [E=HTMLElement]
 * @param {string} id
 * @param {new () => E} [type]
 * @returns {E}
 */
export function byId(id, type) {
  const found = document.getElementById(id);
  if (found instanceof (type ?? HTMLElement)) return /** @type {E} */ (found);
  throw new Error(`This page has no ${type?.name ?? 'element'} #${id}.`);
}

/** On a touch screen the focus is not put into a text field: it would raise the keyboard. */
export const hasKeyboard = matchMedia('(pointer: fine)').matches;

/**
 * An element with properties and children; children that are null or undefined are left out.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Partial<HTMLElementTagNameMap[T]>} [properties]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...Node} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** The element that has the focus, if it is a link. */
export const focusedLink = () =>
  document.activeElement instanceof HTMLAnchorElement ? document.activeElement : undefined;

/**
 * Speaks through the one live region of the page: whole sentences at turning points.
 *
 * @param {string} sentence
 */
export function announce(sentence) {
  byId('status').textContent = sentence;
}

/**
 * `dt` and `dd` for each fact; those that are undefined are left out.
 *
 * @param {string} className
 * @param {[name: string, said: string | undefined][]} of
 */
export const facts = (className, of) => el('dl', { className }, ...entries(of));

/** @param {[name: string, said: Child][]} of */
export const entries = (of) =>
  of
    .filter(([, said]) => said !== undefined)
    .map(([name, said]) => el('div', {}, el('dt', {}, name), el('dd', {}, said)));

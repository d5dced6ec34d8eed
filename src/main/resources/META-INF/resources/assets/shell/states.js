// The states of a place for content: loading, the content, nothing there, or a failure.

import { inWords, ApiError } from './api.js';
import { el } from './dom.js';
import { askForKey, forbidden, locked } from './key-card.js';

/** @typedef {import('./dom.js').Child} Child */

/**
 * Something that went wrong, and what to do about it.
 *
 * @param {string} title
 * @param {string} [message]
 * @param {string} [code] for those who look it up
 * @param {{label: string, run: () => unknown}} [action]
 */
export function notice(title, message, code, action) {
  return el(
    'div',
    { className: 'notice' },
    el('strong', { textContent: title }),
    message ? el('p', { textContent: message }) : null,
    code ? el('p', { className: 'code', textContent: code }) : null,
    action ? el('button', { type: 'button', onclick: () => action.run() }, action.label) : null,
  );
}

/**
 * A place for content that is read. It is in one state at a time: an error is never shown beside
 * the sentence that there is nothing. Only content already shown stays, below a failure to read it
 * again.
 */
export class Slot {
  #above = el('div', { className: 'slot-state' });
  #content;
  #failure = '';
  #emptyFrom = '';

  /** @param {HTMLElement} content hidden until it is shown */
  constructor(content) {
    this.#content = content;
    content.hidden = true;
    this.element = el('div', { className: 'slot' }, this.#above, content);
  }

  get state() {
    return this.element.dataset.state;
  }

  /** Only if nothing is shown yet: content is not removed to be read again. */
  loading() {
    if (this.#content.hidden) this.#is('loading', el('p', { className: 'loading' }, 'Loading …'));
  }

  /** Hides content that is not what is asked for any more. */
  clear() {
    this.#content.hidden = true;
    this.loading();
  }

  show() {
    this.#content.hidden = false;
    if (this.state !== 'shown') this.#is('shown');
  }

  /**
   * @param {() => Child[]} what says so, and what to do
   * @param {string} [from] what that is made of: it is made anew only when this has changed
   */
  empty(what, from = '') {
    this.#content.hidden = true;
    if (this.state === 'empty' && from === this.#emptyFrom) return;
    this.#emptyFrom = from;
    this.#is('empty', el('div', { className: 'empty' }, ...what()));
  }

  /**
   * Asks for a key if that is what is missing, or for another one if its role is; otherwise says
   * what failed, once: a repeated failure leaves the notice alone, because its button may have the
   * focus.
   *
   * @param {unknown} failure
   * @param {() => unknown} again
   * @param {string} [what] such as `The experiments cannot be listed`
   */
  failed(failure, again, what) {
    if (failure instanceof ApiError && failure.status === 401) {
      if (this.#content.hidden) this.#is('locked', locked());
      else this.#is('shown');
      askForKey(failure, again);
      return;
    }
    if (failure instanceof ApiError && failure.code === 'role_needed') {
      if (failure.message === this.#failure) return;
      this.#content.hidden = true;
      this.#is('forbidden', forbidden(failure.message, again));
      this.#failure = failure.message;
      return;
    }
    const { title, message, code } = inWords(failure);
    const head = what ? `${what}: ${title.toLowerCase()}` : title;
    const said = `${head}. ${message}`;
    if (said === this.#failure) return;
    const element = notice(head, message, code, { label: 'Try again', run: again });
    element.role = 'alert';
    this.#is('failed', element);
    this.#failure = said;
  }

  /**
   * @param {string} state
   * @param {...Node} above
   */
  #is(state, ...above) {
    this.#failure = '';
    this.element.dataset.state = state;
    this.#above.replaceChildren(...above);
  }
}

/**
 * Reads something, and again at intervals while the page is visible.
 *
 * @template T
 */
export class Reading {
  #of;
  #timer = 0;
  #turn = 0;
  #stopped = true;

  /**
   * @param {object} of
   * @param {Slot} of.slot where it is shown
   * @param {string} of.what for the notice: `The experiments cannot be listed`
   * @param {() => Promise<T>} of.read
   * @param {(value: T) => void} of.show shows it in the slot, or that it is empty
   * @param {() => number | undefined} of.every milliseconds to the next look; undefined for none
   */
  constructor(of) {
    this.#of = of;
  }

  start() {
    this.#stopped = false;
    document.addEventListener('visibilitychange', this.#seen);
    this.#of.slot.loading();
    this.look();
  }

  stop() {
    this.#stopped = true;
    document.removeEventListener('visibilitychange', this.#seen);
    clearTimeout(this.#timer);
  }

  #seen = () => {
    if (!document.hidden && this.#of.every() !== undefined) this.look();
  };

  /** Now, instead of at the next interval. */
  look = async () => {
    clearTimeout(this.#timer);
    const { slot, what, read, show, every } = this.#of;
    const turn = (this.#turn += 1);
    const overtaken = () => this.#stopped || turn !== this.#turn;
    try {
      const value = await read();
      if (overtaken()) return;
      show(value);
    } catch (failure) {
      if (overtaken()) return;
      slot.failed(failure, this.look, what);
    }
    const ms = every();
    // Not while the page is hidden: it is read when the page is visible again.
    if (ms !== undefined) this.#timer = setTimeout(() => document.hidden || this.look(), ms);
  };
}

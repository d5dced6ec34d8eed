// What the records say about an answer, GET /api/inferences/{id}, and its story as a list.

import { ApiError, address, call } from './api.js';
import { may, needs } from './caller.js';
import { el } from './dom.js';
import { duration } from './duration.js';

/**
 * Records are written after the answer: how long to wait before each further look, in
 * milliseconds.
 */
const WAITS = [150, 300, 600, 1200, 2400];

/** Not there yet, or not available right now. */
const TRANSIENT = [404, 503];

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The record of an inference. Throws what the last look threw.
 *
 * @param {string} id
 */
export async function record(id) {
  const url = address('api/inferences', [id]);
  for (const ms of WAITS) {
    try {
      return await call('GET', url);
    } catch (failure) {
      const status = failure instanceof ApiError ? (failure.status ?? 0) : 0;
      if (!TRANSIENT.includes(status)) throw failure;
      await pause(ms);
    }
  }
  return call('GET', url);
}

/** A list under an answer that unfolds, by itself if there is something to see. */
export class Story {
  /** @type {string | undefined} */ #id;
  #onRecord;
  #list = el('ol');
  #note = el('p', { className: 'note' });

  /** @param {(record: any) => void} onRecord gets whatever it reads, too */
  constructor(onRecord) {
    this.#onRecord = onRecord;
    this.element = needs(
      'read_figures',
      el(
        'details',
        { className: 'story', hidden: true },
        el('summary', { textContent: 'What happened' }),
        this.#list,
        this.#note,
      ),
    );
    this.element.addEventListener('toggle', () => this.element.open && this.#load());
  }

  clear() {
    this.#id = undefined;
    this.element.hidden = true;
    this.element.open = false;
    this.#list.replaceChildren();
    this.#note.textContent = '';
  }

  /**
   * The answer has ended.
   *
   * @param {string | undefined} id
   * @param {boolean} unfold
   */
  offer(id, unfold) {
    this.clear();
    this.#id = id;
    this.element.hidden = !id;
    this.element.open = Boolean(id) && unfold && may('read_figures');
  }

  async #load() {
    const id = this.#id;
    if (!id || this.#list.childElementCount > 0 || this.#note.textContent) return;
    this.#note.textContent = 'Looking it up …';
    let said = '';
    try {
      const found = await record(id);
      if (this.#id !== id) return;
      const { story } = found;
      this.#onRecord(found);
      if (Array.isArray(story) && story.length > 0) this.#list.replaceChildren(...lines(story));
      else said = 'The record has no story.';
    } catch (failure) {
      said =
        failure instanceof ApiError && failure.status === 404
          ? 'There is no record of this answer.'
          : `The records can't be read: ${failure instanceof Error ? failure.message : failure}`;
    }
    if (this.#id === id) this.#note.textContent = said;
  }
}

/** @typedef {{at?: unknown, event?: unknown, text?: unknown}} Entry of a story */

/**
 * An item for each of them, in an `ol` below an element of class `story`.
 *
 * @param {Entry[]} story
 */
export const lines = (story) =>
  story.map(({ at, event, text }) =>
    el(
      'li',
      { className: String(event) },
      el('span', { className: 'at', textContent: duration(Number(at) || 0) }),
      el('span', { textContent: String(text) }),
    ),
  );

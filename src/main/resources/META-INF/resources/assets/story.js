// What the records tell of an answer: GET /api/inferences/{id}, asked for when someone wants to read it.

import { getJson } from './chat.js';
import { el } from './dom.js';
import { apiKey } from './key.js';
import { duration } from './measure.js';

/** Records are written behind the answer: so long is waited before each further look, in milliseconds. */
const WAITS = [150, 300, 600, 1200, 2400];

/** Not there yet, or not to be had right now. */
const TRANSIENT = [404, 503];

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The record of an inference. Throws what the last look has thrown. */
export async function record(id, get = (url) => getJson(url, apiKey()), wait = pause) {
  const url = new URL(`api/inferences/${encodeURIComponent(id)}`, document.baseURI).href;
  for (const ms of WAITS) {
    try {
      return await get(url);
    } catch (failure) {
      if (!TRANSIENT.includes(failure.status)) throw failure;
      await wait(ms);
    }
  }
  return get(url);
}

/** A list under an answer that unfolds; by itself when there is something to see. */
export class Story {
  #id;
  #onRecord;
  #list = el('ol');
  #note = el('p', { className: 'note' });

  /** Gives whatever it reads to `onRecord`, too. */
  constructor(onRecord = () => {}) {
    this.#onRecord = onRecord;
    this.element = el('details', { className: 'story', hidden: true }, el('summary', { textContent: 'What happened' }), this.#list, this.#note);
    this.element.addEventListener('toggle', () => this.element.open && this.#load());
  }

  clear() {
    this.#id = undefined;
    this.element.hidden = true;
    this.element.open = false;
    this.#list.replaceChildren();
    this.#note.textContent = '';
  }

  /** The answer has ended. */
  offer(id, unfold) {
    this.clear();
    this.#id = id;
    this.element.hidden = !id;
    this.element.open = Boolean(id) && unfold;
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
      if (Array.isArray(story) && story.length > 0) this.#list.replaceChildren(...story.map(line));
      else said = 'The record tells nothing.';
    } catch (failure) {
      said = failure.status === 404 ? 'There is no record of it.' : `The records can't be read: ${failure.message}`;
    }
    if (this.#id === id) this.#note.textContent = said;
  }
}

const line = ({ at, event, text }) =>
  el('li', { className: String(event) }, el('span', { className: 'at', textContent: duration(Number(at) || 0) }), el('span', { textContent: String(text) }));

// Exports what the filter finds as lines of JSON, into a file.

import { ApiError, address, inWords, open } from '../shell/api.js';
import { needs } from '../shell/caller.js';
import { copy, curl } from '../shell/copy.js';
import { announce, el } from '../shell/dom.js';
import { askForKey } from '../shell/key-card.js';
import { apiKey } from '../shell/key.js';
import { notice } from '../shell/states.js';
import { counted } from '../shell/words.js';
import { inQuery } from './filter.js';

const MEGABYTE = 1_000_000;

/** How many records the gateway sends at most when it is not told how many. */
const LIMIT = 100_000;

/** How often the progress is told: often enough to see that it goes on. */
const TOLD_MS = 200;

const NEWLINE = 10;

export class Export {
  /** @type {AbortController | undefined} */ #running;
  #withText = el('input', { type: 'checkbox', id: 'with-text' });
  #button = el('button', { type: 'button', textContent: 'Export as JSONL' });
  #curl = el('button', { type: 'button', className: 'link', textContent: 'Copy as curl' });
  #progress = el('p', { className: 'note' });
  #failure = el('div');

  constructor() {
    this.#button.addEventListener('click', () =>
      this.#running ? this.#running.abort() : this.#run(),
    );
    this.#curl.addEventListener('click', () => copy(this.#command(), this.#curl));
    this.element = el(
      'section',
      { className: 'export', ariaLabel: 'Export' },
      el('p', { className: 'label' }, 'Export what the filter finds'),
      needs(
        'read_texts',
        el('label', { className: 'switch' }, this.#withText, ' With texts, where they are kept'),
      ),
      el('p', { className: 'apply' }, this.#button, ' ', this.#curl),
      this.#progress,
      this.#failure,
    );
    this.#say(`Newest first, ${counted(LIMIT, 'record')} at most.`);
  }

  #url() {
    const query = inQuery();
    query.delete('after');
    if (this.#withText.checked) query.set('text', 'true');
    const url = address('api/inferences', ['export']);
    url.search = String(query);
    return url;
  }

  #command() {
    return `${curl('-f', this.#url().href, Boolean(apiKey())).join(' ')} > inferences.jsonl`;
  }

  async #run() {
    const running = new AbortController();
    this.#running = running;
    this.#button.textContent = 'Stop';
    this.#failure.replaceChildren();
    this.#say('Begins …');
    try {
      const accept = 'application/jsonl';
      const { body } = await open('GET', this.#url(), { accept, signal: running.signal });
      const { parts, lines } = await this.#received(body);
      save(new Blob(parts, { type: accept }));
      const more = lines < LIMIT ? '' : ' That is the limit: there may be more.';
      const said = `${counted(lines, 'record')} exported.${more}`;
      this.#say(said);
      announce(said);
    } catch (failure) {
      this.#failed(failure, running.signal.aborted);
    }
    this.#running = undefined;
    this.#button.textContent = 'Export as JSONL';
  }

  /** @param {ReadableStream<Uint8Array<ArrayBuffer>> | null} body */
  async #received(body) {
    const parts = [];
    const reader = body?.getReader();
    let lines = 0;
    let bytes = 0;
    let told = 0;
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      parts.push(read.value);
      bytes += read.value.length;
      for (const byte of read.value) if (byte === NEWLINE) lines += 1;
      if (performance.now() - told > TOLD_MS) {
        told = performance.now();
        this.#say(`${counted(lines, 'record')}, ${(bytes / MEGABYTE).toFixed(1)} MB so far`);
      }
    }
    return { parts, lines };
  }

  /**
   * @param {unknown} failure
   * @param {boolean} stopped
   */
  #failed(failure, stopped) {
    this.#say('');
    if (stopped) this.#say('Stopped; nothing was saved.');
    else if (failure instanceof ApiError && failure.status === 401) {
      askForKey(failure, () => this.#run());
    } else if (failure instanceof ApiError) {
      const { title, message, code } = inWords(failure);
      this.#refuse(title, message, code);
    } else {
      this.#refuse('The export broke off', 'The gateway ended it on the way; nothing was saved.');
    }
  }

  /** @param {Parameters<typeof notice>} said */
  #refuse(...said) {
    const element = notice(...said);
    element.role = 'alert';
    this.#failure.replaceChildren(element);
  }

  /** @param {string} text */
  #say(text) {
    this.#progress.textContent = text;
  }
}

/** @param {Blob} whole */
function save(whole) {
  const url = URL.createObjectURL(whole);
  el('a', { href: url, download: 'inferences.jsonl' }).click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

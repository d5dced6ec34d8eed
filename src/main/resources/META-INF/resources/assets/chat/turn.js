// One answer on the page as it streams in, with its rungs, its readings and its feedback.

import { el } from '../shell/dom.js';
import { notice } from '../shell/states.js';
import { Story } from '../shell/story.js';
import { Feedback } from './feedback.js';
import { Ladder } from './ladder.js';
import { Origin } from './origin.js';
import { Passage, legend } from './passage.js';
import { Readings } from './readings.js';

/**
 * How often readings change while tokens arrive: often enough to look live, seldom enough to read.
 */
const READINGS_MS = 150;

/** @typedef {import('./chat.js').Headers} Headers */
/** @typedef {import('./chat.js').Side} Side */
/** @typedef {import('./measure.js').Measure} Measure */

/**
 * The view of one answer. Its `data-state` is `waiting`, `streaming`, `done`, `stopped`, `failed`
 * (nothing came) or `cut` (a part came). Text is drawn once per frame however fast it arrives.
 */
export class Turn {
  /** @type {Measure} */ #measure;
  #frame = 0;
  #readAt = 0;
  #passage = new Passage();
  #ladder = new Ladder();
  #story = new Story(({ attempts }) => {
    if (Array.isArray(attempts)) this.#ladder.name(attempts);
  });
  #legend = legend();
  #feedback = new Feedback();
  #origin = new Origin();
  #readings = new Readings();
  /** @type {HTMLElement[]} */ #replaced = [];
  /** @type {{node: Text, element: HTMLElement} | undefined} */ #thoughts;
  #stop;
  /** @type {Headers} */ #headers = {};
  /** @type {string | undefined} what the chunks say where no header said who served */ #said;
  /** @type {string | undefined} */ finishReason;

  /**
   * @param {Measure} measure
   * @param {(() => void) | undefined} stop for an answer that has a button of its own to stop it
   */
  constructor(measure, stop) {
    this.#measure = measure;
    this.name = el('h3');
    this.fallback = el('p', { className: 'chip' });
    this.body = this.#passage.element;
    this.notices = el('div', { className: 'notices' });
    this.#stop = stop ? el('button', { type: 'button', className: 'halt', onclick: stop }) : null;
    this.answer = el(
      'article',
      { className: 'answer' },
      el('header', {}, this.name, this.fallback, this.#stop, this.#ladder.element),
      this.body,
      this.notices,
      el(
        'footer',
        {},
        this.#legend,
        ...this.#readings.elements,
        this.#feedback.element,
        this.#origin.element,
        this.#story.element,
      ),
    );
  }

  get text() {
    return this.#passage.text;
  }

  /** @param {string | undefined} state */
  set state(state) {
    const busy = state === 'waiting' || state === 'streaming';
    this.answer.dataset.state = state ?? '';
    this.answer.setAttribute('aria-busy', String(busy));
    if (this.#stop) this.#stop.hidden = !busy;
  }

  get state() {
    return this.answer.dataset.state;
  }

  /**
   * Starts, or starts again, with an empty answer.
   *
   * @param {Measure} measure
   * @param {string} asked
   */
  begin(measure, asked) {
    this.#measure = measure;
    this.name.textContent = asked;
    this.#passage.clear();
    this.#ladder.clear();
    this.#story.clear();
    this.#feedback.clear();
    if (this.#stop) this.#stop.textContent = `Stop ${asked}`;
    this.#legend.hidden = true;
    this.#replaced.forEach((element) => element.remove());
    this.#replaced = [];
    this.#thoughts?.element.remove();
    this.#thoughts = undefined;
    this.#headers = {};
    this.#said = undefined;
    this.finishReason = undefined;
    this.notices.replaceChildren();
    this.fallback.textContent = '';
    this.#origin.clear();
    this.state = 'waiting';
    this.#tick();
  }

  /**
   * From the headers, or from comments in their place.
   *
   * @param {Headers} headers
   */
  head(headers) {
    this.#headers = { ...this.#headers, ...headers };
    this.#ladder.served(this.#headers);
    this.#passage.window = Number(this.#headers['x-sluice-window']);
    this.#originate();
  }

  /**
   * Another rung continues from here.
   *
   * @param {Headers} headers
   */
  continued(headers) {
    this.#ladder.continued(this.#headers, headers);
    const { 'x-sluice-rung': rung, 'x-sluice-model': model } = headers;
    const said = `From here rung ${rung} (${model}) continues: the earlier rung broke off`;
    this.#passage.mark('seam', said, `rung ${rung} continues`);
    this.#headers = { ...this.#headers, ...headers };
    this.#measure.handOver();
    this.#originate();
  }

  /**
   * The text so far is void: it is struck out and put aside, and the answer starts over.
   *
   * @param {{replaced: Side, by: Side}} sides
   */
  replace({ replaced, by }) {
    this.#passage.flush();
    /** @param {Side} side */
    const named = (side) => `rung ${side?.rung} (${side?.model})`;
    const said = `R${named(replaced).slice(1)} was replaced by ${named(by)}`;
    const old = el('del', { className: 'text' }, ...this.body.childNodes);
    const aside = el(
      'details',
      { className: 'replaced' },
      el('summary', { textContent: said }),
      old,
    );
    this.#replaced.push(aside);
    this.body.before(aside);
    this.#passage.clear();
    this.finishReason = undefined;
    this.#measure.handOver();
    this.#ladder.replaced({ replaced, by });
    const kept = ['x-request-id', 'x-sluice-route'].filter((name) => this.#headers[name]);
    this.#headers = Object.fromEntries(kept.map((name) => [name, this.#headers[name]]));
    this.#headers['x-sluice-rung'] = String(by?.rung);
    if (by?.model !== undefined) this.#headers['x-sluice-model'] = by.model;
    if (by?.confidence !== undefined) this.#headers['x-sluice-confidence'] = String(by.confidence);
    this.#originate();
    return said;
  }

  #originate() {
    const headers = this.#headers;
    const served = headers['x-sluice-model'];
    if (served) this.name.textContent = served;
    this.fallback.textContent = Number(headers['x-sluice-rung']) > 1 ? 'fallback' : '';
    const ended = this.state !== 'waiting' && this.state !== 'streaming';
    this.#origin.show(headers, this.#said, ended ? this.#story.element : undefined);
  }

  /**
   * The model's name in the chunks, which matters only if no header said which model served.
   *
   * @param {string} name
   */
  model(name) {
    if (this.#said || this.#headers['x-sluice-model']) return;
    this.#said = name;
    this.#originate();
  }

  /**
   * @param {string} text
   * @param {import('./chat.js').Token[]} [tokens]
   */
  write(text, tokens) {
    this.#measure.chunk();
    this.#passage.write(text, tokens);
    if (this.state === 'waiting') this.state = 'streaming';
  }

  /** @param {string} text */
  think(text) {
    this.#measure.chunk();
    if (this.state === 'waiting') this.state = 'streaming';
    if (!this.#thoughts) {
      const node = document.createTextNode('');
      const element = el(
        'details',
        { className: 'thoughts' },
        el('summary', { textContent: 'Reasoning' }),
        el('div', { className: 'text' }, node),
      );
      this.#thoughts = { node, element };
      this.body.before(element);
    }
    this.#thoughts.node.appendData(text);
  }

  /** @param {string} reason */
  finish(reason) {
    this.finishReason = reason;
  }

  /** @param {'done' | 'stopped' | 'failed' | 'cut'} state */
  end(state) {
    this.#measure.end();
    cancelAnimationFrame(this.#frame);
    this.#flush();
    this.state = state;
    this.#readings.show(this.#measure, this.state, this.finishReason);
    const headers = this.#headers;
    const fellBack = Number(headers['x-sluice-rung']) > 1 || Boolean(headers['x-sluice-fallback']);
    this.#story.offer(headers['x-request-id'], this.#replaced.length > 0 || fellBack);
    this.#feedback.offer(this.text === '' ? undefined : headers['x-request-id']);
    this.#originate();
  }

  /**
   * Says under the answer how it ended.
   *
   * @param {Parameters<typeof notice>} said
   */
  notice(...said) {
    this.notices.replaceChildren(notice(...said));
  }

  #flush() {
    this.#passage.flush();
    this.#legend.hidden = !this.#passage.coloured;
  }

  #tick() {
    this.#frame = requestAnimationFrame((now) => {
      this.#flush();
      if (now - this.#readAt >= READINGS_MS) {
        this.#readAt = now;
        this.#readings.show(this.#measure, this.state, this.finishReason);
      }
      this.#tick();
    });
  }
}

// One model's part of an exchange: its request, and what becomes of it.

import { ApiError, retryWords } from '../shell/api.js';
import { announce } from '../shell/dom.js';
import { counted } from '../shell/words.js';
import { chat } from './chat.js';
import { Measure, duration } from './measure.js';
import { Turn } from './turn.js';

export const CHAT_URL = new URL('v1/chat/completions', document.baseURI).href;

/** Answers up to this length are read out whole when they end; of longer ones only the end. */
const SPOKEN_MAX = 400;

/**
 * What a lane needs of the conversation around it.
 *
 * @typedef {object} Around
 * @property {(lane: Lane) => unknown} bodyFor the request of a lane
 * @property {(change: () => void) => void} following makes a change that the reader's view follows
 * @property {() => void} changed whether it runs has changed
 * @property {(lane: Lane) => void} again somebody wants it tried again
 * @property {(lane: Lane, failure: ApiError) => void} locked it can't run without a key
 */

export class Lane {
  /** @type {AbortController | undefined} while it runs */ #running;
  #around;
  #several;
  #dropped = false;
  /** @type {unknown} what was last sent */ body;

  /**
   * @param {string} model asked for
   * @param {number} index its place among the lanes of the exchange
   * @param {boolean} several whether there is another one beside it
   * @param {Around} around
   */
  constructor(model, index, several, around) {
    this.model = model;
    this.index = index;
    this.#several = several;
    this.#around = around;
    this.turn = new Turn(new Measure(), several ? () => this.stop() : undefined);
  }

  get running() {
    return this.#running !== undefined;
  }

  stop() {
    this.#running?.abort();
  }

  /** It has left the page: what becomes of it is nobody's business any more. */
  drop() {
    this.#dropped = true;
    this.stop();
  }

  async run() {
    const { turn } = this;
    const measure = new Measure();
    const controller = (this.#running = new AbortController());
    turn.begin(measure, this.model);
    this.body = this.#around.bodyFor(this);
    this.#around.changed();
    this.#say('Sent. Waiting for the first token.');
    try {
      const { body } = this;
      const { signal } = controller;
      for await (const part of chat({ url: CHAT_URL, body, signal })) {
        this.#around.following(() => this.#take(part, measure));
      }
      this.#around.following(() => turn.end('done'));
      if (turn.text === '') turn.notice('The answer is empty');
      this.#say(this.#spoken(measure));
    } catch (failure) {
      if (controller.signal.aborted) this.#endStopped();
      else this.#endEarly(asApiError(failure));
    } finally {
      if (this.#running === controller) this.#running = undefined;
      this.#around.changed();
    }
  }

  /**
   * @param {import('./chat.js').Part} part
   * @param {Measure} measure
   */
  #take(part, measure) {
    const { turn } = this;
    switch (part.type) {
      case 'head':
      case 'late':
        return turn.head(part.headers);
      case 'text':
        return turn.write(part.text, part.tokens);
      case 'replaced':
        return this.#say(`${turn.replace(part)}. The answer starts over.`);
      case 'continued':
        return turn.continued(part.headers);
      case 'reasoning':
        return turn.think(part.text);
      case 'model':
        return turn.model(part.model);
      case 'finish':
        return turn.finish(part.reason);
      case 'usage':
        measure.usage = part.usage;
    }
  }

  #endStopped() {
    this.#around.following(() => {
      this.turn.end('stopped');
      this.turn.notice('Stopped');
    });
    this.#say('Stopped.');
  }

  /** @param {ApiError} failure */
  #endEarly(failure) {
    const { turn } = this;
    const { status, message: said } = failure;
    const partial = turn.text !== '';
    const needsKey = status === 401;
    const refused = status ? `Refused with ${status}` : 'No answer';
    const title = partial ? 'The answer breaks off here; the rest is missing' : refused;
    const code = [failure.type, failure.code, retryWords(failure.retryAfter)].filter(Boolean);
    const action = needsKey
      ? undefined
      : { label: 'Try again', run: () => this.#around.again(this) };
    this.#around.following(() => {
      turn.end(partial ? 'cut' : 'failed');
      turn.notice(title, said, code.join(' · '), action);
    });
    if (needsKey) this.#around.locked(this, failure);
    else this.#say(`${title}. ${said}`);
  }

  /** @param {Measure} measure */
  #spoken(measure) {
    const { text, finishReason } = this.turn;
    const { value, unit } = measure.count;
    const cutOff = finishReason === 'length' ? ', cut off by the token limit' : '';
    const amount = counted(value, unit.slice(0, -1));
    const summary = `Answer complete: ${amount} in ${duration(measure.elapsed)}${cutOff}.`;
    return text.length <= SPOKEN_MAX && !this.#several ? `${summary} ${text}` : summary;
  }

  /** @param {string} sentence */
  #say(sentence) {
    if (!this.#dropped) announce(this.#several ? `${this.model}: ${sentence}` : sentence);
  }
}

/**
 * A bug in the page is reported as one, and shown as a failure all the same.
 *
 * @param {unknown} failure
 */
function asApiError(failure) {
  if (failure instanceof ApiError) return failure;
  reportError(failure);
  return new ApiError('unreadable', failure instanceof Error ? failure.message : String(failure));
}

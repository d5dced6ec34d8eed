// Server-sent events out of bytes. Knows nothing of models or pages.

/** The longest line or event accepted, in UTF-16 units: an endless one must not fill memory. */
const LIMIT = 4 * 1024 * 1024;

/** How long a finished answer may take to close its connection before it is closed from here. */
const LINGER_MS = 2000;

/**
 * @typedef {object} SseEvent an event `{event, data}`, or a block of comments `{comment}`
 * @property {string} [event]
 * @property {string} [data]
 * @property {string} [comment]
 */

/**
 * A push parser: bytes in, whole events and blocks of comments out. The bytes may be split
 * anywhere, inside a character or between CR and LF. `retry` is read and ignored; an event without
 * its blank line never comes out.
 */
export class SseParser {
  #decoder = new TextDecoder();
  #rest = '';
  #afterCr = false;
  #event = '';
  /** @type {string[]} */ #data = [];
  /** @type {string[]} */ #comments = [];
  #size = 0;
  #id = '';

  /** The `id` of the last whole event: where the stream can be resumed. */
  lastEventId = '';

  /** @param {Uint8Array} bytes */
  push(bytes) {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (text === '') return [];
    const secondHalfOfCrLf = this.#afterCr && text[0] === '\n';
    this.#afterCr = text.endsWith('\r');
    if (secondHalfOfCrLf) text = text.slice(1);

    const lines = (this.#rest + text).split(/\r\n|\r|\n/);
    this.#rest = lines.pop() ?? '';
    /** @type {SseEvent[]} */
    const events = [];
    for (const line of lines) {
      if (line === '') this.#dispatch(events);
      else this.#field(line);
    }
    if (this.#rest.length + this.#size > LIMIT) {
      throw new RangeError(`an event is longer than ${LIMIT} characters`);
    }
    return events;
  }

  /** @param {string} line */
  #field(line) {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'event') this.#event = value;
    if (name === 'id' && !value.includes('\0')) this.#id = value;
    if (colon === 0) {
      this.#comments.push(value);
      this.#size += value.length;
    }
    if (name === 'data') {
      this.#data.push(value);
      this.#size += value.length;
    }
  }

  /** @param {SseEvent[]} events */
  #dispatch(events) {
    this.lastEventId = this.#id;
    if (this.#comments.length > 0) events.push({ comment: this.#comments.join('\n') });
    if (this.#data.length > 0) {
      events.push({
        event: this.#event || 'message',
        data: this.#data.join('\n'),
      });
    }
    this.#event = '';
    this.#data = [];
    this.#comments = [];
    this.#size = 0;
  }
}

/**
 * The events of a body. A reader that stops early lets the body end by itself, so that the server
 * sees a whole answer.
 *
 * @param {ReadableStream<Uint8Array> | null} body
 * @param {SseParser} [parser]
 */
export async function* readEvents(body, parser = new SseParser()) {
  if (!body) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parser.push(value);
    }
  } finally {
    letEnd(reader);
  }
}

/** @param {ReadableStreamDefaultReader<Uint8Array>} reader */
async function letEnd(reader) {
  const timer = setTimeout(() => reader.cancel().catch(() => {}), LINGER_MS);
  try {
    while (!(await reader.read()).done);
  } catch {
    // Aborted or broken: it has ended.
  } finally {
    clearTimeout(timer);
  }
}

// One exchange on the page: what was asked, the answer as it flows in, and its readings.

import { el, svg } from './dom.js';
import { Ladder, confidence } from './ladder.js';
import { duration, rate } from './measure.js';
import { Passage, legend } from './passage.js';
import { Story } from './story.js';

const TRACE_WIDTH = 600;

/** How often readings change while tokens flow: quick enough to be alive, slow enough to be read. */
const READINGS_MS = 150;

const FINISH = { length: 'length: the limit on tokens was reached', content_filter: 'content filter' };

/**
 * The view of one exchange. Its `data-state` is `waiting`, `streaming`, `done`, `stopped`, `failed` (nothing came) or
 * `cut` (a part came). Text is drawn once per frame however fast it arrives.
 */
export class Turn {
  #measure;
  #frame = 0;
  #readAt = 0;
  #passage = new Passage();
  #ladder = new Ladder();
  #story = new Story(({ attempts }) => Array.isArray(attempts) && this.#ladder.name(attempts));
  #legend = legend();
  #replaced = [];
  #thoughts;
  #headers = {};
  #facts = {};

  constructor(prompt) {
    this.name = el('h3');
    this.fallback = el('p', { className: 'chip' });
    this.body = this.#passage.element;
    this.notices = el('div', { className: 'notices' });
    this.trace = drawnTrace();
    this.readings = el('dl', { className: 'readings' });
    this.origin = el('dl', { className: 'origin' });
    this.answer = el(
      'article',
      { className: 'answer' },
      el('header', {}, this.name, this.fallback),
      this.#ladder.element,
      this.body,
      this.notices,
      el('footer', {}, this.#legend, this.trace.element, this.readings, this.origin, this.#story.element),
    );
    this.element = el(
      'div',
      { className: 'turn' },
      el('article', { className: 'asked' }, el('h3', { textContent: 'You' }), el('div', { className: 'text', textContent: prompt })),
      this.answer,
    );
  }

  get text() {
    return this.#passage.text;
  }

  set state(state) {
    this.answer.dataset.state = state;
    this.answer.setAttribute('aria-busy', String(state === 'waiting' || state === 'streaming'));
  }

  get state() {
    return this.answer.dataset.state;
  }

  /** Starts, or starts again, with an empty answer. */
  begin(measure, asked) {
    this.#measure = measure;
    this.name.textContent = asked;
    this.#passage.clear();
    this.#ladder.clear();
    this.#story.clear();
    this.#legend.hidden = true;
    this.#replaced.forEach((element) => element.remove());
    this.#replaced = [];
    this.#thoughts?.element.remove();
    this.#thoughts = undefined;
    this.#headers = {};
    this.#facts = {};
    this.finishReason = undefined;
    this.notices.replaceChildren();
    this.fallback.textContent = '';
    this.origin.replaceChildren();
    this.state = 'waiting';
    this.#tick();
  }

  /** What the headers say, or comments in their place. */
  head(headers) {
    this.#headers = { ...this.#headers, ...headers };
    this.#ladder.served(this.#headers);
    this.#passage.window = Number(this.#headers['x-sluice-window']);
    this.#originate();
  }

  /** Another rung goes on from here. */
  continued(headers) {
    this.#ladder.continued(this.#headers, headers);
    const { 'x-sluice-rung': rung, 'x-sluice-model': model } = headers;
    this.#passage.mark('seam', `From here on rung ${rung} (${model}) carries on: the rung before broke off`, `rung ${rung} carries on`);
    this.#headers = { ...this.#headers, ...headers };
    this.#measure.handOver();
    this.#originate();
  }

  /** What has come so far is void: it is struck out and put aside, and the answer begins anew. */
  replace({ replaced, by }) {
    this.#passage.flush();
    const said = `Rung ${replaced?.rung} (${replaced?.model}) was replaced by rung ${by?.rung} (${by?.model})`;
    const old = el('del', { className: 'text' }, ...this.body.childNodes);
    const aside = el('details', { className: 'replaced' }, el('summary', { textContent: said }), old);
    this.#replaced.push(aside);
    this.body.before(aside);
    this.#passage.clear();
    this.finishReason = undefined;
    this.#measure.handOver();
    this.#ladder.replaced({ replaced, by });
    const { 'x-request-id': id, 'x-sluice-route': route } = this.#headers;
    this.#headers = { 'x-request-id': id, 'x-sluice-route': route, 'x-sluice-model': by?.model, 'x-sluice-rung': String(by?.rung) };
    if (by?.confidence !== undefined) this.#headers['x-sluice-confidence'] = String(by.confidence);
    this.#originate();
    return said;
  }

  #originate() {
    const headers = this.#headers;
    const served = headers['x-sluice-model'];
    if (served) this.name.textContent = served;
    this.fallback.textContent = Number(headers['x-sluice-rung']) > 1 ? 'fallback' : '';
    this.#facts = {
      Route: headers['x-sluice-route'],
      Model: served,
      Rung: headers['x-sluice-rung'],
      Confidence: confidence(headers['x-sluice-confidence'], headers['x-sluice-calibrated']),
      Window: headers['x-sluice-window'] && `${headers['x-sluice-window']} tokens held`,
      Request: headers['x-request-id'],
    };
    this.origin.replaceChildren(...entries(this.#facts));
  }

  /** The model's name in the chunks: only of interest when no header said who served. */
  model(name) {
    if (this.#facts.Model) return;
    this.#facts.Model = name;
    this.origin.replaceChildren(...entries(this.#facts));
  }

  write(text, tokens) {
    this.#measure.chunk();
    this.#passage.write(text, tokens);
    if (this.state === 'waiting') this.state = 'streaming';
  }

  think(text) {
    this.#measure.chunk();
    if (this.state === 'waiting') this.state = 'streaming';
    if (!this.#thoughts) {
      const node = document.createTextNode('');
      const element = el('details', { className: 'thoughts' }, el('summary', { textContent: 'Reasoning' }), el('div', { className: 'text' }, node));
      this.#thoughts = { node, element };
      this.body.before(element);
    }
    this.#thoughts.node.appendData(text);
  }

  finish(reason) {
    this.finishReason = reason;
  }

  end(state) {
    this.#measure.end();
    cancelAnimationFrame(this.#frame);
    this.#flush();
    this.state = state;
    this.#read();
    const moved = this.#replaced.length > 0 || Number(this.#headers['x-sluice-rung']) > 1 || this.#headers['x-sluice-fallback'];
    this.#story.offer(this.#headers['x-request-id'], Boolean(moved));
  }

  /** Says under the answer how it ended. `again` is the label and handler of a button, if there is something to do. */
  notice(title, message, code, again) {
    this.notices.replaceChildren(
      el(
        'div',
        { className: 'notice' },
        el('strong', { textContent: title }),
        message ? el('p', { textContent: message }) : null,
        code ? el('p', { className: 'code', textContent: code }) : null,
        again ? el('button', { type: 'button', textContent: again.label, onclick: again.run }) : null,
      ),
    );
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
        this.#read();
      }
      this.#tick();
    });
  }

  #read() {
    const measure = this.#measure;
    const { value, unit } = measure.count;
    const prompt = measure.usage?.prompt_tokens;
    const none = measure.first === undefined && this.state === 'failed' ? undefined : '–';
    this.readings.replaceChildren(
      ...entries({
        'First token': measure.first === undefined ? none : duration(measure.first),
        Speed: measure.rate === undefined ? none : `${rate(measure.rate)} ${unit}/s`,
        [unit === 'tokens' ? 'Tokens' : 'Chunks']: prompt === undefined ? (value ? String(value) : none) : `${prompt} in, ${value} out`,
        Total: duration(measure.elapsed),
        Finish: FINISH[this.finishReason] ?? this.finishReason ?? none,
      }),
    );
    this.trace.draw(measure);
  }
}

const entries = (facts) =>
  Object.entries(facts)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => el('div', {}, el('dt', { textContent: name }), el('dd', { textContent: value })));

/** The flow of an answer against time: a thin line while it waits, then one mark for each chunk. */
function drawnTrace() {
  const wait = svg('path', { class: 'wait' });
  const chunks = svg('path', { class: 'chunks' });
  const element = svg(
    'svg',
    { class: 'trace', viewBox: `0 0 ${TRACE_WIDTH} 20`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    wait,
    chunks,
  );
  const draw = ({ arrivals, elapsed, first }) => {
    const x = (ms) => Math.round((ms / Math.max(elapsed, 1)) * (TRACE_WIDTH - 2)) + 1;
    const marks = new Set(arrivals.map(x));
    wait.setAttribute('d', `M0 10H${x(first ?? elapsed)}`);
    chunks.setAttribute('d', [...marks].map((at) => `M${at} 3V17`).join(''));
  };
  return { element, draw };
}

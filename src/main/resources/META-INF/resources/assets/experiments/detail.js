// One experiment: its head, stages, figures, decisions and commands.

import { open, rows } from '../shell/api.js';
import { announce, el } from '../shell/dom.js';
import { follow } from '../shell/follow.js';
import { Slot } from '../shell/states.js';
import { address, get } from './api.js';
import { Audit } from './audit.js';
import { Commands } from './commands.js';
import { comparison, guardrails, health, shadow, variants } from './figures.js';
import { head, liveness } from './head.js';
import { Intervals } from './intervals.js';
import { decisions, newest } from './log.js';
import { Sections } from './sections.js';
import { ladder } from './stages.js';
import { RouteSwitch } from './switch.js';
import { isLive, stateWord } from './words.js';

/** @typedef {import('./api.js').View} View */
/** @typedef {import('./api.js').Analysis} Analysis */
/** @typedef {import('./api.js').Decision} Decision */
/** @typedef {import('./head.js').Status} Status */

/** How often figures are read if nothing else triggers it. */
const FIGURES_MS = 30_000;

export class Detail {
  #id;
  /** @type {View | undefined} */ #view;
  /** @type {Analysis | undefined} */ #analysis;
  /** @type {Decision[] | undefined} until they are read */ #decisions;
  head = el('div', { className: 'state' });
  #stop = () => {};
  #timer = 0;
  #closed = false;
  #reading = false;
  /** @type {{all: boolean} | undefined} what is to be read next */ #wanted;
  #sections;
  #intervals;
  #audit;

  /** @param {string} id */
  constructor(id) {
    this.#id = id;
    this.#sections = new Sections(encodeURIComponent(id));
    this.index = this.#sections.index;
    this.title = el('h2', { textContent: id, tabIndex: -1 });
    this.live = el('p', { className: 'live' });
    this.#sections.add('head', this.head);
    this.#intervals = new Intervals(id, () => this.#figures());
    this.#audit = new Audit(id);
    this.commands = new Commands({
      onView: (view) => this.#take(view, true),
      onFailure: (failure) => {
        if (statusOf(failure) === 409) this.#refresh();
      },
    });
    this.routeSwitch = new RouteSwitch({ onChange: () => this.#refresh() });
    const article = el('article', { className: 'experiment' }, this.#header(), ...this.#parts());
    this.slot = new Slot(article);
    this.element = this.slot.element;
  }

  #header() {
    return el(
      'header',
      {},
      el('p', {}, el('a', { href: '#', textContent: '← All experiments' })),
      el('div', { className: 'titled' }, this.title, this.live),
      this.head,
      this.commands.element,
    );
  }

  #parts() {
    const sections = this.#sections;
    return [
      sections.part('ladder', 'Stages'),
      sections.part('guardrails', 'Guardrails'),
      sections.part('intervals', 'Difference over time', ...this.#intervals.elements),
      sections.part('variants', 'Variants'),
      sections.part('health', 'Can the figures be trusted, and what can they show'),
      sections.part('shadow', 'Shadow'),
      sections.part('decisions', 'Decisions'),
      sections.list('changes', 'Changes', this.#audit.element),
      sections.list('switch', 'Switch all off', this.routeSwitch.element),
    ];
  }

  /**
   * Reads everything, then follows what happens. `focus` puts the focus on the title as soon as
   * there is one; `part` leads to a section once there is something in it.
   *
   * @returns {Promise<void>}
   */
  async open({ focus = false, part = '' } = {}) {
    this.slot.loading();
    let view;
    try {
      view = await get(this.#id);
    } catch (failure) {
      return this.#fail(failure, () => this.open());
    }
    if (this.#closed) return;
    this.slot.show();
    if (focus) this.title.focus({ preventScroll: true });
    this.#view = undefined;
    this.#take(view);
    this.#status('connecting');
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      if (!document.hidden && this.#view && isLive(this.#view.state)) this.#figures();
    }, FIGURES_MS);
    this.#stop();
    this.#stop = follow({
      connect: (signal, lastEventId) =>
        open('GET', address(this.#id, 'events'), {
          signal,
          lastEventId,
          accept: 'text/event-stream',
        }),
      onEvent: (event) => this.#event(event),
      onStatus: (status, failure) => this.#status(status, failure),
      look: () => this.#refresh(),
    });
    await this.#figures({ all: true });
    if (part && !this.#closed) this.go(part);
  }

  get id() {
    return this.#id;
  }

  /** @param {string} part of the page, as its index names it */
  go(part) {
    this.#sections.go(part);
  }

  close() {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#stop();
    this.#intervals.close();
  }

  rollBack() {
    return this.commands.rollBack();
  }

  /**
   * Once a missing key is entered everything starts again, including the stream of events.
   *
   * @param {unknown} failure
   * @param {() => unknown} again
   */
  #fail(failure, again) {
    if (this.#closed) return;
    this.slot.failed(failure, statusOf(failure) === 401 ? () => this.open() : again);
  }

  /**
   * @param {Status} status
   * @param {unknown} [failure]
   */
  #status(status, failure) {
    this.live.replaceChildren(liveness(status));
    if (status === 'refused' && statusOf(failure) === 401) this.#fail(failure, () => this.open());
    if (status === 'live') this.#figures({ all: true }); // what happened while nobody listened
  }

  /** @param {{event: string, data: string}} told */
  #event({ event, data }) {
    let told;
    try {
      told = JSON.parse(data);
    } catch {
      return; // a stream of something else; the next look shows what is
    }
    if (event === 'state' && told?.id === this.#id) {
      this.#take(told);
      this.#figures();
    } else if (event === 'decision') {
      this.#decide([told, ...(this.#decisions ?? [])]);
      if (told?.kind !== 'stay') announce(String(told?.sentence ?? ''));
      this.#figures();
    } else if (event === 'analysis') {
      this.#figures();
    } else if (event === 'change') {
      this.#audit.refresh();
    }
  }

  #refresh() {
    return this.#figures({ all: true });
  }

  /**
   * @param {View} view
   * @param {boolean} [own] the answer to a command, and not overtaken
   */
  #take(view, own = false) {
    if (this.#closed) return;
    const before = this.#view ?? view;
    if (!own && view.version < before.version) return; // overtaken on the way
    this.#view = view;
    if (before.state !== view.state) {
      const why = view.reason ? `, ${view.reason}` : '';
      announce(`${view.id}: ${stateWord(view.state)}${why}.`);
    }
    this.#draw(view);
    const switched = before.switched_off !== view.switched_off;
    if (before === view || before.version !== view.version || switched) {
      this.routeSwitch.load(view);
      this.#audit.refresh();
    }
  }

  /**
   * Reads the state (no event says how the time of a stage runs), the analysis, the looks and, with
   * `all`, the decisions. One reading at a time: requests made meanwhile cause one more.
   */
  async #figures({ all = false } = {}) {
    this.#wanted = { all: all || Boolean(this.#wanted?.all) };
    if (this.#reading) return;
    this.#reading = true;
    while (this.#wanted && !this.#closed) {
      const { all: decisionsToo } = this.#wanted;
      this.#wanted = undefined;
      await this.#read(decisionsToo);
    }
    this.#reading = false;
  }

  /** @param {boolean} decisionsToo */
  async #read(decisionsToo) {
    try {
      this.#take(await get(this.#id));
    } catch (failure) {
      return this.#fail(failure, () => this.#refresh());
    }
    if (!this.#view) return;
    if (this.#view.state === 'pending') return this.slot.show();
    const [analysis, decided] = await Promise.allSettled([
      get(this.#id, 'analysis'),
      decisionsToo ? get(this.#id, 'decisions') : null,
    ]);
    if (this.#closed) return;
    if (analysis.status === 'fulfilled') this.#analysis = analysis.value;
    if (decided.status === 'fulfilled' && decided.value) {
      this.#decide([...(this.#decisions ?? []), ...rows(decided.value)]);
    }
    this.#draw(this.#view);
    const failed = [analysis, decided].find(({ status }) => status === 'rejected');
    const failure = failed?.status === 'rejected' ? failed.reason : await this.#compare(this.#view);
    if (failure) this.#fail(failure, () => this.#refresh());
    else this.slot.show();
  }

  /** @param {(Decision | null)[]} list */
  #decide(list) {
    this.#decisions = newest(list);
    this.#sections.draw('decisions', this.#decisions, decisions);
  }

  /**
   * Shows the chosen comparison; returns what failed.
   *
   * @param {View} view
   */
  #compare(view) {
    if (!this.#analysis) return undefined;
    const of = this.#intervals.offer(this.#analysis.comparisons ?? []);
    this.#sections.draw('intervals', of, comparison);
    return this.#intervals.show(view, of);
  }

  /** @param {View} view */
  #draw(view) {
    this.#sections.draw('head', view, head);
    this.commands.show(view);
    this.#sections.draw('ladder', [view, this.#analysis], () => ladder(view, this.#analysis));
    const { state, guardrails: written, variants: defined } = view;
    this.#sections.draw('guardrails', [this.#analysis?.guardrails, written, state], () =>
      guardrails(this.#analysis, view),
    );
    this.#sections.draw('variants', [this.#analysis?.variants, defined, state], () =>
      variants(this.#analysis, view),
    );
    this.#sections.draw('health', this.#analysis, health);
    this.#sections.draw('shadow', this.#analysis?.shadow, shadow);
    const decided = this.#decisions ?? (state === 'pending' ? [] : undefined);
    this.#sections.draw('decisions', decided, decisions);
    this.#sections.hide('intervals', state === 'pending' || !this.#analysis);
  }
}

/** @param {any} failure */
const statusOf = (failure) => failure?.status;

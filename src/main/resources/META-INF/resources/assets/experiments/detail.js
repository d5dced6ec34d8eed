// One experiment: its head, its stages, what its figures say, what was decided, and what can be
// done.

import { ApiError, call, open, rows } from '../shell/api.js';
import { announce, el, facts } from '../shell/dom.js';
import { follow } from '../shell/follow.js';
import { Slot } from '../shell/states.js';
import { moment } from '../shell/words.js';
import { address, get } from './api.js';
import { Commands, RouteSwitch } from './commands.js';
import { comparison, guardrails, health, shadow, variants } from './figures.js';
import { changes, decisions } from './log.js';
import { IntervalPlot } from './plot.js';
import { sign, tone } from './signs.js';
import { ladder } from './stages.js';
import { isLive, outcomeWord, stageWord, stateWord } from './words.js';

/** @typedef {import('./api.js').View} View */
/** @typedef {import('./api.js').Analysis} Analysis */
/** @typedef {import('./api.js').Decision} Decision */
/** @typedef {import('./api.js').Comparison} Comparison */
/** @typedef {'connecting' | import('../shell/follow.js').Status} Status */

/** @type {Record<Status, [string, string, import('./signs.js').Tone]>} */
const LIVE = {
  live: ['live', 'Live', 'good'],
  connecting: ['open', 'Connecting …', ''],
  lost: ['warning', 'Not live: the connection is lost, it is being taken up again', 'warm'],
  polling: ['open', 'Not live: looked at every 10 s', ''],
  refused: ['warning', 'Not live: refused', 'warm'],
};

/** How often figures are read while nothing else makes for it. */
const FIGURES_MS = 30_000;

/** Decisions that are kept; older ones are in the API. */
const DECISIONS_MAX = 1_000;

export class Detail {
  #id;
  /** @type {View | undefined} */ #view;
  /** @type {Analysis | undefined} */ #analysis;
  /** @type {Decision[]} */ #decisions = [];
  /** @type {string | undefined} candidate and metric of the plot, as one text */ #picked;
  audit = el('details', { className: 'audit' });
  head = el('div', { className: 'state' });
  #stop = () => {};
  #timer = 0;
  #closed = false;
  #reading = false;
  /** @type {{all: boolean} | undefined} what is to be read next */ #wanted;
  /** @type {Map<string, {body: HTMLElement, drawn?: string}>} */ #sections = new Map();

  /** @param {string} id */
  constructor(id) {
    this.#id = id;
    this.title = el('h2', { textContent: id, tabIndex: -1 });
    this.live = el('p', { className: 'live' });
    this.#sections.set('head', { body: this.head });
    this.metric = el('select', { id: 'metric' });
    this.plot = new IntervalPlot();
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
    this.metric.addEventListener('input', () => {
      this.#picked = this.metric.value;
      this.#figures();
    });
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
    /** @type {(name: string, title: string, ...more: Node[]) => HTMLElement} */
    const part = (name, title, ...more) => {
      const body = el('div');
      this.#sections.set(name, { body });
      return el('section', { className: name }, el('h3', { textContent: title }), ...more, body);
    };
    const chooser = el(
      'div',
      { className: 'chooser' },
      el('label', { htmlFor: 'metric', textContent: 'Metric' }),
      this.metric,
    );
    const changed = part('changes', 'Changes');
    changed.querySelector('h3')?.remove();
    this.audit.append(el('summary', { textContent: 'Changes, by whom and why' }), changed);
    this.audit.addEventListener('toggle', () => this.audit.open && this.#loadChanges());
    return [
      part('ladder', 'Stages'),
      part('guardrails', 'Guardrails'),
      part('intervals', 'Difference over time', chooser, this.plot.element),
      part('variants', 'Variants'),
      part('health', 'Can it be trusted, and what can it see'),
      part('shadow', 'Shadow'),
      part('decisions', 'Decisions'),
      this.audit,
    ];
  }

  /**
   * Reads everything, then follows what happens. `focus` puts the focus on the title as soon as
   * there is one.
   *
   * @returns {Promise<void>}
   */
  async open({ focus = false } = {}) {
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
  }

  close() {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#stop();
    this.routeSwitch.element.remove();
  }

  rollBack() {
    return this.commands.rollBack();
  }

  /**
   * With a key that was missing all begins anew, the stream of events with it.
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
    const [name, word, how] = LIVE[status];
    this.live.replaceChildren(sign(name, word, how));
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
      this.#decide([told, ...this.#decisions]);
      if (told?.kind !== 'stay') announce(String(told?.sentence ?? ''));
      this.#figures();
    } else if (event === 'analysis') {
      this.#figures();
    } else if (event === 'change' && this.audit.open) {
      this.#loadChanges();
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
      this.#showSwitch(view);
      if (this.audit.open) this.#loadChanges();
    }
  }

  /**
   * Reads the state (nobody is told how the time of a stage runs), the analysis and the looks, and
   * decisions with `all`. One reading at a time: what comes meanwhile makes for one more.
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
      this.#decide([...this.#decisions, ...rows(decided.value)]);
    }
    this.#draw(this.#view);
    const failed = [analysis, decided].find(({ status }) => status === 'rejected');
    const failure = failed?.status === 'rejected' ? failed.reason : await this.#compare(this.#view);
    if (failure) this.#fail(failure, () => this.#refresh());
    else this.slot.show();
  }

  /** @param {(Decision | null)[]} list */
  #decide(list) {
    const told = list.filter((decision) => decision !== null);
    const known = new Map(told.map((decision) => [decision.id ?? decision.at, decision]));
    this.#decisions = [...known.values()]
      .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || Number(b.id) - Number(a.id))
      .slice(0, DECISIONS_MAX);
    this.#section('decisions', this.#decisions, (of) => decisions(of));
  }

  /**
   * Plots what is picked; gives what has failed.
   *
   * @param {View} view
   */
  async #compare(view) {
    const all = this.#analysis?.comparisons ?? [];
    this.#offer(all);
    const of = all.find((one) => keyOf(one) === this.#picked);
    this.#section('intervals', of, comparison);
    const ended = !isLive(view.state);
    if (!of) return void this.plot.show({ looks: [], ended });
    try {
      const url = address(this.#id, 'looks');
      const { unit, metric, candidate } = of;
      url.search = String(new URLSearchParams({ metric, candidate }));
      const looks = rows(await call('GET', url));
      if (keyOf(of) === this.#picked && !this.#closed) {
        this.plot.show({ looks, unit, metric, stages: view.stages, ended });
      }
    } catch (failure) {
      return failure;
    }
  }

  /** @param {Comparison[]} all */
  #offer(all) {
    const several = new Set(all.map(({ candidate }) => candidate)).size > 1;
    const keys = all.map(keyOf);
    if (!keys.includes(this.#picked ?? '')) this.#picked = keys[0];
    const options = [...this.metric.options].map(({ value }) => value);
    if (options.join('\n') !== keys.join('\n')) {
      /** @param {Comparison} one */
      const label = ({ metric, candidate }) => (several ? `${metric}, ${candidate}` : metric);
      this.metric.replaceChildren(...all.map((one) => new Option(label(one), keyOf(one))));
    }
    this.metric.value = this.#picked ?? '';
    this.metric.disabled = all.length === 0;
  }

  /** @param {View} view */
  #draw(view) {
    this.#section('head', view, head);
    this.commands.show(view);
    this.#section('ladder', [view, this.#analysis], () => ladder(view, this.#analysis));
    const ended = view.state !== 'pending' && !isLive(view.state);
    this.#section('guardrails', [this.#analysis?.guardrails, view.guardrails, ended], () =>
      guardrails(this.#analysis, view.guardrails, ended),
    );
    this.#section('variants', [this.#analysis?.variants, view.variants], () =>
      variants(this.#analysis, view),
    );
    this.#section('health', this.#analysis, health);
    this.#section('shadow', this.#analysis?.shadow, shadow);
    this.#section('decisions', this.#decisions, (of) => decisions(of));
    const plotted = this.#sections.get('intervals')?.body.parentElement;
    if (plotted) plotted.hidden = view.state === 'pending';
  }

  /**
   * Draws a section when what it is drawn from has changed. A section without content is not
   * there.
   *
   * @template T
   * @param {string} name
   * @param {T} from
   * @param {(from: T) => Node | null} make
   */
  #section(name, from, make) {
    const section = this.#sections.get(name);
    if (!section) return;
    const drawn = JSON.stringify(from) ?? 'none';
    if (section.drawn === drawn) return;
    section.drawn = drawn;
    const content = make(from);
    section.body.replaceChildren(...(content ? [content] : []));
    const whole = section.body.parentElement;
    if (whole && (name === 'health' || name === 'shadow')) whole.hidden = !content;
  }

  /** @param {View} view */
  async #showSwitch({ route, switched_off: off }) {
    this.routeSwitch.show(route, Boolean(off));
    try {
      const state = await get('routes', route, 'switch');
      if (!this.#closed) this.routeSwitch.show(route, Boolean(state?.switched_off ?? off), state);
    } catch (failure) {
      if (!(failure instanceof ApiError)) reportError(failure); // else the view has said enough
    }
  }

  async #loadChanges() {
    let content;
    try {
      content = changes(rows(await get(this.#id, 'changes')));
    } catch (failure) {
      const why = failure instanceof Error ? failure.message : String(failure);
      content = el('p', { className: 'note' }, `The changes can't be read: ${why}`);
    }
    this.#sections.get('changes')?.body.replaceChildren(content);
  }
}

/** @param {Comparison} of */
const keyOf = ({ candidate, metric }) => `${metric} ${candidate}`;

/** @param {any} failure */
const statusOf = (failure) => failure?.status;

/** @param {View} view */
function head(view) {
  const { route, state, stage, outcome, reason, description, unservable } = view;
  const { started_at: started, ended_at: ended, switched_off: off } = view;
  const more = [unservable && `The configuration can't serve it: ${unservable}.`, reason];
  return el(
    'div',
    {},
    el(
      'p',
      { className: 'word' },
      sign(state, stateWord(state), tone(state)),
      off ? sign('warning', 'Switched off on this route: nobody meets it', 'warm') : null,
      unservable ? sign('warning', 'Not served: nobody meets it', 'warm') : null,
    ),
    ...more.filter(Boolean).map((said) => el('p', { className: 'reason' }, said)),
    description ? el('p', { className: 'note', textContent: description }) : '',
    facts('facts', [
      ['Route', route],
      ['Stage', isLive(state) ? stageWord(stage) : undefined],
      ['Outcome', outcome ? outcomeWord(outcome) : undefined],
      ['Winner', winner(view)],
      ['Started', started ? moment(started) : undefined],
      ['Ended', ended ? moment(ended) : undefined],
    ]),
  );
}

/** @param {View} view */
function winner({ winner: name, retired, variants: served = [] }) {
  if (!name) return undefined;
  const model = served.find((variant) => variant.name === name)?.model;
  return `${name}${model ? ` (${model})` : ''}${retired ? ', retired' : ''}`;
}

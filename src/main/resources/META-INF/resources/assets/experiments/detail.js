// One experiment: its head, its stages, what its figures say, what was decided, and what can be done.

import { announce, el } from '../dom.js';
import { ApiError, address, call, get, inWords, open, rows } from './api.js';
import { Commands, RouteSwitch } from './commands.js';
import { comparison, guardrails, health, shadow, variants } from './figures.js';
import { follow } from './live.js';
import { changes, decisions } from './log.js';
import { IntervalPlot } from './plot.js';
import { sign, tone } from './shapes.js';
import { ladder } from './stages.js';
import { isLive, moment, outcomeWord, stageWord, stateWord } from './words.js';

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
  #onRefused;
  #view;
  #analysis;
  #decisions = [];
  #picked; // candidate and metric of the plot, as one text
  #stop = () => {};
  #timer;
  #closed = false;
  #reading = false;
  #wanted; // what is to be read next
  #failure = ''; // what the notice says
  #sections = new Map();

  /** `onRefused(failure, again)` asks for a key. */
  constructor(id, onRefused) {
    this.#id = id;
    this.#onRefused = onRefused;
    this.title = el('h2', { textContent: id, tabIndex: -1 });
    this.live = el('p', { className: 'live' });
    this.head = el('div', { className: 'state' });
    this.metric = el('select', { id: 'metric' });
    this.plot = new IntervalPlot();
    this.commands = new Commands({ onView: (view) => this.#take(view, true), onFailure: ({ status }) => status === 409 && this.#refresh() });
    this.routeSwitch = new RouteSwitch({ onChange: () => this.#refresh() });
    this.element = el('article', { className: 'experiment', hidden: true }, this.#header(), ...this.#parts());
    this.notices = el('div', { className: 'notices' });
    this.metric.addEventListener('input', () => {
      this.#picked = this.metric.value;
      this.#figures();
    });
  }

  #header() {
    return el('header', {}, el('p', {}, el('a', { href: '#', textContent: '← All experiments' })), el('div', { className: 'titled' }, this.title, this.live), this.head, this.commands.element);
  }

  #parts() {
    const part = (name, title, ...more) => {
      const body = el('div');
      this.#sections.set(name, { body, drawn: undefined });
      return el('section', { className: name }, el('h3', { textContent: title }), ...more, body);
    };
    const chooser = el('div', { className: 'chooser' }, el('label', { htmlFor: 'metric', textContent: 'Metric' }), this.metric);
    const audit = part('changes', 'Changes');
    const unfolded = el('details', { className: 'audit' }, el('summary', { textContent: 'Changes, by whom and why' }), audit);
    audit.querySelector('h3').remove();
    unfolded.addEventListener('toggle', () => unfolded.open && this.#loadChanges());
    this.audit = unfolded;
    const intervals = part('intervals', 'Difference over time', chooser, this.plot.element);
    this.intervals = intervals;
    return [part('ladder', 'Stages'), part('guardrails', 'Guardrails'), intervals, part('variants', 'Variants'), part('health', 'Can it be trusted, and what can it see'), part('shadow', 'Shadow'), part('decisions', 'Decisions'), unfolded];
  }

  /** Reads everything, then follows what happens. `focus` puts the focus on the title as soon as there is one. */
  async open({ focus = false } = {}) {
    try {
      this.#view = await get(this.#id);
    } catch (failure) {
      return this.#fail(failure, () => this.open());
    }
    if (this.#closed) return;
    this.#recovered();
    this.element.hidden = false;
    if (focus) this.title.focus({ preventScroll: true });
    this.#take(this.#view);
    this.#status('connecting');
    clearInterval(this.#timer);
    this.#timer = setInterval(() => !document.hidden && isLive(this.#view.state) && this.#figures(), FIGURES_MS);
    this.#stop();
    this.#stop = follow({
      connect: (signal) => open('GET', address(this.#id, 'events'), { signal, accept: 'text/event-stream' }),
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

  #fail(failure, again) {
    if (this.#closed) return;
    if (failure.status === 401) return this.#onRefused(failure, again);
    const { title, message, code } = inWords(failure);
    const said = `${title}. ${message}`;
    if (said === this.#failure) return; // it stands there already, perhaps with the focus on its button
    this.#failure = said;
    this.notices.replaceChildren(
      el('div', { className: 'notice' }, el('strong', { textContent: title }), el('p', { textContent: message }), code ? el('p', { className: 'code', textContent: code }) : null, el('button', { type: 'button', textContent: 'Try again', onclick: again })),
    );
    announce(said);
  }

  #recovered() {
    this.#failure = '';
    this.notices.replaceChildren();
  }

  #status(status, failure) {
    const [name, word, how] = LIVE[status];
    this.live.replaceChildren(sign(name, word, how));
    if (status === 'refused' && failure.status === 401) this.#onRefused(failure, () => this.open());
    if (status === 'live') this.#figures({ all: true }); // what happened while nobody listened
  }

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

  #take(view, own = false) {
    if (this.#closed) return;
    const before = this.#view;
    if (!own && view.version < before.version) return; // overtaken on the way
    this.#view = view;
    if (before !== view && before.state !== view.state) announce(`${view.id}: ${stateWord(view.state)}${view.reason ? `, ${view.reason}` : ''}.`);
    this.#draw();
    if (before.version !== view.version || before.switched_off !== view.switched_off || before === view) {
      this.#showSwitch();
      if (this.audit.open) this.#loadChanges();
    }
  }

  /**
   * Reads the state (nobody is told how the time of a stage runs), the analysis and the looks, and decisions with `all`.
   * One reading at a time: what comes meanwhile makes for one more.
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

  async #read(decisionsToo) {
    try {
      this.#take(await get(this.#id));
    } catch (failure) {
      return this.#fail(failure, () => this.#refresh());
    }
    if (this.#view.state === 'pending') return this.#recovered();
    const [analysis, decided] = await Promise.allSettled([get(this.#id, 'analysis'), decisionsToo ? get(this.#id, 'decisions') : null]);
    if (this.#closed) return;
    if (analysis.status === 'fulfilled') this.#analysis = analysis.value;
    if (decided.status === 'fulfilled' && decided.value) this.#decide([...this.#decisions, ...rows(decided.value)]);
    this.#draw();
    const failure = analysis.reason ?? decided.reason ?? (await this.#compare());
    if (failure) this.#fail(failure, () => this.#refresh());
    else this.#recovered();
  }

  #decide(list) {
    const known = new Map(list.filter(Boolean).map((decision) => [decision.id ?? decision.at, decision]));
    this.#decisions = [...known.values()].sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || Number(b.id) - Number(a.id)).slice(0, DECISIONS_MAX);
    this.#section('decisions', this.#decisions, (of) => decisions(of));
  }

  /** Plots what is picked; gives what has failed. */
  async #compare() {
    const all = this.#analysis?.comparisons ?? [];
    this.#offer(all);
    const of = all.find((one) => keyOf(one) === this.#picked);
    this.#section('intervals', of, comparison);
    const ended = !isLive(this.#view.state);
    if (!of) return void this.plot.show({ looks: [], ended });
    try {
      const url = address(this.#id, 'looks');
      url.search = new URLSearchParams({ metric: of.metric, candidate: of.candidate });
      const looks = rows(await call('GET', url));
      if (keyOf(of) === this.#picked && !this.#closed) this.plot.show({ looks, unit: of.unit, metric: of.metric, candidate: of.candidate, stages: this.#view.stages, ended });
    } catch (failure) {
      return failure;
    }
  }

  #offer(all) {
    const several = new Set(all.map(({ candidate }) => candidate)).size > 1;
    const keys = all.map(keyOf);
    if (!keys.includes(this.#picked)) this.#picked = keys[0];
    const options = [...this.metric.options].map(({ value }) => value);
    if (options.join('\n') !== keys.join('\n')) {
      this.metric.replaceChildren(...all.map((one) => new Option(several ? `${one.metric}, ${one.candidate}` : one.metric, keyOf(one))));
    }
    this.metric.value = this.#picked ?? '';
    this.metric.disabled = all.length === 0;
  }

  #draw() {
    const view = this.#view;
    this.#head(view);
    this.commands.show(view);
    this.#section('ladder', [view, this.#analysis], (of) => ladder(...of));
    const ended = view.state !== 'pending' && !isLive(view.state);
    this.#section('guardrails', [this.#analysis?.guardrails, view.guardrails, ended], () => guardrails(this.#analysis, view.guardrails, ended));
    this.#section('variants', [this.#analysis?.variants, view.variants], () => variants(this.#analysis, view));
    this.#section('health', this.#analysis, health);
    this.#section('shadow', this.#analysis?.shadow, shadow);
    this.#section('decisions', this.#decisions, (of) => decisions(of));
    this.intervals.hidden = view.state === 'pending';
  }

  #head({ route, state, stage, outcome, reason, winner, retired, description, started_at: started, ended_at: ended, switched_off: off, unservable, variants: served = [] }) {
    const model = served.find(({ name }) => name === winner)?.model;
    const facts = [
      ['Route', route],
      ['Stage', isLive(state) ? stageWord(stage) : undefined],
      ['Outcome', outcome ? outcomeWord(outcome) : undefined],
      ['Winner', winner ? `${winner}${model ? ` (${model})` : ''}${retired ? ', retired' : ''}` : undefined],
      ['Started', started ? moment(started) : undefined],
      ['Ended', ended ? moment(ended) : undefined],
    ];
    this.head.replaceChildren(
      el('p', { className: 'word' }, sign(state, stateWord(state), tone(state)), off ? sign('warning', 'Switched off on this route: nobody meets it', 'warm') : null, unservable ? sign('warning', 'Not served: nobody meets it', 'warm') : null),
      unservable ? el('p', { className: 'reason', textContent: `The configuration can't serve it: ${unservable}.` }) : '',
      reason ? el('p', { className: 'reason', textContent: reason }) : '',
      description ? el('p', { className: 'note', textContent: description }) : '',
      el('dl', { className: 'facts' }, ...facts.filter(([, said]) => said !== undefined).map(([name, said]) => el('div', {}, el('dt', { textContent: name }), el('dd', { textContent: said })))),
    );
  }

  /** Draws a section when what it is drawn from has changed. A section without content is not there. */
  #section(name, from, make) {
    const section = this.#sections.get(name);
    const drawn = JSON.stringify(from) ?? 'none';
    if (section.drawn === drawn) return;
    section.drawn = drawn;
    const content = make(from);
    section.body.replaceChildren(...(content ? [content] : []));
    if (name === 'health' || name === 'shadow') section.body.parentElement.hidden = !content;
  }

  async #showSwitch() {
    const { route, switched_off: off } = this.#view;
    this.routeSwitch.show(route, Boolean(off));
    try {
      const state = await get('routes', route, 'switch');
      if (!this.#closed) this.routeSwitch.show(route, Boolean(state?.switched_off ?? off), state);
    } catch (failure) {
      if (!(failure instanceof ApiError)) reportError(failure); // else the view has said enough
    }
  }

  async #loadChanges() {
    const section = this.#sections.get('changes');
    try {
      section.body.replaceChildren(changes(rows(await get(this.#id, 'changes'))));
    } catch (failure) {
      section.body.replaceChildren(el('p', { className: 'note', textContent: `The changes can't be read: ${failure.message}` }));
    }
  }
}

const keyOf = ({ candidate, metric }) => `${metric} ${candidate}`;

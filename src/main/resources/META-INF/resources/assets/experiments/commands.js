// What can be done to an experiment, as buttons: only those that its state allows.

import { el } from '../dom.js';
import { address, call } from './api.js';
import { ask, isAsking } from './dialog.js';
import { sign } from './shapes.js';
import { isLive, moment, stateWord } from './words.js';

const COMMANDS = {
  rollback: {
    label: 'Roll back',
    danger: true,
    offered: ({ state, retired }) => isLive(state) || (state === 'completed' && !retired),
    title: ({ id }) => `Roll back ${id}?`,
    text: ({ route }) => `Everybody on route ${route} is served what it serves without this experiment, within a second. Answers that are under way end as they began. There is no way back into it.`,
    reason: 'Rolled back by hand',
  },
  approve: {
    label: 'Approve',
    offered: ({ state, stage }) => isLive(state) && Boolean(stage?.approval) && !stage.approved,
    title: ({ id, stage }) => `Let ${id} leave stage ${stage.index + 1}?`,
    text: () => 'It goes on to the next stage when nothing else is missing.',
    reason: 'Approved',
    versioned: true,
  },
  start: {
    label: 'Start',
    offered: ({ state }) => state === 'pending',
    title: ({ id }) => `Start ${id}?`,
    text: ({ route }) => `It begins with its first stage: from then on some of the users of route ${route} meet it.`,
    reason: 'Started',
    versioned: true,
  },
  pause: {
    label: 'Pause',
    offered: ({ state }) => state === 'running' || state === 'held',
    title: ({ id }) => `Pause ${id}?`,
    text: () => 'Whoever is in stays where they are, and nobody new comes in. The time of the stage does not run.',
    reason: 'Paused',
    versioned: true,
  },
  resume: {
    label: 'Resume',
    offered: ({ state }) => state === 'paused' || state === 'held',
    title: ({ id }) => `Resume ${id}?`,
    text: ({ state }) => (state === 'held' ? 'It goes on, and is held again when the next look still finds a reason.' : 'It takes in units again, and the time of the stage runs.'),
    reason: 'Resumed',
    versioned: true,
  },
};

/** The commands that a state allows, by name. */
export const offered = (view) => Object.keys(COMMANDS).filter((name) => COMMANDS[name].offered(view));

/** The buttons of one experiment. `onView` gets what the server answers, `onFailure` hears of refusals. */
export class Commands {
  #view;
  #shown = '';
  #onView;
  #onFailure;

  constructor({ onView, onFailure }) {
    this.#onView = onView;
    this.#onFailure = onFailure;
    this.element = el('div', { className: 'commands', role: 'group', ariaLabel: 'Commands' });
  }

  show(view) {
    this.#view = view;
    const names = offered(view);
    if (names.join() === this.#shown) return;
    const focused = document.activeElement?.dataset.command;
    this.#shown = names.join();
    this.element.replaceChildren(...names.map((name) => this.#button(name)));
    if (focused && document.activeElement === document.body) this.element.querySelector('button')?.focus();
  }

  /** The one key. */
  rollBack() {
    if (!this.#view || isAsking() || !offered(this.#view).includes('rollback')) return false;
    this.#ask('rollback');
    return true;
  }

  #button(name) {
    const { label, danger } = COMMANDS[name];
    const button = el('button', { type: 'button', className: danger ? 'danger' : '', onclick: () => this.#ask(name) }, el('span', { textContent: label }));
    button.dataset.command = name;
    if (name === 'rollback') {
      button.append(' ', el('kbd', { textContent: 'r', ariaHidden: 'true' }));
      button.setAttribute('aria-keyshortcuts', 'r');
    }
    return button;
  }

  #ask(name) {
    const { label, danger, title, text, reason, versioned } = COMMANDS[name];
    const seen = this.#view;
    ask({
      title: title(seen),
      text: text(seen),
      confirm: label,
      reason,
      danger,
      // Others are done to the version that was seen; a rollback is meant whatever has happened meanwhile.
      run: async (said) => {
        const view = await call('POST', address(seen.id, name), { body: { reason: said || reason, ...(versioned ? { version: this.#view.version } : {}) } });
        if (view?.id === seen.id) this.#onView(view);
        return `${seen.id}: ${stateWord(view?.state)}.`;
      },
      onFailure: this.#onFailure,
    });
  }
}

/** The switch of a route, with which all its experiments are off at once. */
export class RouteSwitch {
  #route;
  #off = false;
  #onChange;

  constructor({ onChange }) {
    this.#onChange = onChange;
    this.element = el('section', { className: 'route-switch', ariaLabel: 'Switch of the route' });
  }

  /** `state` is what GET says, or undefined where nobody knows more than the experiment does. */
  show(route, off, state) {
    this.#route = route;
    this.#off = off;
    const byFile = state?.configured === false;
    const since = [state?.changed_at && `since ${moment(state.changed_at)}`, state?.key && `by ${state.key}`].filter(Boolean).join(', ');
    const why = off && state?.reason ? `: ${state.reason}` : '';
    const button = this.element.querySelector('button') ?? el('button', { type: 'button', onclick: () => this.#ask() });
    button.textContent = off ? 'Switch on again' : 'Switch all off';
    const focused = document.activeElement === button;
    this.element.replaceChildren(
      el('h3', { textContent: `Experiments of route ${route}` }),
      ...(byFile ? [sign('warning', 'Switched off in sluice.yaml', 'warm')] : []),
      ...(off ? [sign('warning', `Switched off${why}`, 'warm')] : byFile ? [] : [sign('clear', 'Switched on')]),
      el('p', { className: 'note', textContent: byFile ? `routes.${route}.experiments is false there: the route serves its ladder and nothing else, whatever is done here.` : off ? `The route serves what sluice.yaml says and nothing else${since ? ` (${since})` : ''}.` : '' }),
      button,
    );
    if (focused) button.focus();
  }

  #ask() {
    const [route, off] = [this.#route, this.#off];
    ask({
      title: off ? `Switch the experiments of ${route} on again?` : `Switch off all experiments of ${route}?`,
      text: off ? 'They go on where they were.' : `Route ${route} serves what sluice.yaml says, to everybody and at once, until they are switched on again. Their state stays as it is.`,
      confirm: off ? 'Switch on' : 'Switch all off',
      reason: off ? 'Switched on by hand' : 'Switched off by hand',
      danger: !off,
      run: async (reason) => {
        const url = address('routes', route, 'switch');
        if (off) await call('DELETE', url);
        else await call('PUT', url, { body: { reason: reason || 'Switched off by hand' } });
        await this.#onChange();
        return off ? `The experiments of ${route} are switched on.` : `The experiments of ${route} are switched off.`;
      },
    });
  }
}

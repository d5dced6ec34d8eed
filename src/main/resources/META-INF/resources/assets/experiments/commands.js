// The commands on an experiment, as buttons: only those that its state allows.

import { call } from '../shell/api.js';
import { ask, isAsking } from '../shell/dialog.js';
import { el } from '../shell/dom.js';
import { moment } from '../shell/words.js';
import { address } from './api.js';
import { sign } from './signs.js';
import { isLive, stateWord } from './words.js';

/** @typedef {import('./api.js').View} View */

/**
 * @typedef {object} Command
 * @property {string} label
 * @property {boolean} [danger]
 * @property {(view: View) => boolean} offered
 * @property {(view: View) => string} title
 * @property {(view: View) => string} text
 * @property {string} reason what is recorded when nobody says more
 * @property {boolean} [versioned] done to the version that was seen, or not at all
 */

/** @type {Record<string, Command>} */
const COMMANDS = {
  rollback: {
    label: 'Roll back',
    danger: true,
    offered: ({ state, retired }) => isLive(state) || (state === 'completed' && !retired),
    title: ({ id }) => `Roll back ${id}?`,
    text: ({ route }) =>
      `Within a second everybody on route ${route} gets what it serves without this experiment. ` +
      'Answers in progress are not interrupted. This cannot be undone.',
    reason: 'Rolled back by hand',
  },
  approve: {
    label: 'Approve',
    offered: ({ state, stage }) => isLive(state) && stage?.approval === true && !stage.approved,
    title: ({ id, stage }) => `Let ${id} leave stage ${(stage?.index ?? 0) + 1}?`,
    text: () => 'It moves to the next stage if nothing else is missing.',
    reason: 'Approved',
    versioned: true,
  },
  start: {
    label: 'Start',
    offered: ({ state }) => state === 'pending',
    title: ({ id }) => `Start ${id}?`,
    text: ({ route }) =>
      `Its first stage begins: from then on some users of route ${route} take part.`,
    reason: 'Started',
    versioned: true,
  },
  pause: {
    label: 'Pause',
    offered: ({ state }) => state === 'running' || state === 'held',
    title: ({ id }) => `Pause ${id}?`,
    text: () =>
      'Enrolled users keep their variant and nobody new is enrolled. The clock of the stage ' +
      'stops.',
    reason: 'Paused',
    versioned: true,
  },
  resume: {
    label: 'Resume',
    offered: ({ state }) => state === 'paused' || state === 'held',
    title: ({ id }) => `Resume ${id}?`,
    text: ({ state }) =>
      state === 'held'
        ? 'It continues, and is held again if the next look still finds a reason.'
        : 'It enrols units again, and the clock of the stage runs.',
    reason: 'Resumed',
    versioned: true,
  },
};

/**
 * The commands that a state allows, by name.
 *
 * @param {View} view
 */
export const offered = (view) =>
  Object.keys(COMMANDS).filter((name) => COMMANDS[name].offered(view));

/**
 * The buttons of one experiment. `onView` gets the server's response, `onFailure` gets refusals.
 */
export class Commands {
  /** @type {View | undefined} */ #view;
  #shown = '';
  #onView;
  #onFailure;

  /** @param {{onView: (view: View) => void, onFailure: (failure: unknown) => void}} of */
  constructor({ onView, onFailure }) {
    this.#onView = onView;
    this.#onFailure = onFailure;
    this.element = el('div', {
      className: 'commands',
      role: 'group',
      ariaLabel: 'Commands',
    });
  }

  /** @param {View} view */
  show(view) {
    this.#view = view;
    const names = offered(view);
    if (names.join() === this.#shown) return;
    const focused = this.element.contains(document.activeElement);
    this.#shown = names.join();
    this.element.replaceChildren(...names.map((name) => this.#button(name)));
    if (focused && document.activeElement === document.body) {
      this.element.querySelector('button')?.focus();
    }
  }

  /** The only keyboard shortcut. */
  rollBack() {
    if (!this.#view || isAsking() || !offered(this.#view).includes('rollback')) return false;
    this.#ask('rollback', this.#view);
    return true;
  }

  /** @param {string} name */
  #button(name) {
    const { label, danger } = COMMANDS[name];
    const onclick = () => this.#view && this.#ask(name, this.#view);
    const button = el(
      'button',
      { type: 'button', className: danger ? 'danger' : '', onclick },
      el('span', { textContent: label }),
    );
    if (name === 'rollback') {
      button.append(' ', el('kbd', { textContent: 'r', ariaHidden: 'true' }));
      button.setAttribute('aria-keyshortcuts', 'r');
    }
    return button;
  }

  /**
   * @param {string} name
   * @param {View} seen
   */
  #ask(name, seen) {
    const { label, danger, title, text, reason, versioned } = COMMANDS[name];
    ask({
      title: title(seen),
      text: text(seen),
      confirm: label,
      fields: [reasonField(reason)],
      danger,
      // Others apply to the version that was seen; a rollback is wanted whatever has happened
      // meanwhile.
      run: async ({ reason: said }) => {
        const version = versioned ? { version: this.#view?.version } : {};
        const body = { reason: said || reason, ...version };
        const view = await call('POST', address(seen.id, name), { body });
        if (view?.id === seen.id) this.#onView(view);
        return `${seen.id}: ${stateWord(view?.state)}.`;
      },
      onFailure: this.#onFailure,
    });
  }
}

/**
 * @param {string} value
 * @returns {import('../shell/dialog.js').Field}
 */
const reasonField = (value) => ({
  name: 'reason',
  label: 'Reason, for the record',
  value,
});

/** The switch of a route, which turns off all its experiments at once. */
export class RouteSwitch {
  #button = el('button', { type: 'button', onclick: () => this.#ask() });
  #route = '';
  #off = false;
  #onChange;

  /** @param {{onChange: () => unknown}} of */
  constructor({ onChange }) {
    this.#onChange = onChange;
    this.element = el('section', {
      className: 'route-switch',
      ariaLabel: 'Route switch',
    });
  }

  /**
   * @param {string} route
   * @param {boolean} off
   * @param {import('./api.js').Switch} [state] what GET says, where more is known than the
   *     experiment says
   */
  show(route, off, state) {
    this.#route = route;
    this.#off = off;
    const byFile = state?.configured === false;
    const since = [
      state?.changed_at && `since ${moment(state.changed_at)}`,
      state?.key && `by ${state.key}`,
    ]
      .filter(Boolean)
      .join(', ');
    const why = off && state?.reason ? `: ${state.reason}` : '';
    const button = this.#button;
    button.textContent = off ? 'Switch on again' : 'Switch all off';
    const focused = document.activeElement === button;
    this.element.replaceChildren(
      el('h3', { textContent: `Experiments of route ${route}` }),
      ...(byFile ? [sign('warning', 'Switched off in sluice.yaml', 'warm')] : []),
      ...(off ? [sign('warning', `Switched off${why}`, 'warm')] : []),
      ...(off || byFile ? [] : [sign('clear', 'Switched on')]),
      el('p', {
        className: 'note',
        textContent: byFile ? fixed(route) : off ? serves(since) : '',
      }),
      button,
    );
    if (focused) button.focus();
  }

  #ask() {
    const [route, off] = [this.#route, this.#off];
    ask({
      title: off
        ? `Switch the experiments of ${route} on again?`
        : `Switch off all experiments of ${route}?`,
      text: off
        ? 'They continue where they were.'
        : `Route ${route} serves everybody what sluice.yaml says, at once, until they are ` +
          'switched on again. Their state stays as it is.',
      confirm: off ? 'Switch on' : 'Switch all off',
      fields: [reasonField(off ? 'Switched on by hand' : BY_HAND)],
      danger: !off,
      run: async ({ reason }) => {
        const url = address('routes', route, 'switch');
        if (off) await call('DELETE', url);
        else await call('PUT', url, { body: { reason: reason || BY_HAND } });
        await this.#onChange();
        return `The experiments of ${route} are switched ${off ? 'on' : 'off'}.`;
      },
    });
  }
}

const BY_HAND = 'Switched off by hand';

/** @param {string} route */
const fixed = (route) =>
  `routes.${route}.experiments is false there, so the route serves only its ladder, ` +
  'whatever you do here.';

/** @param {string} since */
const serves = (since) =>
  `The route serves only what sluice.yaml says${since ? ` (${since})` : ''}.`;

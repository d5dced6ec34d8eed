// The commands on an experiment, as buttons: only those that its state allows.

import { call } from '../shell/api.js';
import { may, needs } from '../shell/caller.js';
import { ask, isAsking } from '../shell/dialog.js';
import { el } from '../shell/dom.js';
import { address } from './api.js';
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
    this.element = needs(
      'command',
      el('div', { className: 'commands', role: 'group', ariaLabel: 'Commands' }),
    );
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
    if (!may('command') || !this.#view || isAsking()) return false;
    if (!offered(this.#view).includes('rollback')) return false;
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
export const reasonField = (value) => ({
  name: 'reason',
  label: 'Reason, for the record',
  value,
});

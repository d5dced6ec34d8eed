// The switch of a route: all of its experiments at once.

import { ApiError, call } from '../shell/api.js';
import { needs } from '../shell/caller.js';
import { ask } from '../shell/dialog.js';
import { el } from '../shell/dom.js';
import { moment } from '../shell/words.js';
import { address, get } from './api.js';
import { reasonField } from './commands.js';
import { sign } from './signs.js';

/** The switch of a route, which turns off all its experiments at once. */
export class RouteSwitch {
  #button = needs('command', el('button', { type: 'button', onclick: () => this.#ask() }));
  #route = '';
  #off = false;
  #onChange;

  /** @param {{onChange: () => unknown}} of */
  constructor({ onChange }) {
    this.#onChange = onChange;
    this.element = el('section', { className: 'route-switch', ariaLabel: 'Route switch' });
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
      el('h3', { textContent: `All experiments of route ${route}` }),
      ...(byFile ? [sign('warning', 'Switched off in sluice.yaml', 'warm')] : []),
      ...(off ? [sign('warning', `Switched off${why}`, 'warm')] : []),
      ...(off || byFile ? [] : [sign('clear', 'Switched on')]),
      byFile || off
        ? el('p', { className: 'note' }, byFile ? fixed(route) : serves(since))
        : needs('command', el('p', { className: 'note' }, explained(route))),
      button,
    );
    if (focused) button.focus();
  }

  /**
   * Shows what the experiment says of it, then what more there is to know.
   *
   * @param {import('./api.js').View} view
   */
  async load({ route, switched_off: off }) {
    this.show(route, Boolean(off));
    try {
      const state = await get('routes', route, 'switch');
      if (this.#route === route) this.show(route, Boolean(state?.switched_off ?? off), state);
    } catch (failure) {
      if (!(failure instanceof ApiError)) reportError(failure); // else the view has said enough
    }
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

/** @param {string} route */
const explained = (route) =>
  `“Switch all off” is for an emergency: route ${route} then serves everybody only what ` +
  'sluice.yaml says, without any experiment and without the winners of earlier ones. None of ' +
  'them ends, the time of their stages stops, and they go on where they were once you switch ' +
  'them on again. To end only this experiment, roll it back.';

const BY_HAND = 'Switched off by hand';

/** @param {string} route */
const fixed = (route) =>
  `routes.${route}.experiments is false there, so the route serves only its ladder, ` +
  'whatever you do here.';

/** @param {string} since */
const serves = (since) =>
  `The route serves only what sluice.yaml says${since ? ` (${since})` : ''}.`;

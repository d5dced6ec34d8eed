// The changes of an experiment, who made them and why: read when somebody opens them.

import { rows } from '../shell/api.js';
import { el } from '../shell/dom.js';
import { get } from './api.js';
import { changes } from './log.js';

export class Audit {
  #id;
  #body = el('div');

  /** @param {string} id of the experiment */
  constructor(id) {
    this.#id = id;
    this.element = el(
      'details',
      { className: 'audit' },
      el('summary', { textContent: 'Changes: who made them and why' }),
      el('section', { className: 'changes' }, this.#body),
    );
    this.element.addEventListener('toggle', () => this.refresh());
  }

  /** Reads the changes if they are open. */
  async refresh() {
    if (!this.element.open) return;
    let content;
    try {
      content = changes(rows(await get(this.#id, 'changes')));
    } catch (failure) {
      const why = failure instanceof Error ? failure.message : String(failure);
      content = el('p', { className: 'note' }, `The changes can't be read: ${why}`);
    }
    this.#body.replaceChildren(content);
  }
}

// One question of the conversation, and the answers to it side by side.

import { el } from '../shell/dom.js';
import { Lane } from './lane.js';

export class Exchange {
  /**
   * @param {string} prompt
   * @param {string[]} models one, or several whose answers stand side by side
   * @param {import('./lane.js').Around} around
   */
  constructor(prompt, models, around) {
    this.prompt = prompt;
    this.lanes = models.map((model, i) => new Lane(model, i, models.length > 1, around));
    this.element = el(
      'div',
      { className: 'turn' },
      el(
        'article',
        { className: 'asked' },
        el('h3', { textContent: 'You' }),
        el('div', { className: 'text', textContent: prompt }),
      ),
      el(
        'div',
        { className: models.length > 1 ? 'answers several' : 'answers' },
        ...this.lanes.map(({ turn }) => turn.answer),
      ),
    );
  }

  get running() {
    return this.lanes.filter((lane) => lane.running);
  }

  /**
   * What a lane is told of this exchange later: its own answer, or the only one there was.
   *
   * @param {number} lane
   */
  answer(lane) {
    return (this.lanes[lane] ?? this.lanes[0]).turn.text;
  }

  /** No part of it can be tried again: the conversation has gone on. */
  close() {
    this.element.querySelectorAll('.notices button').forEach((button) => button.remove());
  }

  drop() {
    this.lanes.forEach((lane) => lane.drop());
  }
}

// What a reader thinks of an answer: thumbs and a rating, sent to POST /api/feedback. The gateway
// keeps the last one of each, so that another opinion replaces the one before.

import { ApiError, address, call } from '../shell/api.js';
import { announce, el, svg } from '../shell/dom.js';
import { askForKey } from '../shell/key-card.js';

/** @typedef {'thumbs' | 'rating'} Name */
/** @typedef {string | number} Value */

/** Feedback is about an inference, and its id has this form; other servers have other ids. */
const INFERENCE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const THUMB =
  'M2 9h3v8H2zM6.5 9l4-7c1.6 0 2.6 1 2.3 2.6L12 7.5h4.5c1 0 1.7 1 1.4 2l-1.8 6.2' +
  'c-.3.8-.9 1.3-1.7 1.3H6.5z';

/** @type {[value: Value, label: string][]} */
const THUMBS = [
  ['up', 'Good answer'],
  ['down', 'Bad answer'],
];
const RATINGS = [1, 2, 3, 4, 5];

/** @param {Name} name @param {Value} value */
const words = (name, value) =>
  name === 'rating' ? `rated ${value} of 5` : `thumbs ${value === 'up' ? 'up' : 'down'}`;

/** One kind of feedback on one answer: what is saved, and what is on its way. */
class Opinion {
  /** @type {Value | undefined} */ saved;
  /** @type {Value | undefined} */ wanted;
  /** @type {Value | undefined} */ before;
  sending = false;

  /** @param {Name} name */
  constructor(name) {
    this.name = name;
  }

  /** What its buttons show as chosen. */
  get shown() {
    return this.wanted ?? this.saved;
  }
}

/** The buttons under an answer, and what became of the last press. */
export class Feedback {
  #id = '';
  #note = el('p', { className: 'note' });
  /** @type {Opinion[]} */ #opinions = [];
  /** @type {[button: HTMLButtonElement, name: Name, value: Value][]} */ #buttons = [];

  constructor() {
    const thumbs = THUMBS.map(([value, label]) => this.#button('thumbs', value, label));
    const rating = RATINGS.map((value) => this.#button('rating', value, `${value} of 5`));
    this.element = el(
      'div',
      { className: 'feedback', role: 'group', ariaLabel: 'Feedback on this answer', hidden: true },
      ...thumbs,
      el('span', { textContent: 'Rating, 5 is best' }),
      el('span', { className: 'ratings' }, ...rating),
      this.#note,
    );
  }

  clear() {
    this.offer(undefined);
  }

  /**
   * There is an answer to judge.
   *
   * @param {string | undefined} id of the inference
   */
  offer(id) {
    this.#id = id !== undefined && INFERENCE.test(id) ? id : '';
    this.#opinions = [new Opinion('thumbs'), new Opinion('rating')];
    this.element.hidden = this.#id === '';
    this.#note.replaceChildren();
    this.#draw();
  }

  /**
   * @param {Name} name
   * @param {Value} value
   * @param {string} label
   */
  #button(name, value, label) {
    const button = el('button', {
      type: 'button',
      className: name === 'thumbs' ? `icon thumb ${value}` : '',
      ariaLabel: label,
      title: label,
      onclick: () => this.#choose(name, value),
    });
    if (name === 'rating') button.textContent = String(value);
    else {
      const drawing = { viewBox: '0 0 20 20', 'aria-hidden': 'true' };
      button.append(svg('svg', drawing, svg('path', { d: THUMB })));
    }
    this.#buttons.push([button, name, value]);
    return button;
  }

  #draw() {
    for (const [button, name, value] of this.#buttons) {
      const chosen = this.#opinions.find((opinion) => opinion.name === name)?.shown === value;
      button.setAttribute('aria-pressed', String(chosen));
    }
  }

  /**
   * @param {Name} name
   * @param {Value} value
   */
  #choose(name, value) {
    const opinion = this.#opinions.find((one) => one.name === name);
    if (!opinion || opinion.shown === value) return;
    opinion.wanted = value;
    this.#draw();
    if (!opinion.sending) this.#send(opinion);
  }

  /**
   * One request at a time, so that the last choice is the one that arrives last.
   *
   * @param {Opinion} opinion
   */
  async #send(opinion) {
    const { name } = opinion;
    opinion.sending = true;
    this.#note.replaceChildren('Saving …');
    while (opinion.wanted !== undefined) {
      const value = opinion.wanted;
      try {
        const body = { inference: this.#id, [name]: value };
        const given = await call('POST', address('api/feedback'), { body });
        if (opinion.saved !== value) opinion.before = opinion.saved;
        opinion.saved = value;
        if (opinion.wanted === value) opinion.wanted = undefined;
        this.#isSaved(opinion, given?.recorded !== false);
      } catch (failure) {
        const latest = opinion.wanted ?? value;
        opinion.wanted = undefined;
        this.#isNotSaved(opinion, latest, failure);
      }
    }
    opinion.sending = false;
    this.#draw();
  }

  /**
   * @param {Opinion} opinion
   * @param {boolean} recorded whether the answer is in the records yet
   */
  #isSaved(opinion, recorded) {
    if (!this.#opinions.includes(opinion) || opinion.saved === undefined) return;
    const { name, saved, before } = opinion;
    const instead =
      before === undefined ? '' : `, instead of ${words(name, before).replace('rated ', '')}`;
    const later = recorded ? '' : ' It counts once the answer is recorded, in a moment.';
    const said = `Saved: ${words(name, saved)}${instead}.${later}`;
    announce(said);
    const undo = before === undefined ? null : this.#link('Undo', name, before);
    const hint = before === undefined && recorded ? ' Another choice replaces it.' : '';
    this.#note.replaceChildren(said + hint, ...(undo ? [undo] : []));
  }

  /**
   * @param {Opinion} opinion
   * @param {Value} value
   * @param {unknown} failure
   */
  #isNotSaved(opinion, value, failure) {
    if (!this.#opinions.includes(opinion)) return;
    const why = failure instanceof Error ? failure.message : String(failure);
    const kept =
      opinion.saved === undefined ? '' : ` It is still ${words(opinion.name, opinion.saved)}.`;
    const said = `Not saved: ${why.replace(/[^.!?]$/, '$&.')}${kept}`;
    this.#note.replaceChildren(said, this.#link('Try again', opinion.name, value));
    if (!(failure instanceof ApiError)) reportError(failure);
    else if (failure.status === 401) askForKey(failure, () => this.#choose(opinion.name, value));
    else announce(said);
  }

  /**
   * @param {string} label
   * @param {Name} name
   * @param {Value} value
   */
  #link(label, name, value) {
    const onclick = () => {
      const chosen = this.#buttons.find(([, of, is]) => of === name && is === value)?.[0];
      this.#choose(name, value);
      chosen?.focus();
    };
    return el('button', { type: 'button', className: 'link', textContent: label, onclick });
  }
}

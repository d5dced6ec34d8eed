// The text of one answer as it streams in: plain or coloured token by token, with marks between
// tokens.

import { el } from '../shell/dom.js';
import { counted } from '../shell/words.js';

/** @typedef {import('./chat.js').Token} Token */
/** @typedef {{className: string, title: string, label: string}} Mark between tokens */

/**
 * From sure to improbable. `below` is the upper end of a step; each has its own colour and
 * underline.
 */
export const STEPS = [
  { name: 'p0', below: Infinity, label: '90 % or more' },
  { name: 'p1', below: 0.9, label: 'from 60 %' },
  { name: 'p2', below: 0.6, label: 'from 30 %' },
  { name: 'p3', below: 0.3, label: 'from 10 %' },
  { name: 'p4', below: 0.1, label: 'below 10 %' },
];

/** @param {number} probability */
export const step = (probability) => STEPS.findLast(({ below }) => probability < below) ?? STEPS[0];

/**
 * The pieces of a chunk: `[{text, probability}]`. Its tokens if they add up to the text; otherwise
 * the text as a whole with their geometric mean, because a character may be made of several
 * tokens.
 *
 * @param {string} text
 * @param {Token[]} tokens
 * @returns {{text: string, probability?: number}[]}
 */
export function pieces(text, tokens) {
  const known = tokens.filter(({ logprob }) => Number.isFinite(logprob));
  if (known.length === 0) return [{ text }];
  if (known.length === tokens.length && tokens.map(({ token }) => token).join('') === text) {
    return tokens.map(({ token, logprob }) => ({
      text: token,
      probability: Math.exp(logprob),
    }));
  }
  return [
    {
      text,
      probability: Math.exp(known.reduce((sum, { logprob }) => sum + logprob, 0) / known.length),
    },
  ];
}

/** Written to at any speed, drawn on request. */
export class Passage {
  /** @type {{text?: string, probability?: number, mark?: Mark}[]} */ #pending = [];
  /** @type {Text | undefined} */ #plain;
  #count = 0;
  /** @type {number | undefined} */ #edge;
  #marked = false;
  text = '';
  coloured = false;

  constructor() {
    this.element = el('div', { className: 'text' });
  }

  /**
   * After how many tokens the gateway had seen enough; the mark follows them.
   *
   * @param {number} tokens
   */
  set window(tokens) {
    this.#edge = tokens;
  }

  /**
   * @param {string} text
   * @param {Token[]} [tokens]
   */
  write(text, tokens = []) {
    this.text += text;
    for (const piece of pieces(text, tokens)) this.#pending.push(piece);
    this.#count += Math.max(tokens.length, 1);
    if (this.#edge !== undefined && this.#edge > 0 && !this.#marked && this.#count >= this.#edge) {
      this.#marked = true;
      const held = counted(this.#edge, 'token');
      const were = this.#edge === 1 ? 'it was' : 'they were';
      const said = `the gateway held back the first ${held} until ${were} judged`;
      this.mark('edge', `End of the window: ${said}`, 'end of the window');
    }
  }

  /**
   * A visible mark that is not part of the text.
   *
   * @param {string} className
   * @param {string} title
   * @param {string} label
   */
  mark(className, title, label) {
    this.#pending.push({ mark: { className, title, label } });
  }

  flush() {
    for (const { text = '', probability, mark } of this.#pending) {
      if (mark) this.#append(marker(mark));
      else if (probability !== undefined) this.#append(token(text, probability));
      else if (this.#plain) this.#plain.appendData(text);
      else this.element.append((this.#plain = document.createTextNode(text)));
      if (probability !== undefined) this.coloured = true;
    }
    this.#pending = [];
  }

  clear() {
    this.#pending = [];
    this.#plain = undefined;
    this.#edge = undefined;
    this.#marked = this.coloured = false;
    this.#count = 0;
    this.text = '';
    this.element.replaceChildren();
  }

  /** @param {Node} node */
  #append(node) {
    this.#plain = undefined;
    this.element.append(node);
  }
}

/**
 * @param {string} text
 * @param {number} probability
 */
function token(text, probability) {
  const percent = probability < 0.01 ? 'less than 1' : String(Math.round(probability * 100));
  return el('span', {
    className: `token ${step(probability).name}`,
    textContent: text,
    title: `${percent} % probable`,
  });
}

/** @param {Mark} mark */
function marker({ className, title, label }) {
  const element = el('span', { className: `marker ${className}`, title });
  element.dataset.label = label;
  element.setAttribute('role', 'img');
  element.setAttribute('aria-label', title);
  return element;
}

/** What the colours mean. */
export function legend() {
  return el(
    'p',
    { className: 'legend' },
    'Probability of each token: ',
    ...STEPS.map(({ name, label }) =>
      el('span', { className: `token ${name}`, textContent: label }),
    ),
  );
}

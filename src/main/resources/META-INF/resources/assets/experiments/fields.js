// The fields of a definition: where each stands in it, how it is asked for and read.

import { el } from '../shell/dom.js';

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Input */

/**
 * A field, by what `POST /api/experiments` calls it. What is left empty is left out, so that the
 * gateway's default applies.
 *
 * @typedef {object} Field
 * @property {string} path such as `rollout.undecided.after`
 * @property {string} label
 * @property {'text' | 'number' | 'words' | 'lines' | 'truth' | 'units' | 'rungs'} [kind] `words`
 *     and `lines` are lists; `units` are lines of `UNIT = VARIANT`, `rungs` of `MODEL THRESHOLD`
 * @property {string} [value] at first
 * @property {string} [hint]
 * @property {string} [byDefault] what applies if it is empty
 * @property {[value: string, label: string][]} [choices]
 * @property {boolean} [wide] as long as the form is wide
 */

/** A field on the page: its input, and the place for what is wrong with it. */
export class FieldView {
  #wrong = el('p', { className: 'wrong', hidden: true });

  /** @param {Field} field */
  constructor(field) {
    this.field = field;
    const { path, label, kind = 'text', hint, wide } = field;
    const id = `define-${path}`;
    this.input = input(field);
    this.input.id = id;
    this.#wrong.id = `${id}-wrong`;
    const note = hint ? el('p', { id: `${id}-hint`, className: 'note', textContent: hint }) : null;
    const described = [note?.id, this.#wrong.id].filter(Boolean).join(' ');
    this.input.setAttribute('aria-describedby', described);
    const name = el('label', { htmlFor: id, textContent: label });
    this.element = el(
      'div',
      { className: `field ${wide ? 'wide' : kind}` },
      ...(kind === 'truth' ? [this.input, name] : [name, this.input]),
      note,
      this.#wrong,
    );
    this.input.addEventListener('input', () => this.fail(''));
  }

  /** What it says, as the definition has it; undefined if nothing is entered. */
  read() {
    const { kind = 'text' } = this.field;
    if (this.input instanceof HTMLInputElement && this.input.type === 'checkbox') {
      return this.input.checked || undefined;
    }
    const text = this.input.value.trim();
    if (text === '') return undefined;
    // What is no number is sent as it is: the gateway says what it expected.
    if (kind === 'number') return Number.isFinite(Number(text)) ? Number(text) : text;
    if (kind === 'words') return text.split(/[\s,]+/);
    const lines = text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    if (kind === 'lines') return lines;
    if (kind === 'rungs') return lines.map(rung);
    return kind === 'units' ? byUnit(lines) : text;
  }

  /**
   * Shows what is wrong with it; nothing if that is empty.
   *
   * @param {string} said
   */
  fail(said) {
    this.#wrong.textContent = said;
    this.#wrong.hidden = said === '';
    if (said === '') this.input.removeAttribute('aria-invalid');
    else this.input.setAttribute('aria-invalid', 'true');
  }
}

/** @param {Field} field */
function input({ kind = 'text', value = '', byDefault, choices }) {
  if (choices) {
    const options = choices.map(([of, label]) => new Option(label, of));
    const select = el('select', {}, ...options);
    if (value) select.value = value;
    return select;
  }
  if (kind === 'truth') return el('input', { type: 'checkbox' });
  const placeholder = byDefault === undefined ? '' : `default: ${byDefault}`;
  const common = { value, placeholder, spellcheck: false };
  if (['lines', 'units', 'rungs'].includes(kind)) return el('textarea', { ...common, rows: 3 });
  const inputMode = kind === 'number' ? 'decimal' : 'text';
  return el('input', { ...common, inputMode, autocomplete: 'off' });
}

/** @param {string} line */
function rung(line) {
  const [model, threshold] = line.split(/\s+/);
  if (threshold === undefined) return { model };
  return { model, threshold: Number.isFinite(Number(threshold)) ? Number(threshold) : threshold };
}

/** @param {string[]} lines */
function byUnit(lines) {
  const pairs = lines.map((line) => {
    const at = line.lastIndexOf('=');
    return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  });
  return Object.fromEntries(pairs);
}

/**
 * Puts a value where its path says: `rollout.stages[1].share`.
 *
 * @param {any} into
 * @param {string} path
 * @param {unknown} value
 */
export function put(into, path, value) {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  steps.slice(0, -1).forEach((step, i) => {
    into[step] ??= /^\d+$/.test(steps[i + 1]) ? [] : {};
    into = into[step];
  });
  into[steps[steps.length - 1]] = value;
}

/**
 * The field that a mistake is about: the one of its path, or the nearest around it.
 *
 * @param {FieldView[]} views
 * @param {string} path
 */
export function nearest(views, path) {
  let at = path;
  for (;;) {
    const found = views.find(({ field }) => field.path === at);
    if (found || at === '') return found;
    at = at.slice(0, Math.max(0, at.lastIndexOf('.'), at.lastIndexOf('[')));
  }
}

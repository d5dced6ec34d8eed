// One question before something is done. Enter confirms, Escape cancels.

import { ApiError, inWords } from './api.js';
import { announce, el } from './dom.js';
import { askForKey } from './key-card.js';
import { notice } from './states.js';

/** Whether a question is open. */
export const isAsking = () => document.querySelector('dialog[open]') !== null;

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {string} [value]
 * @property {boolean} [required]
 * @property {number} [maxLength]
 */

/**
 * @typedef {object} Question
 * @property {string} title
 * @property {string} text what comes of it
 * @property {string} confirm the label of the button that does it
 * @property {Field[]} [fields]
 * @property {boolean} [danger]
 * @property {(values: Record<string, string>) => Promise<string>} run gives the sentence that
 *     says it is done
 * @property {(failure: unknown) => void} [onFailure] hears of what is said in the dialog
 */

/**
 * Asks, and calls `run` when confirmed. The dialog shows a failure and stays open for another try;
 * if a key is missing, it comes back as it was once there is one.
 *
 * @param {Question} question
 */
export function ask(question) {
  const { title, text, confirm, fields = [], danger = false, run, onFailure } = question;
  let running = false;
  const said = el('div', { role: 'alert' });
  /** @type {HTMLInputElement[]} */
  const inputs = fields.map(({ name, value = '', required = false, maxLength = 500 }) =>
    el('input', {
      id: `ask-${name}`,
      name,
      value,
      required,
      maxLength,
      autocomplete: 'off',
    }),
  );
  const values = () => Object.fromEntries(inputs.map(({ name, value }) => [name, value.trim()]));
  const go = el('button', { className: danger ? 'primary danger' : 'primary' }, confirm);
  const leave = el('button', { type: 'button', textContent: 'Cancel' });
  const form = el(
    'form',
    {},
    el('h2', { id: 'question', textContent: title }),
    el('p', { textContent: text }),
    ...fields.flatMap(({ label }, i) => [
      el('label', { htmlFor: inputs[i].id, textContent: label }),
      inputs[i],
    ]),
    said,
    el(
      'div',
      { className: 'choices' },
      go,
      leave,
      el(
        'p',
        { className: 'note', ariaHidden: 'true' },
        key('Enter'),
        ' confirms, ',
        key('Esc'),
        ' leaves',
      ),
    ),
  );
  const dialog = el('dialog', { onclose: () => dialog.remove() }, form);
  leave.addEventListener('click', () => dialog.close());
  dialog.setAttribute('aria-labelledby', 'question');

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (running) return;
    running = true;
    said.replaceChildren();
    go.textContent = 'One moment …';
    try {
      const done = await run(values());
      dialog.close();
      announce(done);
    } catch (failure) {
      running = false;
      go.textContent = 'Try again';
      const { title: what, message, code } = inWords(failure);
      said.replaceChildren(notice(what, message, code));
      onFailure?.(failure);
      if (failure instanceof ApiError && failure.status === 401) {
        const given = values();
        dialog.close();
        const kept = fields.map((field) => ({
          ...field,
          value: given[field.name],
        }));
        askForKey(failure, () => ask({ ...question, fields: kept }));
      }
    }
  });

  document.body.append(dialog);
  dialog.showModal();
  (inputs.find(({ required, value }) => required && value === '') ?? go).focus();
}

/** @param {string} name */
const key = (name) => el('kbd', { textContent: name });

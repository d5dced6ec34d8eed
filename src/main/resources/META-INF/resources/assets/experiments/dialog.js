// One question before something is done. Enter does it, Escape leaves.

import { announce, el } from '../dom.js';
import { askForKey } from '../key.js';
import { inWords } from './api.js';

/** Whether a question is open. */
export const isAsking = () => document.querySelector('dialog[open]') !== null;

/**
 * Asks, and does `run(reason)` when confirmed. What fails is said in the dialog, which stays open for another try;
 * `onFailure` hears of it, too.
 */
export function ask(question) {
  const { title, text, confirm, reason, danger = false, run, onFailure = () => {} } = question;
  let running = false;
  const said = el('div', { role: 'alert' });
  const field = el('input', { id: 'reason', maxLength: 500, value: reason, autocomplete: 'off' });
  const go = el('button', { className: danger ? 'primary danger' : 'primary', textContent: confirm, autofocus: true });
  const leave = el('button', { type: 'button', textContent: 'Leave it', onclick: () => dialog.close() });
  const form = el(
    'form',
    {},
    el('h2', { id: 'question', textContent: title }),
    el('p', { textContent: text }),
    el('label', { htmlFor: 'reason', textContent: 'Reason, for the record' }),
    field,
    said,
    el('div', { className: 'choices' }, go, leave, el('p', { className: 'note', ariaHidden: 'true' }, el('kbd', { textContent: 'Enter' }), ' does it, ', el('kbd', { textContent: 'Esc' }), ' leaves')),
  );
  const dialog = el('dialog', { onclose: () => dialog.remove() }, form);
  dialog.setAttribute('aria-labelledby', 'question');

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (running) return;
    running = true;
    said.replaceChildren();
    go.textContent = 'One moment …';
    try {
      const done = await run(field.value.trim());
      dialog.close();
      announce(done);
    } catch (failure) {
      running = false;
      go.textContent = 'Try again';
      const { title: what, message, code } = inWords(failure);
      said.replaceChildren(el('div', { className: 'notice' }, el('strong', { textContent: what }), el('p', { textContent: message }), code ? el('p', { className: 'code', textContent: code }) : null));
      onFailure(failure);
      if (failure.status === 401) {
        dialog.close();
        askForKey(failure, () => ask({ ...question, reason: field.value }));
      }
    }
  });

  document.body.append(dialog);
  dialog.showModal();
  go.focus();
}

// Asks for the API key once the gateway has refused something without one: a card in the middle of
// the page, and a line at the side that shows whether a key is in use.

import { announce, el } from './dom.js';
import { apiKey, keepKey } from './key.js';

/** @type {(() => unknown) | undefined} what a 401 interrupted */
let interrupted;

const note = el('p', { id: 'key-note', className: 'note' });
const field = el('input', {
  id: 'key',
  type: 'password',
  autocomplete: 'off',
  spellcheck: false,
  required: true,
});
field.setAttribute('aria-describedby', note.id);

export const card = el(
  'form',
  { id: 'key-form', className: 'key-card', hidden: true },
  el('label', { htmlFor: 'key', textContent: 'API key' }),
  note,
  el('div', { className: 'joined' }, field, el('button', { className: 'primary' }, 'Use key')),
  el('p', { className: 'note' }, 'It is kept only in this tab, until the tab closes.'),
  el(
    'p',
    { className: 'note how' },
    'No key yet? Whoever runs the gateway makes one on its machine, with ',
    el('code', { textContent: './sluice key new NAME' }),
    ': it is printed once, and works at once.',
  ),
  el('button', { type: 'button', className: 'link', onclick: () => leave() }, 'Not now'),
);

export const line = el('p', {
  id: 'key-line',
  className: 'note',
  hidden: true,
});

/** What stands in place of content that needs a key, should the card be left without one. */
export const locked = () =>
  el(
    'div',
    { className: 'locked' },
    el('p', { textContent: 'This needs an API key.' }),
    el('button', { type: 'button', textContent: 'Enter a key', onclick: () => show(true) }),
  );

/**
 * What stands in place of content that the role of the key may not see.
 *
 * @param {string} why
 * @param {() => unknown} then what is done with another key
 */
export const forbidden = (why, then) =>
  el(
    'div',
    { className: 'locked', role: 'alert' },
    el('strong', { textContent: 'This needs a key with another role.' }),
    el('p', { textContent: why }),
    el('button', {
      type: 'button',
      textContent: 'Use another key',
      onclick: () => {
        interrupted = then;
        note.textContent = 'With another key this page can show more.';
        show(true);
      },
    }),
  );

/**
 * Asks because of a refusal, and does `then` once there is a key.
 *
 * @param {Error} failure
 * @param {() => unknown} then
 */
export function askForKey(failure, then) {
  interrupted = then;
  // What is said to a program without a key is no help here.
  note.textContent = apiKey() ? failure.message : 'This gateway answers only with an API key.';
  keepKey(null);
  show(true);
  announce(`An API key is needed. ${failure.message}`);
}

/** @param {boolean} asking */
function show(asking) {
  card.hidden = !asking;
  line.hidden = asking || !(apiKey() || interrupted);
  if (apiKey()) line.replaceChildren('Using your API key until this tab closes. ', forget);
  else line.replaceChildren('This gateway requires an API key. ', enter);
  // After any scrolling that an answer caused.
  if (asking) requestAnimationFrame(() => field.focus());
}

const forget = el('button', {
  type: 'button',
  className: 'link',
  textContent: 'Forget it',
});
const enter = el('button', {
  type: 'button',
  className: 'link',
  textContent: 'Enter it',
});

forget.addEventListener('click', () => {
  keepKey(null);
  show(false);
  goOn();
});
enter.addEventListener('click', () => show(true));

card.addEventListener('submit', (event) => {
  event.preventDefault();
  keepKey(field.value.trim());
  field.value = '';
  const then = interrupted;
  interrupted = undefined;
  show(false);
  goOn();
  then?.();
});
card.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.isComposing) return;
  event.preventDefault();
  leave();
});

function leave() {
  show(false);
  goOn();
}

/** Where the focus goes next: the element that the page has marked, or its content. */
function goOn() {
  const marked = document.querySelector('[data-home]') ?? document.querySelector('main');
  if (marked instanceof HTMLElement) marked.focus();
}

show(false);

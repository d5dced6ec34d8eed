// The API key: asked for only after a 401, kept for this tab only.

import { announce, byId, remember } from './dom.js';

const stored = remember('sessionStorage', 'sluice.key');
const [form, field, kept] = ['key-form', 'key', 'key-kept'].map(byId);
const next = byId('message') ?? document.querySelector('main'); // where one goes on once the key is given

let afterKey; // what a 401 interrupted

export const apiKey = () => stored.get();

/** Asks for a key because of a refusal, and does `then` once there is one. */
export function askForKey(failure, then) {
  afterKey = then;
  byId('key-note').textContent = failure.message;
  stored.set(null);
  show(true);
  requestAnimationFrame(() => field.focus()); // after the scrolling that the answer has asked for
  announce(`An API key is needed. ${failure.message}`);
}

function show(asked) {
  form.hidden = !asked;
  kept.hidden = asked || !stored.get();
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  stored.set(field.value.trim());
  field.value = '';
  show(false);
  next.focus();
  const then = afterKey;
  afterKey = undefined;
  then?.();
});

byId('key-forget').addEventListener('click', () => {
  stored.set(null);
  show(false);
  next.focus();
});

show(false);

// The API key: kept for this tab only, for all pages. key-card.js asks for it.

import { remember } from './storage.js';

const stored = remember('sessionStorage', 'sluice.key');

/** @type {(() => unknown)[]} */
const listeners = [];

export const apiKey = () => stored.get();

/** @param {string | null} key null forgets it */
export function keepKey(key) {
  stored.set(key);
  for (const listener of listeners) listener();
}

/** @param {() => unknown} listener is called when another key is in use, or none */
export const onKey = (listener) => listeners.push(listener);

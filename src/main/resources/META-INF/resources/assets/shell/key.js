// The API key: kept for this tab only, for all pages. key-card.js asks for it.

import { remember } from './storage.js';

const stored = remember('sessionStorage', 'sluice.key');

export const apiKey = () => stored.get();

/** @param {string | null} key null forgets it */
export const keepKey = (key) => stored.set(key);

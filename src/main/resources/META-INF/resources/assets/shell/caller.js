// What the role of the key in use may do, so that a page offers nothing else. The gateway decides:
// where it has not said what may be done, everything is offered, and refused if it comes to that.

import { ApiError, address, call } from './api.js';
import { onKey } from './key.js';

/** @typedef {'read_figures' | 'read_texts' | 'command' | 'administer'} Permission */

const root = document.documentElement;

/**
 * Whether it may, as far as is known.
 *
 * @param {Permission} permission
 */
export const may = (permission) =>
  root.dataset.may === undefined || root.dataset.may.split(' ').includes(permission);

/**
 * The element, hidden by parts.css while the key in use may not do what it is for.
 *
 * @template {HTMLElement} E
 * @param {Permission} permission
 * @param {E} element
 * @returns {E}
 */
export function needs(permission, element) {
  element.dataset.needs = permission;
  return element;
}

let turn = 0;

async function ask() {
  const mine = (turn += 1);
  let said;
  try {
    const { may: all } = await call('GET', address('api/caller'));
    said = Array.isArray(all) ? all.join(' ') : undefined;
  } catch (failure) {
    if (!(failure instanceof ApiError)) reportError(failure);
  }
  if (mine !== turn) return;
  if (said === undefined) delete root.dataset.may;
  else root.dataset.may = said;
}

onKey(ask);
ask();

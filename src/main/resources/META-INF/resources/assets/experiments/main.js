// The experiments page: the list, or the experiment that the address names after #.

import '../shell/page.js';
import { isAsking } from '../shell/dialog.js';
import { byId } from '../shell/dom.js';
import { Detail } from './detail.js';
import { List } from './list.js';

const content = byId('content');
const controls = byId('controls');
const list = new List();

/** @type {Detail | undefined} */
let detail;

function show({ focus = false } = {}) {
  detail?.close();
  detail = undefined;
  list.stop();
  const id = named();
  if (id === '') return showList();
  document.title = `${id} · Sluice`;
  detail = new Detail(id);
  content.replaceChildren(detail.element);
  controls.replaceChildren(detail.routeSwitch.element);
  detail.open({ focus });
}

function named() {
  const hash = location.hash.slice(1);
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash; // a stray %
  }
}

function showList() {
  document.title = 'Experiments · Sluice';
  controls.replaceChildren();
  content.replaceChildren(list.element);
  list.start();
}

addEventListener('hashchange', () => {
  show({ focus: true });
  scrollTo(0, 0);
  if (!detail) document.querySelector('main')?.focus({ preventScroll: true });
});

addEventListener('keydown', (event) => {
  if (event.key !== 'r' || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.repeat || event.isComposing || isAsking()) return;
  if (event.target instanceof Element && event.target.closest('input, textarea, select')) return;
  if (detail?.rollBack()) event.preventDefault();
});

show();

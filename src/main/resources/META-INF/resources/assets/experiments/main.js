// The page of experiments: the list, or the one that the address names after its #.

import { announce, byId, el } from '../dom.js';
import { askForKey } from '../key.js';
import '../toggle.js';
import { address, call, inWords, rows } from './api.js';
import { Detail } from './detail.js';
import { isAsking } from './dialog.js';
import { List } from './list.js';

/** How often the list is read again. */
const LIST_MS = 10_000;

const content = byId('content');
const list = new List();
const { notices } = list;

let detail;
let timer;

function show({ focus = false } = {}) {
  detail?.close();
  detail = undefined;
  clearTimeout(timer);
  const id = named();
  byId('filter').hidden = true;
  if (id === '') return showList();
  document.title = `${id} · Sluice`;
  detail = new Detail(id, askForKey);
  content.replaceChildren(detail.notices, detail.element);
  byId('controls').replaceChildren(detail.routeSwitch.element);
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
  byId('controls').replaceChildren();
  content.replaceChildren(list.element);
  load();
}

async function load() {
  clearTimeout(timer);
  try {
    const views = rows(await call('GET', address()));
    notices.replaceChildren();
    if (!detail) list.show(views);
  } catch (failure) {
    if (failure.status === 401) return askForKey(failure, load);
    const { title, message, code } = inWords(failure);
    notices.replaceChildren(
      el('div', { className: 'notice' }, el('strong', { textContent: `The experiments cannot be listed: ${title.toLowerCase()}` }), el('p', { textContent: message }), code ? el('p', { className: 'code', textContent: code }) : null, el('button', { type: 'button', textContent: 'Try again', onclick: load })),
    );
    announce(message);
  }
  if (!detail) timer = setTimeout(refresh, LIST_MS);
}

/** Not while nobody looks: the next look is when somebody does. */
function refresh() {
  if (!document.hidden) load();
}

document.addEventListener('visibilitychange', () => !document.hidden && !detail && load());
addEventListener('hashchange', () => {
  show({ focus: true });
  scrollTo(0, 0);
  if (!detail) document.querySelector('main').focus({ preventScroll: true });
});

addEventListener('keydown', (event) => {
  if (event.key !== 'r' || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing || isAsking()) return;
  if (event.target.closest?.('input, textarea, select')) return;
  if (detail?.rollBack()) event.preventDefault();
});

show();

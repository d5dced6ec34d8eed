// The experiments page: the list, or what the address names after #: an experiment `#ID`, a part
// of it `#ID/PART`, or the form that defines one, `#/new`.

import '../shell/page.js';
import { isAsking } from '../shell/dialog.js';
import { byId } from '../shell/dom.js';
import { Define } from './define.js';
import { Detail } from './detail.js';
import { List } from './list.js';

const content = byId('content');
const controls = byId('controls');
const list = new List();

/** @type {Detail | undefined} */
let detail;
/** @type {Define | undefined} */
let define;

function show({ focus = false } = {}) {
  const [id, part] = named();
  if (detail && detail.id === id) return detail.go(part);
  detail?.close();
  define?.stop();
  detail = define = undefined;
  list.stop();
  scrollTo(0, 0);
  if (id !== '') showDetail(id, part, focus);
  else if (part === 'new') showForm(focus);
  else showList(focus);
}

/** The id and the part, which is the first thing behind a slash: in an id a slash is encoded. */
function named() {
  const [id, part = ''] = location.hash.slice(1).split('/');
  return [id, part].map((text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text; // a stray %
    }
  });
}

/**
 * @param {string} id
 * @param {string} part
 * @param {boolean} focus
 */
function showDetail(id, part, focus) {
  document.title = `${id} · Sluice`;
  detail = new Detail(id);
  content.replaceChildren(detail.element);
  controls.replaceChildren(detail.index);
  detail.open({ focus, part });
}

/** @param {boolean} focus */
function showForm(focus) {
  document.title = 'Define an experiment · Sluice';
  define = new Define();
  controls.replaceChildren();
  content.replaceChildren(define.element);
  define.start();
  if (focus) define.title.focus({ preventScroll: true });
}

/** @param {boolean} focus */
function showList(focus) {
  document.title = 'Experiments · Sluice';
  controls.replaceChildren();
  content.replaceChildren(list.element);
  list.start();
  if (focus) document.querySelector('main')?.focus({ preventScroll: true });
}

addEventListener('hashchange', () => show({ focus: true }));

addEventListener('keydown', (event) => {
  if (event.key !== 'r' || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.repeat || event.isComposing || isAsking()) return;
  if (event.target instanceof Element && event.target.closest('input, textarea, select')) return;
  if (detail?.rollBack()) event.preventDefault();
});

show();

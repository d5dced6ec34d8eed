// The page of inferences: the list that the address asks for, or the one that it names after #.

import '../shell/page.js';
import { byId } from '../shell/dom.js';
import { Detail } from './detail.js';
import { Export } from './export.js';
import { fill, onFilter } from './filter.js';
import { List } from './list.js';

const content = byId('content');
const side = byId('narrowing', HTMLDetailsElement);
/** What the pages of the list before one began behind, by the address of that one. */
const trails = new Map();
const list = new List(go, () => trails.get(location.search) ?? []);

/** @type {Detail | undefined} */
let detail;
/** Where the list was left, to come back to. */
let left = { search: '', top: 0 };

function show({ focus = false } = {}) {
  detail?.close();
  detail = undefined;
  list.stop();
  const id = location.hash.slice(1);
  side.hidden = id !== '';
  if (id !== '') {
    document.title = `${id.slice(-12)} · Inferences · Sluice`;
    detail = new Detail(id);
    content.replaceChildren(detail.element);
    detail.open({ focus });
    return;
  }
  document.title = 'Inferences · Sluice';
  fill();
  content.replaceChildren(list.element);
  list.start();
}

/**
 * Shows a page of the list, and remembers those before it.
 *
 * @param {URLSearchParams} query
 * @param {string[]} [trail]
 */
function go(query, trail = []) {
  const search = query.size > 0 ? `?${query}` : location.pathname;
  if (search !== (location.search || location.pathname)) history.pushState(null, '', search);
  trails.set(location.search, trail);
  show();
  scrollTo(0, 0);
}

addEventListener('click', () => {
  if (!detail) left = { search: location.search, top: scrollY };
});

addEventListener('hashchange', () => {
  show({ focus: true });
  const back = !detail && left.search === location.search;
  scrollTo(0, back ? left.top : 0);
  if (!detail) document.querySelector('main')?.focus({ preventScroll: true });
});

addEventListener('popstate', () => {
  if (!detail && location.hash === '') show();
});

/** On a narrow screen the side lies on top: it is folded, so that the list comes first. */
const narrow = matchMedia('(max-width: 56rem)');
const fold = () => (side.open = !narrow.matches);
narrow.addEventListener('change', fold);
fold();

onFilter((query) => go(query));
byId('export').append(new Export().element);
show();

// The frame of every page: its head with the theme, the links to the other pages, the key and the
// one live region. Importing it draws it around the page's HTML.

import { needs } from './caller.js';
import { el, svg } from './dom.js';
import { card, line } from './key-card.js';
import { remember } from './storage.js';

/**
 * A new page is one line here, and its path one word in `AccessFilter.OPEN_PATHS`.
 *
 * @type {{href: string, name: string, needed?: import('./caller.js').Permission}[]}
 */
const PAGES = [
  { href: './', name: 'Chat' },
  { href: 'experiments.html', name: 'Experiments', needed: 'read_figures' },
  { href: 'inferences.html', name: 'Inferences', needed: 'read_figures' },
  { href: 'models.html', name: 'Models', needed: 'read_figures' },
  { href: 'keys.html', name: 'Keys', needed: 'administer' },
];

function mark() {
  return svg(
    'svg',
    { class: 'mark', viewBox: '0 0 32 32', 'aria-hidden': 'true' },
    svg('path', { class: 'gate', d: 'M6 4v24M26 4v24M6 7h20' }),
    svg('path', { class: 'leaf', d: 'M10 10h12v7H10z' }),
    svg('path', { class: 'water', d: 'M10 21.5h12M10 26h12' }),
  );
}

/** The button that changes between light and dark; theme.js has set what is remembered. */
function themeButton() {
  const theme = remember('localStorage', 'sluice.theme');
  const systemDark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (theme.get() ?? (systemDark.matches ? 'dark' : 'light')) === 'dark';
  const button = el(
    'button',
    {
      type: 'button',
      id: 'theme',
      className: 'icon',
      ariaLabel: 'Dark theme',
      title: 'Dark theme',
    },
    svg(
      'svg',
      { viewBox: '0 0 20 20', 'aria-hidden': 'true' },
      svg('circle', { cx: 10, cy: 10, r: 6.5 }),
      svg('path', { d: 'M10 3.5a6.5 6.5 0 0 1 0 13z' }),
    ),
  );
  const show = () => button.setAttribute('aria-pressed', String(isDark()));
  systemDark.addEventListener('change', show);
  button.addEventListener('click', () => {
    const next = isDark() ? 'light' : 'dark';
    theme.set(next);
    document.documentElement.dataset.theme = next;
    show();
  });
  show();
  return button;
}

/** The link to the open page leads to its top and reloads nothing. */
function navigation() {
  const here = new URL(location.pathname, location.origin).href;
  const links = PAGES.map(({ href, name, needed }) => {
    const { pathname, href: there } = new URL(href, document.baseURI);
    const current = there === here || `${pathname}index.html` === location.pathname;
    const link = el('a', { href: current ? '#' : href, textContent: name });
    if (current) link.ariaCurrent = 'page';
    return needed && !current ? needs(needed, link) : link;
  });
  return el('nav', { ariaLabel: 'Pages' }, ...links.flatMap((link) => [link, ' ']));
}

document
  .querySelector('.side')
  ?.prepend(
    el('header', {}, mark(), el('h1', { textContent: 'Sluice' }), themeButton()),
    navigation(),
    line,
  );
const status = el('p', { id: 'status', className: 'unseen', role: 'status' });
document.body.append(card, status);

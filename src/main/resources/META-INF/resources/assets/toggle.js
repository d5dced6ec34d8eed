// The button that changes between light and dark. theme.js has set what is remembered before the first paint.

import { byId, remember } from './dom.js';

const theme = remember('localStorage', 'sluice.theme');
const systemDark = matchMedia('(prefers-color-scheme: dark)');
const isDark = () => (theme.get() ?? (systemDark.matches ? 'dark' : 'light')) === 'dark';
const showTheme = () => byId('theme').setAttribute('aria-pressed', String(isDark()));

systemDark.addEventListener('change', showTheme);
byId('theme').addEventListener('click', () => {
  const next = isDark() ? 'light' : 'dark';
  theme.set(next);
  document.documentElement.dataset.theme = next;
  showTheme();
});
showTheme();

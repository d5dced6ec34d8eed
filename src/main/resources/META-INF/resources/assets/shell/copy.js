// Commands to run elsewhere, and the button that copies them.

import { announce, el } from './dom.js';

/** @type {WeakMap<HTMLButtonElement, {label: string | null, timer?: number}>} */
const labels = new WeakMap();

/**
 * Copies, and says so on the button. Without the clipboard API (plain http on a network address) it
 * uses the old way.
 *
 * @param {string} text
 * @param {HTMLButtonElement} button
 */
export async function copy(text, button) {
  let copied = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el('textarea', {
      value: text,
      readOnly: true,
      className: 'unseen',
    });
    document.body.append(area);
    area.select();
    copied = document.execCommand('copy');
    area.remove();
    button.focus();
  }
  const before = labels.get(button) ?? { label: button.textContent };
  labels.set(button, before);
  button.textContent = copied ? 'Copied' : 'Could not copy';
  announce(button.textContent);
  clearTimeout(before.timer);
  before.timer = setTimeout(() => (button.textContent = before.label), 1600);
}

/** @param {string} text */
export function copyButton(text) {
  const button = el('button', {
    type: 'button',
    className: 'link',
    textContent: 'Copy',
  });
  button.addEventListener('click', () => copy(text, button));
  return button;
}

/**
 * A command of several lines, with the button that copies it.
 *
 * @param {string} text
 */
export const command = (text) =>
  el('div', { className: 'command' }, el('pre', {}, el('code', {}, text)), copyButton(text));

/** @param {string} text */
const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * The parts of a `curl`, with the key left to the environment.
 *
 * @param {string} option
 * @param {string} url
 * @param {boolean} keyed
 */
export const curl = (option, url, keyed) => [
  `curl ${option} ${quote(url)}`,
  ...(keyed ? [`-H "Authorization: Bearer $SLUICE_API_KEY"`] : []),
];

/**
 * `curl` that posts a body.
 *
 * @param {string} url
 * @param {unknown} body
 * @param {boolean} keyed
 */
export const curlCommand = (url, body, keyed) =>
  [
    ...curl('-N', url, keyed),
    `-H 'Content-Type: application/json'`,
    `-d ${quote(JSON.stringify(body, null, 2))}`,
  ].join(' \\\n  ');

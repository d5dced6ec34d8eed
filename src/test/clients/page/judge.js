// What tests of both pages look at: contrast, and how much a page loads.

import { read } from './pages.js';

/**
 * The characters of a page and of all files that it names, as code: comments, which the types
 * are, and the formatter's indentation left out.
 */
export async function loadedBy(name) {
  const html = await read(name);
  const files = new Set([...html.matchAll(/(?:src|href)="(assets\/[^"]+)"/g)].map(([, at]) => at));
  const texts = await Promise.all([...files].map(read));
  return [html, ...texts].reduce((sum, text) => sum + code(text).length, 0);
}

const code = (text) =>
  text
    .replace(/^\s*\/\*[\s\S]*?\*\/\n?/gm, '')
    .replace(/^\s*\/\/.*\n/gm, '')
    .replace(/^\s+/gm, '');

/** Runs in the page: visible text whose contrast to what is behind it is below 4.5. */
export function paleText() {
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).map((c) =>
      c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if ((channels(backgroundColor)[3] ?? 1) === 1) return backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  const pale = [];
  for (const element of document.querySelectorAll('body *')) {
    const ownText = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.data.trim(),
    );
    if (!ownText || element.disabled || !element.checkVisibility()) continue;
    const [darker, lighter] = [
      luminance(getComputedStyle(element).color),
      luminance(behind(element)),
    ].toSorted((a, b) => a - b);
    const contrast = (lighter + 0.05) / (darker + 0.05);
    if (contrast < 4.5) {
      pale.push(`${element.tagName} ${element.textContent.slice(0, 30)}: ${contrast.toFixed(2)}`);
    }
  }
  return pale;
}

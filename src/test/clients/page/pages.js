// What the pages are made of, read from their files: which there are, and what each one loads.

import { readFile, readdir } from 'node:fs/promises';
import { PAGE } from './mock.js';

export const PAGES = (await readdir(PAGE)).filter((name) => name.endsWith('.html'));

export const read = (path) => readFile(new URL(path, PAGE), 'utf8');

/** The modules that `path` imports, by any number of steps, in the order of their names. */
export async function modulesOf(path, found = new Set()) {
  const code = await read(path);
  for (const [, to] of code.matchAll(/^(?:import|export)\b[^;]*?'(\.[^']+)';/gm)) {
    const module = new URL(to, new URL(path, PAGE)).href.slice(PAGE.href.length);
    if (found.has(module)) continue;
    found.add(module);
    await modulesOf(module, found);
  }
  return [...found].sort();
}

/** The sheets of a folder, in the order of their names. */
export async function sheetsIn(folder) {
  const names = await readdir(new URL(folder, PAGE));
  return names
    .filter((name) => name.endsWith('.css'))
    .sort()
    .map((name) => `${folder}/${name}`);
}

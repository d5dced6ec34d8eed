// How the scripts try a program: features with a name, which say what they saw or throw.

import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';

export const ROOT = process.env.SLUICE_URL;
export const URL_V1 = `${ROOT}/v1`;
export const KEY = process.env.SLUICE_KEY;
export const MODEL = 'smollm2';
export const EMBEDDER = 'all-minilm-l6-v2';
export const HELLO = 'Say hello in one short sentence.';
export const TOO_LONG = 'word '.repeat(20_000);
const SECONDS = 90;

const features = [];

/** @param pending what the feature still waits for, if it does */
export function feature(name, attempt, pending) {
  features.push({ name, attempt, pending });
}

/** Tries all, in order, each with a clean simulator, and writes a line for each. */
export async function run() {
  for (const { name, attempt, pending } of features) {
    await simulator('DELETE', '/_sim/stats');
    const began = Date.now() / 1000;
    let timer;
    const tooLate = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not within ${SECONDS} s`)), SECONDS * 1000);
    });
    const line = { feature: name, result: 'works' };
    try {
      line.seen = String(await Promise.race([attempt(), tooLate]));
    } catch (failure) {
      console.error(name, failure);
      line.result = pending ? 'pending' : 'fails';
      line.seen = `${pending ? `waits for ${pending}; ` : ''}${failure.name}: ${failure.message}`;
    }
    clearTimeout(timer);
    appendFileSync(process.env.SEEN, `${JSON.stringify({ ...line, began, ended: Date.now() / 1000 })}\n`);
  }
}

export function said(text) {
  assert.ok(typeof text === 'string' && text.trim(), `expected: some text, not ${JSON.stringify(text)}`);
  return JSON.stringify(text.slice(0, 60));
}

export async function simulator(method, path) {
  const answer = await fetch(process.env.SIMULATOR_URL + path, { method });
  return answer.text();
}

/** Bodies of the requests that have come to the simulated upstream, oldest first. */
export async function sentUpstream() {
  const { requests } = JSON.parse(await simulator('GET', '/_sim/requests'));
  return requests.map(({ body }) => JSON.parse(body));
}

export async function upstreamWasReset() {
  const end = Date.now() + 10_000;
  while (JSON.parse(await simulator('GET', '/_sim/stats')).cancelled !== 1) {
    assert.ok(Date.now() < end, 'expected: the upstream is reset within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return 'the upstream was reset';
}

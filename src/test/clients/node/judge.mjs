// The simulated upstream behind the gateway, as its clients' judges see it: what reached it, and when it may go on.
import assert from 'node:assert/strict';
import { beforeEach } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

const { SLUICE_URL, SLUICE_KEY, SIMULATOR_URL } = process.env;
export const baseURL = `${SLUICE_URL}/v1`;
export const apiKey = SLUICE_KEY;

const call = async (method, path) => {
  const answer = await fetch(SIMULATOR_URL + path, { method });
  return answer.status === 204 ? undefined : answer.json();
};
export const stats = () => call('GET', '/_sim/stats');
export const openGate = (name) => call('POST', `/_sim/gates/${name}`);

/** Bodies of the requests that have come to the upstream, oldest first. */
export const sent = async () => (await call('GET', '/_sim/requests')).requests.map(({ body }) => JSON.parse(body));

export async function eventually(condition) {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) assert.fail(`not within 10 seconds: ${JSON.stringify(await stats())}`);
    await pause(20);
  }
}

export async function stillAnswering() {
  const { open, completed } = await stats();
  assert.deepEqual({ open, completed }, { open: 1, completed: 0 });
}

export async function upstreamWasReset() {
  await eventually(async () => (await stats()).cancelled === 1);
  assert.equal((await stats()).open, 0);
}

export const askedUpstream = async (times) => assert.equal((await stats()).requests, times);

/** Each test begins with closed gates, scripts at their start and zero counts. */
export function judged() {
  beforeEach(async () => {
    await eventually(async () => (await stats()).open === 0);
    await call('DELETE', '/_sim/stats');
  });
}

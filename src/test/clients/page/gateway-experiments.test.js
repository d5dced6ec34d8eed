// The page of experiments on a real gateway, at SLUICE_URL (with SLUICE_KEY); the others have a
// scripted API.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open } from './browser.js';

const { SLUICE_URL: url, SLUICE_KEY: key } = process.env;
const skip = url ? false : 'SLUICE_URL is not set';
const id = `page-${Date.now()}`;

// A route and a model of ../sluice.yaml.
const DEFINITION = {
  id,
  route: 'best-of-two',
  candidate: 'scored',
  guardrails: ['errors > 5 %'],
  rollout: { stages: [{ share: 1000, duration: '3d' }, { share: 10_000 }] },
};

let browser;

before(async () => (browser = skip ? undefined : await launch()));
after(async () => {
  if (skip) return;
  await browser?.close();
  await api('POST', `${id}/stop`, {}); // nothing is left behind by a test that has failed; refused when it has ended
});

async function api(method, path, body) {
  const answer = await fetch(new URL(`api/experiments/${path}`, url), {
    method,
    headers: {
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

test('an experiment is found, started and rolled back', { skip }, async () => {
  const created = await api('POST', '', DEFINITION);
  assert.equal(created.status, 201, JSON.stringify(created.body));

  const page = await open(browser, new URL('experiments.html', url).href);
  if (key) {
    await page.locator('#key').fill(key);
    await page.locator('#key').press('Enter');
  }
  await page.getByRole('link', { name: id }).click();
  const state = (word) => page.locator('.experiment .word').filter({ hasText: word }).waitFor();
  await state('Not started');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Enter');
  await state('Running');
  await page
    .locator('.live')
    .filter({ hasText: /^Live$/ })
    .waitFor();
  assert.equal(await page.locator('.stages > li.now strong').textContent(), '10 %');

  await page.locator('body').press('r');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Enter');
  await state('Rolled back');
  await page.locator('.stages > li.ended').waitFor();

  const { body } = await api('GET', id);
  assert.deepEqual(
    [body.state, body.outcome, body.reason, body.stage.index],
    ['rolled_back', 'inconclusive', 'Rolled back by hand', 0],
  );
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

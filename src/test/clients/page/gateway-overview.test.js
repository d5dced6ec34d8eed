// The pages of inferences, models and keys on a real gateway, at SLUICE_URL (with SLUICE_KEY).

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { launch, open } from './browser.js';

const { SLUICE_URL: url, SLUICE_KEY: key } = process.env;
const skip = url ? false : 'SLUICE_URL is not set';

let browser;

before(async () => (browser = skip ? undefined : await launch()));
after(() => browser?.close());

/** A page, with the key entered where one is asked for. */
async function opened(address) {
  const page = await open(browser, new URL(address, url).href);
  if (key) {
    await page.locator('#key').fill(key);
    await page.locator('#key').press('Enter');
  }
  return page;
}

// A route and models of ../sluice.yaml: the first rung is broken, the second answers.
test('an answer is found by its route, tells its story, and is exported', { skip }, async () => {
  const answer = await fetch(new URL('v1/chat/completions', url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key ? { authorization: `Bearer ${key}` } : {}),
    },
    body: JSON.stringify({
      model: 'second-rung',
      stream: true,
      messages: [{ role: 'user', content: 'Hello' }],
    }),
  });
  await answer.text();
  const id = answer.headers.get('x-request-id');
  assert.equal(answer.status, 200);

  const page = await opened(`inferences.html#${id}`);
  await page.locator('.story .fallback').waitFor();
  assert.match(await page.locator('.inference .word').textContent(), /Completed/);
  assert.equal(await page.locator('.calls tbody tr').count(), 2);

  await page.getByRole('link', { name: '← All inferences' }).click();
  await page.getByLabel('Route').fill('second-rung');
  await page.getByLabel('Route').press('Enter');
  await page.locator(`.inferences a[href="#${id}"]`).waitFor();
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as JSONL' }).click();
  const lines = (await readFile(await (await coming).path(), 'utf8')).trim().split('\n');
  const found = lines.map((line) => JSON.parse(line)).find((line) => line.id === id);
  assert.deepEqual([found.route, found.model, found.rung], ['second-rung', 'counted', 2]);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('models and keys are as the gateway has them', { skip }, async () => {
  const models = await opened('models.html');
  const counted = models.locator('.models tr').filter({ hasText: 'counted' }).first();
  await counted.getByText('second-rung').waitFor();
  assert.match(await counted.textContent(), /Ready/);
  if (process.env.SLUICE_LOCAL_MODEL) {
    const local = models.locator('.models tr').filter({ hasText: process.env.SLUICE_LOCAL_MODEL });
    assert.match(await local.first().textContent(), /loads smollm2-135m-instruct.*slots busy/);
  }
  assert.deepEqual(models.faults, []);
  await models.context().close();

  const keys = await opened('keys.html');
  await keys.locator('.keys tbody tr, .empty').first().waitFor();
  if (key) {
    assert.match(await keys.locator('.keys tbody tr').first().textContent(), / s ago|just now/);
  }
  assert.deepEqual(keys.faults, []);
  await keys.context().close();
});

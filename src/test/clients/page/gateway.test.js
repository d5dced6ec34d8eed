// What needs nothing but a working model. Against the gateway at SLUICE_URL (with SLUICE_KEY, and
// SLUICE_LOCAL_MODEL as the model to ask), or against the mock when there is none.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { answer, answerText, ask, launch, open, readings, untilState } from './browser.js';
import { MockGateway } from './mock.js';

const { SLUICE_KEY: key, SLUICE_LOCAL_MODEL: model } = process.env;
let browser, mock, page, url;

before(async () => {
  url = process.env.SLUICE_URL;
  if (!url) {
    mock = await MockGateway.start();
    mock.automatic = streamUntilClosed;
    url = mock.url;
  }
  browser = await launch();
});
after(async () => {
  await browser?.close();
  mock?.stop();
});
beforeEach(async () => {
  page = await open(browser, url);
  page.context().setDefaultTimeout(30_000); // a small machine may have to load the model first
  if (url !== mock?.url && key) {
    await page.locator('#key').fill(key);
    await page.locator('#key').press('Enter');
  }
  await page.locator('.examples').waitFor();
  if (url !== mock?.url && model) await page.getByLabel('Route or model').selectOption(model);
});
afterEach(async () => {
  const { faults } = page;
  await page.context().close();
  assert.deepEqual(faults, []);
});

/** The mock's stand-in for a model: a word every few milliseconds, as many as were asked for. */
async function streamUntilClosed(call) {
  call.open({ 'x-request-id': 'r-1' });
  const words = call.body.max_tokens ?? 40;
  for (let i = 1; i <= words && !call.closedEarly; i += 1) {
    await call.text(`${i} `);
    await pause(10);
  }
  if (!call.closedEarly) {
    await call.end({ usage: { prompt_tokens: 5, completion_tokens: words }, reason: 'length' });
  }
}

test('offers the models of the gateway', async () => {
  const listed = await (
    await fetch(new URL('v1/models', url), {
      headers: key ? { authorization: `Bearer ${key}` } : {},
    })
  ).json();
  const chat = listed.data.filter(({ sluice }) => sluice?.task !== 'embedding').map(({ id }) => id);
  const offered = await page
    .getByLabel('Route or model')
    .locator('option')
    .evaluateAll((options) => options.map(({ value }) => value));
  assert.deepEqual(offered.toSorted(), chat.toSorted());
});

test('shows tokens while they come, and readings at the end', async () => {
  await page.getByLabel('Max tokens').fill('48');
  await ask(page, 'Count from one to forty, in words.');
  await page.waitForFunction(
    () => document.querySelector('.answer[data-state="streaming"] > .text')?.textContent.length > 0,
  );
  const partial = await answerText(page).textContent();
  await untilState(page, 'done');
  const whole = await answerText(page).textContent();

  assert.ok(
    whole.startsWith(partial) && whole.length > partial.length,
    `partial: ${partial}; whole: ${whole}`,
  );
  const shown = await readings(page);
  assert.match(shown['First token'], /^[\d.]+ (ms|s)$/);
  assert.match(shown.Speed, /^[\d.]+ tokens\/s$/);
  assert.match(shown.Tokens, /^\d+ in, \d+ out$/);
  assert.match(shown.Total, /^[\d.]+ (ms|s)$/);
  assert.match(shown.Finish, /^(stop|length)/);
  assert.ok(shown.Request.length > 0);
});

test('two answers side by side, one of them judged', async () => {
  const other = await page.getByLabel('Route or model').inputValue();
  await page.getByLabel('Side by side with').selectOption(other);
  await page.getByLabel('Max tokens').fill('16');
  await ask(page, 'Count from one to ten, in words.');
  await page.waitForFunction(
    () => document.querySelectorAll('.answer[data-state="done"]').length === 2,
    undefined,
    { timeout: 60_000 },
  );
  if (url === mock?.url) return; // its answers have no ids of inferences
  await answer(page).getByRole('button', { name: '4 of 5' }).click();
  await answer(page).getByText('Saved: rated 4 of 5.').waitFor();
});

test('stops and keeps what has come', async () => {
  await page.getByLabel('Max tokens').fill('1000');
  await ask(page, 'Write a long story about a river and the people who live along it.');
  await page.waitForFunction(
    () => document.querySelector('.answer[data-state="streaming"] > .text')?.textContent.length > 0,
  );
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await untilState(page, 'stopped');
  const kept = await answerText(page).textContent();

  assert.ok(kept.length > 0);
  assert.equal(await answer(page).locator('.notice').textContent(), 'Stopped');
  await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
});

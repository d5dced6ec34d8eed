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
  // Nothing is left behind by a test that has failed; refused when it has ended.
  await api('POST', `${id}/stop`, {});
  await api('POST', `${id}-form/stop`, {});
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

  // The event may come before the answer to the command, whose dialog is open until then.
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
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

test('the form shows what the gateway refuses where it is, and defines', { skip }, async () => {
  const page = await open(browser, new URL('experiments.html#/new', url).href);
  if (key) {
    await page.locator('#key').fill(key);
    await page.locator('#key').press('Enter');
  }
  const field = (label) => page.getByLabel(label, { exact: true });
  await field('Id').fill('.hidden');
  await page.locator('[id="define-route"]').selectOption(DEFINITION.route);
  await field('Candidate').selectOption(DEFINITION.candidate);
  await field('Guardrails, one a line').fill('errors > 5 %\nrating_drop > 20 %');
  await field('How it grows').selectOption('stages');
  await field('Share, basis points').nth(1).fill('500');
  await field('Before the first stage').selectOption('shadow');
  await field('Cost, USD').fill('much');
  await page.getByRole('button', { name: 'Define', exact: true }).click();
  await page.getByText('4 fields are marked above.').waitFor();
  const wrong = await page
    .locator('.field:has([aria-invalid])')
    .evaluateAll((all) =>
      all.map((one) => [
        one.querySelector('[aria-invalid]').id,
        one.querySelector('.wrong').textContent,
      ]),
    );
  assert.deepEqual(wrong, [
    ['define-id', 'expected 1 to 64 letters, digits or . _ -, the first one a letter or digit'],
    ['define-guardrails', 'guardrails[1]: expected a plain number for rating, such as 0.3'],
    ['define-rollout.stages[1].share', 'expected more than the 1000 of the stage before'],
    ['define-rollout.shadow.cost', 'expected an amount of USD above 0'],
  ]);
  await field('Id').fill(`${id}-form`);
  await field('Guardrails, one a line').fill('errors > 5 %');
  await field('Share, basis points').nth(1).fill('2500');
  await field('Cost, USD').fill('2.5');
  await page.getByRole('button', { name: 'Define', exact: true }).click();
  await page.locator('.experiment .word').filter({ hasText: 'Not started' }).waitFor();
  const { body } = await api('GET', `${id}-form`);
  assert.deepEqual(
    [body.state, body.guardrails, body.stages.map(({ share }) => share)],
    ['pending', ['errors > 5 %'], [500, 1000, 2500, 5000, 10_000]],
  );
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

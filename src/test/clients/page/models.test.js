// Choosing a model, and the page before the first message.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MODEL, UNREADY, envelope } from './mock.js';
import { suite } from './suite.js';

suite('models', (t) => {
  test('lists routes and models, without embeddings, and marks what is not ready', async () => {
    await t.page.locator('.examples').waitFor();
    const groups = await t.page
      .locator('#model optgroup')
      .evaluateAll((all) =>
        all.map(({ label, children }) => [label, [...children].map((option) => option.text)]),
      );
    assert.deepEqual(groups, [
      ['Routes', ['slang']],
      ['Models', ['smollm2', 'qwen3 (not ready)']],
    ]);
    await t.page.getByLabel('Route or model').selectOption('qwen3');
    assert.equal(
      await t.page.locator('#model-note').textContent(),
      'The file is not on this machine. Run ./sluice model pull qwen3.',
    );
  });

  test('remembers the chosen model', async () => {
    await t.page.getByLabel('Route or model').selectOption('smollm2');
    await t.page.reload();
    await t.page.locator('.examples').waitFor();
    assert.equal(await t.page.getByLabel('Route or model').inputValue(), 'smollm2');
  });

  test('says what to run while no model is ready, and goes on by itself once one is', async () => {
    t.gateway.models = [UNREADY];
    await t.page.clock.install();
    await t.page.reload();
    await t.page.getByRole('heading', { name: 'No model is ready' }).waitFor();
    assert.equal(await t.page.locator('.unready code').textContent(), './sluice model pull qwen3');
    assert.equal(
      await t.page.getByRole('button', { name: 'Send', exact: true }).isDisabled(),
      true,
    );

    t.gateway.models = [{ ...UNREADY, sluice: { ...UNREADY.sluice, ready: true, detail: '' } }];
    await t.page.clock.fastForward(5000);
    await t.page.locator('.examples').waitFor();
    assert.equal(
      await t.page.getByRole('button', { name: 'Send', exact: true }).isDisabled(),
      false,
    );
  });

  test('shows why models cannot be listed, and tries again', async () => {
    t.gateway.models = undefined;
    await t.page.route(
      '**/v1/models',
      (route) => route.fulfill({ status: 503, json: envelope('Shutting down.', 'unavailable') }),
      { times: 1 },
    );
    await t.page.reload();
    await t.page.getByText('Shutting down.').waitFor();
    t.gateway.models = [MODEL];
    await t.page.getByRole('button', { name: 'Try again' }).click();
    await t.page.locator('.examples').waitFor();
  });

  test('offers three examples that fill the message', async () => {
    await t.page.locator('.examples button').nth(2).click();
    assert.equal(await t.page.locator('.examples button').count(), 3);
    assert.equal(
      await t.page.getByLabel('Message').inputValue(),
      'Suggest five names for a bakery in an old watermill.',
    );
    assert.equal(await t.focused(), 'message');
  });
});

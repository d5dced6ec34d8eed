// What the role of a key may not do is not offered, and a refusal for lack of one says which.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite as ofApi } from './api-suite.js';
import { answer, untilState } from './browser.js';
import { suite as ofExperiments } from './experiments-suite.js';
import { ID, detail, inference } from './inferences-data.js';
import { HEADERS, suite as ofChat } from './suite.js';

const CLIENT = ['ask', 'rate_own'];
const READER = [...CLIENT, 'read_figures'];
const REVIEWER = [...READER, 'read_texts', 'rate_any'];
const REFUSAL =
  "the key 'chat-app' has the role client (expected for this: admin); whoever runs the gateway " +
  'makes a key that has it with ./sluice key new NAME --role admin';

const links = (page) =>
  page
    .locator('.side nav a')
    .evaluateAll((all) => all.filter((a) => a.checkVisibility()).map((a) => a.textContent));
const known = (page) => page.locator('html[data-may]').waitFor({ state: 'attached' });

ofApi('keys.html', (t) => {
  test('leads where the role may go, once that is known', async () => {
    t.api.answers.set('/api/keys', { object: 'list', data: [], records_problem: null });
    await t.open();
    await t.page.locator('.empty').waitFor();
    assert.equal((await links(t.page)).length, 5, 'nothing is known: everything is offered');
    for (const [may, there] of [
      [CLIENT, ['Chat', 'Keys']],
      [READER, ['Chat', 'Experiments', 'Inferences', 'Models', 'Keys']],
    ]) {
      t.api.answers.set('/api/caller', { may });
      await t.page.reload();
      await known(t.page);
      assert.deepEqual(await links(t.page), there);
    }
  });

  test('says which role is needed, and goes on with another key', async () => {
    t.api.problems.set('/api/keys', [403, 'role_needed', REFUSAL]);
    t.api.answers.set('/api/caller', { may: CLIENT });
    await t.open();
    await t.page.getByText('This needs a key with another role.').waitFor();
    assert.deepEqual(await t.texts('main .locked p'), [REFUSAL]);
    assert.equal(await t.page.locator('main :is(.notice, .loading, .empty)').count(), 0);

    await t.button('Use another key').click();
    await t.page.waitForFunction(() => document.activeElement.id === 'key');
    t.api.problems.clear();
    t.api.answers.set('/api/keys', { object: 'list', data: [], records_problem: null });
    t.api.answers.set('/api/caller', { may: [...REVIEWER, 'command', 'administer'] });
    await t.page.keyboard.type('k');
    await t.page.keyboard.press('Enter');
    await t.page.locator('.empty').waitFor();
    await t.page.locator("html[data-may~='administer']").waitFor({ state: 'attached' });
    assert.equal(t.api.asked('/api/caller').at(-1).headers.authorization, 'Bearer k');
    assert.equal((await links(t.page)).length, 5);
  });
});

ofApi('inferences.html', (t) => {
  const opened = async (may, address) => {
    t.api.answers.set('/api/caller', { may });
    t.api.answers.set('/api/inferences', { object: 'list', data: [inference()], next: null });
    t.api.answers.set(`/api/inferences/${ID}`, detail());
    await t.open(address);
    await known(t.page);
  };

  test('offers texts to those who may read them', async () => {
    for (const [may, offered] of [
      [READER, false],
      [REVIEWER, true],
    ]) {
      await opened(may, '');
      const box = t.page.getByLabel('With texts, where they are kept');
      assert.equal(await box.isVisible(), offered);
      await t.page.context().close();

      await opened(may, `#${ID}`);
      await t.page.locator('.story li').first().waitFor();
      const summary = t.page.locator('summary', { hasText: 'Request' });
      assert.equal(await summary.count(), offered ? 1 : 0);
      assert.equal(
        await t.page.getByText('Keys with the role reviewer, or a higher one, see it.').count(),
        offered ? 0 : 1,
      );
      await t.page.context().close();
    }
    t.page = undefined;
  });
});

ofExperiments('experiments for those who may only read', (t) => {
  test('offers no command, not by the keyboard either', async () => {
    t.mock.may = READER;
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await known(t.page);
    for (const label of ['Pause', 'Approve', 'Switch all off']) {
      assert.equal(await t.button(label).count(), 0, label);
    }
    await t.page.keyboard.press('r');
    assert.equal(await t.dialog().count(), 0);
    await t.page.goto(t.mock.url);
    await t.page.locator('.experiments th[scope="row"]').waitFor();
    assert.equal(await t.page.getByRole('link', { name: 'Define an experiment' }).count(), 0);
  });
});

ofChat('the chat of a client', (t) => {
  test('takes feedback, and leads to no record', async () => {
    t.gateway.may = CLIENT;
    await t.page.reload();
    await known(t.page);
    const call = await t.asked('Hello', { ...HEADERS, 'x-sluice-fallback': '' });
    await call.text('Hi');
    await call.end();
    await untilState(t.page, 'done');
    const last = answer(t.page);
    assert.equal(await last.getByRole('group', { name: 'Feedback' }).isVisible(), true);
    assert.equal(await last.getByText('What happened').isVisible(), false);
    assert.equal(await last.locator('.origin a').count(), 0);
    assert.equal(t.gateway.looks, 0);
    assert.deepEqual(await links(t.page), ['Chat']);
  });
});

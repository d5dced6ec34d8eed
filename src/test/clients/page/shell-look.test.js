// The shell in a browser: the card that asks for the key, and one state of a place at a time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite } from './experiments-suite.js';

suite('shell', (t) => {
  const LIST = 'GET /api/experiments';
  const look = () => t.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

  test('an error never stands beside the sentence that there are none', async () => {
    await t.open();
    await t.page.getByText('There are none yet.').waitFor();
    t.mock.problems.set(LIST, [503, 'database_unavailable', 'away']);
    await look();
    await t.page.locator('.notice').waitFor();
    assert.equal(await t.page.getByText('There are none yet.').count(), 0);
    assert.equal(await t.page.locator('.slot-state > *').count(), 1);
    t.mock.problems.clear();
    await t.button('Try again').click();
    await t.page.getByText('There are none yet.').waitFor();
    assert.equal(await t.page.locator('.notice').count(), 0);
  });

  test('says that it loads until there is something to show', async () => {
    let answer;
    t.mock.problems.set(LIST, () => undefined);
    t.page = await t.open();
    await t.page.route('**/api/experiments', (route) => (answer = () => route.continue()));
    await t.page.reload();
    await t.page.getByText('Loading …').waitFor();
    answer();
    await t.page.getByText('There are none yet.').waitFor();
    assert.equal(await t.page.getByText('Loading …').count(), 0);
  });

  for (const width of [375, 1280]) {
    test(`asks for the key in the middle of what is there, ${width} pixels wide`, async () => {
      t.mock.key = 'k';
      await t.open('', { viewport: { width, height: 740 } });
      await t.page.waitForFunction(() => document.activeElement.id === 'key');
      const { card, from } = await t.page.evaluate(() => ({
        card: document.querySelector('.key-card').getBoundingClientRect().toJSON(),
        from: innerWidth > 896 ? document.querySelector('.side').offsetWidth : 0,
      }));
      const middle = from + (width - from) / 2;
      assert.ok(
        Math.abs((card.left + card.right) / 2 - middle) <= 1,
        `${middle} ${JSON.stringify(card)}`,
      );
      assert.ok(Math.abs((card.top + card.bottom) / 2 - 370) <= 1, JSON.stringify(card));
      assert.equal(await t.page.locator('.notice, .loading, .empty').count(), 0);
    });
  }

  test('can be left without a key, and asked for again', async () => {
    t.mock.add('slang-v2');
    t.mock.key = 'k';
    await t.open();
    await t.page.waitForFunction(() => document.activeElement.id === 'key');
    await t.page.keyboard.press('Escape');
    assert.equal(await t.page.getByLabel('API key').isVisible(), false);
    await t.page.getByText('This gateway requires an API key.').waitFor();
    await t.button('Enter it').click();
    await t.page.waitForFunction(() => document.activeElement.id === 'key');
    await t.page.keyboard.type('k');
    await t.page.keyboard.press('Enter');
    await t.page.getByRole('link', { name: 'slang-v2' }).waitFor();
    await t.page.getByText('Using your API key until this tab closes.').waitFor();
  });

  test('takes a stream up where it was cut', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.live('Live');
    const events = () => t.mock.made('GET', '/api/experiments/slang-v2/events');
    assert.equal(events()[0].headers['last-event-id'], undefined);
    t.mock.cut();
    await t.live('Not live');
    await t.page.waitForFunction(() => document.querySelector('.live').textContent === 'Live');
    assert.equal(events().at(-1).headers['last-event-id'], '1');
  });
});

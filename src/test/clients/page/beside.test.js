// Two models side by side: one message, two answers at once, each with its own of everything.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask } from './browser.js';
import { paleText } from './judge.js';
import { ID, SECOND } from './ladder-headers.js';
import { envelope } from './mock.js';
import { suite } from './suite.js';

const OTHER = '0199a7c2-5d1e-7c3a-9a51-3f1f0c2b7d11';

suite('side by side', (t) => {
  const lane = (i) => t.page.locator('.turn:last-child .answer').nth(i);
  const until = (i, state) =>
    t.page.waitForFunction(
      ([at, wanted]) =>
        document.querySelectorAll('.turn:last-child .answer')[at]?.dataset.state === wanted,
      [i, state],
    );
  const text = (i) => lane(i).locator('> .text').textContent();
  const untilText = (i, expected) =>
    lane(i).locator('> .text').filter({ hasText: expected }).waitFor();

  /** Asks both; gives the calls, that of the first model first. */
  async function both(prompt, headers = [SECOND, { 'x-request-id': OTHER }]) {
    await t.page.getByLabel('Side by side with').selectOption('smollm2');
    await ask(t.page, prompt);
    const calls = [await t.gateway.call(), await t.gateway.call()].sort((a) =>
      a.body.model === 'slang' ? -1 : 1,
    );
    calls.forEach((call, i) => call.open(headers[i]));
    return calls;
  }

  test('both answers stream at once, each with its rungs, readings and feedback', async () => {
    t.gateway.records.set(ID, { id: ID, story: [] });
    t.gateway.records.set(OTHER, { id: OTHER, story: [] });
    const [first, second] = await both('Hello');
    assert.deepEqual([first.body.model, second.body.model], ['slang', 'smollm2']);
    await first.text('one ');
    await second.text('uno ');
    await first.text('two');
    await untilText(0, 'one two');
    await untilText(1, 'uno');
    assert.deepEqual(
      await t.page.locator('.answer').evaluateAll((all) => all.map(({ dataset }) => dataset.state)),
      ['streaming', 'streaming'],
    );
    assert.equal(await lane(0).locator('.rungs').isVisible(), true);
    assert.equal(await lane(1).locator('.rungs').isVisible(), false);
    await first.end({ usage: { prompt_tokens: 3, completion_tokens: 2 } });
    await until(0, 'done');
    await second.text('dos');
    await second.end({ usage: { prompt_tokens: 3, completion_tokens: 40 } });
    await until(1, 'done');
    assert.match(await lane(0).locator('.readings').innerText(), /3 in, 2 out/);
    assert.match(await lane(1).locator('.readings').innerText(), /3 in, 40 out/);
    assert.match(await t.status(), /^smollm2: Answer complete: 40 tokens in/);
    await lane(1).getByRole('button', { name: '5 of 5' }).click();
    await lane(1).getByText('Saved: rated 5 of 5').waitFor();
    assert.deepEqual(t.gateway.feedback, [{ inference: OTHER, rating: 5 }]);
  });

  test('each goes on with its own answers', async () => {
    const [first, second] = await both('One');
    await first.text('eins');
    await first.end();
    await second.text('un');
    await second.end();
    await until(1, 'done');
    const next = await both('Two');
    assert.deepEqual(
      next.map(({ body }) => body.messages.map(({ content }) => content)),
      [
        ['One', 'eins', 'Two'],
        ['One', 'un', 'Two'],
      ],
    );
    for (const call of next) await call.end();
    await until(1, 'done');
    await t.page.getByLabel('Side by side with').selectOption('');
    const alone = await t.asked('Three');
    assert.deepEqual(
      alone.body.messages.map(({ content }) => content),
      ['One', 'eins', 'Three'],
    );
    await alone.text('a');
    await alone.end();
    await until(0, 'done');
  });

  test('one can be stopped alone', async () => {
    const [first, second] = await both('Hello');
    await first.text('a');
    await second.text('b');
    await untilText(1, 'b');
    await t.page.getByRole('button', { name: 'Stop slang' }).click();
    await until(0, 'stopped');
    await first.closed;
    assert.equal(first.closedEarly, true);
    assert.equal(await lane(1).getAttribute('data-state'), 'streaming');
    assert.equal(await t.page.getByRole('button', { name: 'Stop slang' }).isVisible(), false);
    await second.text('c');
    await second.end();
    await until(1, 'done');
    assert.deepEqual([await text(0), await text(1)], ['a', 'bc']);
  });

  test('both can be stopped at once', async () => {
    const calls = await both('Hello');
    await calls[0].text('a');
    await untilText(0, 'a');
    await t.page.getByRole('button', { name: 'Stop both' }).click();
    await until(0, 'stopped');
    await until(1, 'stopped');
    for (const call of calls) {
      await call.closed;
      assert.equal(call.closedEarly, true);
    }
    await t.page.getByRole('button', { name: 'Send', exact: true }).waitFor();
  });

  test('one that fails leaves the other alone, and can be tried again', async () => {
    const [first, second] = await both('Hello');
    await second.text('b');
    await first.data(envelope('The upstream is gone.', 'upstream_error'));
    first.response.end();
    await until(0, 'failed');
    assert.equal(await lane(1).getAttribute('data-state'), 'streaming');
    await lane(0).getByRole('button', { name: 'Try again' }).click();
    const again = await t.gateway.call();
    assert.equal(again.body.model, 'slang');
    again.open();
    await again.text('better');
    await again.end();
    await until(0, 'done');
    await second.end();
    await until(1, 'done');
  });

  test('a key is asked for once, and both go on', async () => {
    t.gateway.key = 'k';
    await t.page.getByLabel('Side by side with').selectOption('smollm2');
    await ask(t.page, 'Hello');
    await until(0, 'failed');
    await until(1, 'failed');
    await t.page.getByLabel('API key').fill('k');
    await t.page.keyboard.press('Enter');
    for (const call of [await t.gateway.call(), await t.gateway.call()]) {
      call.open();
      await call.text('let in');
      await call.end();
    }
    await until(0, 'done');
    await until(1, 'done');
  });

  test('the choice is remembered, and copied as two commands', async () => {
    await t.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await t.page.getByLabel('Side by side with').selectOption('smollm2');
    await t.page.reload();
    await t.page.waitForFunction(() => document.getElementById('beside').value === 'smollm2');
    await t.page.getByLabel('Message').fill('Hello');
    await t.page.getByRole('button', { name: 'Copy as curl' }).click();
    await t.page.getByRole('button', { name: 'Copied' }).waitFor();
    const commands = await t.page.evaluate(() => navigator.clipboard.readText());
    assert.deepEqual(
      [...commands.matchAll(/"model": "(.+)"/g)].map(([, model]) => model),
      ['slang', 'smollm2'],
    );
  });

  for (const [width, beside] of [
    [1280, true],
    [375, false],
  ]) {
    test(`lie ${beside ? 'beside' : 'above'} each other on ${width} pixels`, async () => {
      await t.page.setViewportSize({ width, height: 740 });
      const calls = await both('Hello');
      for (const call of calls) {
        await call.text('unbroken'.repeat(30));
        await call.end();
      }
      await until(0, 'done');
      await until(1, 'done');
      const [one, other] = [await lane(0).boundingBox(), await lane(1).boundingBox()];
      if (beside) assert.ok(one.x + one.width < other.x && one.y === other.y);
      else assert.ok(one.y + one.height < other.y && one.x === other.x);
      assert.equal(await t.page.evaluate(() => document.documentElement.scrollWidth), width);
      await t.page.mouse.move(0, 0);
      // Whatever is scrolled, the heads of the answers go below the composer, not over it.
      const over = await t.page.evaluate(() => {
        const found = [];
        for (let top = 0; top <= document.documentElement.scrollHeight; top += 20) {
          scrollTo({ top, behavior: 'instant' });
          const { left, right, bottom } = document
            .getElementById('composer')
            .getBoundingClientRect();
          const at = document.elementFromPoint((left + right) / 2, bottom - 8);
          if (!at?.closest('.dock')) found.push([top, at?.tagName]);
        }
        return found;
      });
      assert.deepEqual(over, []);
      for (const theme of ['light', 'dark']) {
        await t.page.emulateMedia({ colorScheme: theme });
        assert.deepEqual(await t.page.evaluate(paleText), [], theme);
      }
    });
  }

  test('the rungs stay in view while an answer streams past them', async () => {
    await t.page.setViewportSize({ width: 1280, height: 500 });
    const [first, second] = await both('Hello');
    await first.text('line\n'.repeat(80));
    await untilText(0, 'line');
    await t.page.waitForFunction(() => scrollY > 500);
    const { y, height } = await lane(0).locator('.rungs').boundingBox();
    assert.ok(y >= 0 && y + height < 200, `${y} ${height}`);
    await first.end();
    await second.end();
    await until(0, 'done');
    await until(1, 'done');
  });
});

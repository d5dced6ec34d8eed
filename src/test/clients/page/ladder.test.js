// A ladder on the page: who served and why, the window, an answer that is replaced or carried on,
// the story.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, answerText, readings, untilState, untilText } from './browser.js';
import { ID, SECOND } from './ladder-headers.js';
import { suite } from './suite.js';

const RECORD = {
  id: ID,
  attempts: [
    { ordinal: 1, rung: 1, model: 'slang-tuned' },
    { ordinal: 2, rung: 2, model: 'slang-base' },
  ],
  story: [
    { at: 0, event: 'begin', attempt: null, text: "'slang' was asked for a stream" },
    {
      at: 373.3,
      event: 'verdict',
      attempt: 1,
      text: "rung 1 'slang-tuned' was unsure: 0.41 <b>below</b>",
    },
    { at: 2301.6, event: 'end', attempt: null, text: 'the answer was complete after 2,302 ms' },
  ],
};

suite('ladder', (t) => {
  const rungs = () =>
    answer(t.page)
      .locator('.rungs li')
      .allInnerTexts()
      .then((rows) => rows.map((row) => row.replace(/\s+/g, ' ').trim()));
  const story = () =>
    answer(t.page)
      .locator('.story li')
      .allInnerTexts()
      .then((rows) => rows.map((row) => row.replace(/\s+/g, ' ').trim()));
  const pieces = () =>
    answerText(t.page).evaluate((body) =>
      [...body.childNodes].map((node) => node.dataset?.label ?? node.textContent),
    );

  test('says at once who served and who was rejected, and then tells the story', async () => {
    t.gateway.records.set(ID, RECORD);
    t.gateway.recordsAfter = 2;
    const call = await t.asked('Hello', SECOND);
    await call.text('Hi');
    await untilText(t.page, 'Hi');
    assert.deepEqual(await rungs(), [
      'Rung 1 unsure, confidence 0.41',
      'Rung 2 slang-base served: accepted, confidence 0.83, uncalibrated',
    ]);
    const { Confidence: confidence, Window: window } = await readings(t.page);
    assert.deepEqual([confidence, window], ['0.83, uncalibrated', '3 tokens held']);
    assert.equal(await answer(t.page).locator('.story').isVisible(), false);

    await call.end();
    await untilState(t.page, 'done');
    await answer(t.page).locator('.story li').first().waitFor();
    assert.deepEqual(await story(), [
      "0 ms 'slang' was asked for a stream",
      "373 ms rung 1 'slang-tuned' was unsure: 0.41 <b>below</b>",
      '2.30 s the answer was complete after 2,302 ms',
    ]);
    assert.equal(t.gateway.looks, 3);
    assert.equal((await rungs())[0], 'Rung 1 slang-tuned unsure, confidence 0.41');
  });

  test('names every reason in plain words, and one it does not know as it came', async () => {
    const call = await t.asked('Hello', {
      ...SECOND,
      'x-sluice-rung': '4',
      'x-sluice-fallback': '1=timed_out, 2=breaker_open, 3=fell_asleep',
    });
    await call.text('a');
    await untilText(t.page, 'a');
    assert.deepEqual((await rungs()).slice(0, 3), [
      'Rung 1 timed out',
      'Rung 2 skipped for a while, because it failed too often',
      'Rung 3 fell asleep',
    ]);
    await call.end();
    await untilState(t.page, 'done');
  });

  test('keeps quiet about a ladder with nothing to tell, and looks its story up only when asked', async () => {
    t.gateway.records.set(ID, RECORD);
    const call = await t.asked('Hello', {
      'x-request-id': ID,
      'x-sluice-model': 'smollm2',
      'x-sluice-rung': '1',
    });
    await call.text('a');
    await call.end();
    await untilState(t.page, 'done');
    assert.equal(await answer(t.page).locator('.rungs').isVisible(), false);
    assert.equal(t.gateway.looks, 0);
    await answer(t.page).getByText('What happened').click();
    await answer(t.page).locator('.story li').first().waitFor();
    assert.equal(t.gateway.looks, 1);
  });

  test('gives up on a record that never comes, and says so', async () => {
    const call = await t.asked('Hello', SECOND);
    await call.text('a');
    await call.end();
    await answer(t.page)
      .locator('.story .note', { hasText: 'There is no record of this answer.' })
      .waitFor();
    assert.equal(t.gateway.looks, 6);
  });

  test("marks the window's edge, between two chunks or behind the chunk it falls into", async () => {
    const call = await t.asked('Hello', SECOND);
    for (const word of ['one', ' two', ' three', ' four']) await call.text(word);
    await untilText(t.page, 'one two three four');
    assert.deepEqual(await pieces(), ['one two three', 'end of the window', ' four']);
    assert.match(
      await answerText(t.page).getByRole('img').getAttribute('aria-label'),
      /^End of the window: the gateway held back the first 3 tokens/,
    );
    await call.end();
    await untilState(t.page, 'done');
    assert.equal(await answerText(t.page).textContent(), 'one two three four');
  });

  test('strikes an answer out that is replaced, and goes on with the new one', async () => {
    const call = await t.asked('Hello', {
      'x-request-id': ID,
      'x-sluice-route': 'slang',
      'x-sluice-model': 'slang-tuned',
      'x-sluice-rung': '1',
    });
    assert.equal(call.headers['x-sluice-replace'], 'true');
    await call.text('Wrong from the start');
    await untilText(t.page, 'Wrong from the start');
    await call.send(
      'event: answer.replaced\ndata: {"object":"sluice.answer.replaced","replaced":{"rung":1,"model":"slang-tuned","confidence":0.31},"by":{"rung":2,"model":"slang-base"}}\n\n',
    );
    await call.text('Right');
    await untilText(t.page, 'Right');
    assert.equal(
      await t.status(),
      'Rung 1 (slang-tuned) was replaced by rung 2 (slang-base). The answer starts over.',
    );
    const aside = answer(t.page).locator('details.replaced');
    assert.equal(
      await aside.locator('summary').textContent(),
      'Rung 1 (slang-tuned) was replaced by rung 2 (slang-base)',
    );
    assert.equal(await aside.locator('del').textContent(), 'Wrong from the start');
    assert.equal(await aside.locator('del').isVisible(), false);
    assert.deepEqual(await rungs(), [
      'Rung 1 slang-tuned replaced, confidence 0.31',
      'Rung 2 slang-base served',
    ]);
    await call.end();
    await untilState(t.page, 'done');
    assert.equal((await readings(t.page)).Rung, '2');

    const next = await t.asked('And then?');
    assert.deepEqual(
      next.body.messages.map(({ content }) => content),
      ['Hello', 'Right', 'And then?'],
    );
    await next.text('a');
    await next.end();
    await untilState(t.page, 'done');
  });

  test('marks where another rung carries on', async () => {
    const call = await t.asked('Hello', {
      'x-request-id': ID,
      'x-sluice-model': 'slang-tuned',
      'x-sluice-rung': '1',
    });
    await call.text('Once upon');
    await call.send(
      ': x-sluice-continued: true\n: x-sluice-model: slang-base\n: x-sluice-rung: 2\n\n',
    );
    await call.text(' a time');
    await untilText(t.page, 'Once upon a time');
    assert.deepEqual(await pieces(), ['Once upon', 'rung 2 continues', ' a time']);
    assert.deepEqual(await rungs(), [
      'Rung 1 slang-tuned broke off',
      'Rung 2 slang-base served: continued the answer',
    ]);
    await call.end();
    await untilState(t.page, 'done');
  });

  test('takes headers that come late from a comment', async () => {
    const call = await t.asked('Hello', { 'x-request-id': ID, 'x-sluice-route': 'slang' });
    await call.send(
      ': keep-alive\n\n: x-sluice-model: slang-base\n: x-sluice-rung: 2\n: x-sluice-fallback: 1=busy\n\n',
    );
    await call.text('a');
    await untilText(t.page, 'a');
    assert.deepEqual(await rungs(), ['Rung 1 busy', 'Rung 2 slang-base served']);
    await call.end();
    await untilState(t.page, 'done');
  });

  test('begins anew when it is tried again', async () => {
    const call = await t.asked('Hello', SECOND);
    await call.text('partial');
    await untilText(t.page, 'partial');
    call.cut();
    await untilState(t.page, 'cut');
    await t.page.getByRole('button', { name: 'Try again' }).click();
    const again = await t.gateway.call();
    again.open({ 'x-sluice-model': 'slang-tuned', 'x-sluice-rung': '1' });
    await again.text('whole');
    await untilText(t.page, 'whole');
    assert.equal(await answer(t.page).locator('.rungs').isVisible(), false);
    assert.deepEqual(await pieces(), ['whole']);
    await again.end();
    await untilState(t.page, 'done');
    assert.equal(await answer(t.page).locator('.story').isVisible(), false);
  });
});

// A conversation: what is sent, what is shown while it comes, what a key changes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, answerText, ask, readings, untilState, untilText } from './browser.js';
import { envelope } from './mock.js';
import { HEADERS, suite } from './suite.js';

suite('conversation', (t) => {
  test('shows every token as it arrives, a character split between packets too', async () => {
    const call = await t.asked('Hello', HEADERS);
    await call.delta({ role: 'assistant', content: '' });
    await call.text('Eén ');
    await untilText(t.page, 'Eén ');
    assert.equal(await answer(t.page).getAttribute('data-state'), 'streaming');

    const frame = Buffer.from(
      `: keep-alive\n\ndata: ${JSON.stringify({ choices: [{ delta: { content: '水門' } }] })}\n\n`,
    );
    const inside = frame.indexOf('門') + 1;
    await call.send(frame.subarray(0, inside));
    await call.send(frame.subarray(inside));
    await untilText(t.page, 'Eén 水門');
    assert.equal(await answer(t.page).getAttribute('data-state'), 'streaming');
    await call.end();
    await untilState(t.page, 'done');
    assert.equal(await answerText(t.page).textContent(), 'Eén 水門');
  });

  test('sends the conversation, the system prompt and the parameters', async () => {
    const first = await t.asked('One');
    assert.deepEqual(first.body, {
      model: 'slang',
      messages: [{ role: 'user', content: 'One' }],
      stream: true,
      stream_options: { include_usage: true },
    });
    await first.text('1');
    await first.end();
    await untilState(t.page, 'done');

    await t.page.getByLabel('System prompt').fill('Be brief.');
    await t.page.getByLabel('Temperature').fill('0.35');
    await t.page.getByLabel('Max tokens').fill('64');
    const second = await t.asked('Two');
    await second.text('2');
    await second.end();
    await untilState(t.page, 'done');
    assert.deepEqual(second.body, {
      model: 'slang',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'One' },
        { role: 'assistant', content: '1' },
        { role: 'user', content: 'Two' },
      ],
      temperature: 0.35,
      max_tokens: 64,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  test('does not send parameters that are out of range', async () => {
    await t.page.getByLabel('Temperature').fill('3');
    await t.page.getByText('Prompt and parameters').click();
    await ask(t.page, 'Hello');
    assert.equal(await t.focused(), 'message');
    assert.equal(await t.page.getByLabel('Temperature').isVisible(), true);
    assert.equal(await t.page.locator('.turn').count(), 0);
  });

  test('shows readings and who served', async () => {
    const call = await t.asked('Hello', HEADERS);
    await call.text('a');
    await untilText(t.page, 'a');
    await call.text('b');
    await call.end({
      usage: { prompt_tokens: 12, completion_tokens: 34, total_tokens: 46 },
      reason: 'length',
    });
    await untilState(t.page, 'done');

    const { 'First token': first, Speed: speed, Total: total, ...rest } = await readings(t.page);
    assert.match(first, /^[\d.]+ (ms|s)$/);
    assert.match(speed, /^[\d.]+ tokens\/s$/);
    assert.match(total, /^[\d.]+ (ms|s)$/);
    assert.deepEqual(rest, {
      Tokens: '12 in, 34 out',
      Finish: 'length: the token limit was reached',
      Route: 'slang',
      Model: 'slang-base',
      Rung: '2',
      Confidence: '0.63',
      Request: '0199a7c2-5d1e-7c3a-9a51-3f1f0c2b7d10',
    });
    assert.equal(
      await answer(t.page)
        .locator('header')
        .innerText()
        .then((shown) => shown.replace(/\s+/g, ' ')),
      'slang-base fallback',
    );
  });

  test('counts chunks, and says so, when the server counts no tokens', async () => {
    const call = await t.asked('Hello');
    await call.text('a');
    await untilText(t.page, 'a');
    await call.text('b');
    await call.end();
    await untilState(t.page, 'done');
    const shown = await readings(t.page);
    assert.equal(shown.Chunks, '2');
    assert.match(shown.Speed, /^[\d.]+ chunks\/s$/);
    assert.equal(shown.Model, 'mock');
    assert.equal('Route' in shown, false);
  });

  test('never takes what a model or a server says for markup', async () => {
    const markup = '<img src=x onerror="document.title=1"><b>bold</b>';
    const call = await t.asked(markup, { 'x-sluice-model': '<b>m</b>' });
    await call.delta({ reasoning_content: markup });
    await call.text(markup);
    await call.data(envelope(markup, '<b>t</b>'));
    call.response.end();
    await untilState(t.page, 'cut');
    assert.equal(await answerText(t.page).textContent(), markup);
    assert.equal(await t.page.locator('.turn').locator('b, img').count(), 0);
  });

  test('asks for a key after a 401 and then does what was asked', async () => {
    assert.equal(await t.page.getByLabel('API key').isVisible(), false);
    t.gateway.key = 'correct';
    await ask(t.page, 'Hello');
    await t.page.getByLabel('API key').waitFor();
    await untilState(t.page, 'failed');
    await t.page.waitForFunction(() => document.activeElement.id === 'key');
    await t.page.keyboard.type('wrong');
    await t.page.keyboard.press('Enter');
    await t.page.getByText('This API key is not known.').first().waitFor();
    await t.page.waitForFunction(() => document.activeElement.id === 'key');
    await t.page.keyboard.type('correct');
    await t.page.keyboard.press('Enter');

    const call = await t.gateway.call();
    assert.equal(call.headers.authorization, 'Bearer correct');
    call.open();
    await call.text('let in');
    await call.end();
    await untilState(t.page, 'done');
    assert.equal(await t.page.getByLabel('API key').isVisible(), false);
    assert.deepEqual(
      await t.page.evaluate(() => [
        sessionStorage.getItem('sluice.key'),
        JSON.stringify(localStorage).includes('correct'),
      ]),
      ['correct', false],
    );
    await t.page.getByRole('button', { name: 'Forget it' }).click();
    assert.equal(await t.page.evaluate(() => sessionStorage.getItem('sluice.key')), null);
  });

  test('brings the key field into view on a small screen', async () => {
    await t.page.setViewportSize({ width: 360, height: 640 });
    const call = await t.asked('Hello');
    await call.text('line\n'.repeat(60));
    await call.end();
    await untilState(t.page, 'done');
    t.gateway.key = 'k';
    await ask(t.page, 'Again');
    await t.page.waitForFunction(() => document.activeElement.id === 'key');
    await t.page.waitForFunction(() => {
      const { top, bottom } = document.getElementById('key').getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });
  });

  test('asks for a key before it can list models', async () => {
    t.gateway.key = 'correct';
    await t.page.reload();
    await t.page.getByLabel('API key').fill('correct');
    await t.page.getByRole('button', { name: 'Use key' }).click();
    await t.page.locator('.examples').waitFor();
  });
});

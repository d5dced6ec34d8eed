// Answers that end otherwise than they should: stopped, refused, cut.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerText, ask, readings, untilState, untilText } from './browser.js';
import { envelope } from './mock.js';
import { HEADERS, suite } from './suite.js';

suite('ends', (t) => {
  for (const [how, stop] of [
    ['Stop', () => t.page.getByRole('button', { name: 'Stop', exact: true }).click()],
    ['Escape', () => t.page.keyboard.press('Escape')],
  ]) {
    test(`${how} closes the connection and keeps what has come`, async () => {
      const call = await t.asked('Hello');
      await call.text('partial');
      await untilText(t.page, 'partial');
      await stop();
      await untilState(t.page, 'stopped');
      await call.closed;
      assert.equal(call.closedEarly, true);
      assert.equal(await answerText(t.page).textContent(), 'partial');
      assert.equal(await t.notice().textContent(), 'Stopped');
      assert.equal(await t.focused(), 'message');
    });
  }

  test('Stop works before the first byte', async () => {
    await ask(t.page, 'Hello');
    const call = await t.gateway.call();
    await t.page.keyboard.press('Escape');
    await untilState(t.page, 'stopped');
    await call.closed;
    assert.equal(call.closedEarly, true);
  });

  test('a double click on Send does not stop the answer', async () => {
    await t.page.getByLabel('Message').fill('Hello');
    await t.page.getByRole('button', { name: 'Send', exact: true }).dblclick();
    const call = await t.gateway.call();
    call.open();
    await call.text('still here');
    await call.end();
    await untilState(t.page, 'done');
  });

  test('a whole answer is not closed from this side', async () => {
    const call = await t.asked('Hello');
    await call.text('a');
    await call.send('data: [DONE]\n\n');
    await untilState(t.page, 'done');
    await t.page.evaluate(() => fetch('v1/models').then((response) => response.text())); // time for a close to get here
    call.response.end();
    await call.closed;
    assert.equal(call.closedEarly, false);
  });

  test('an error status shows what the server said, and can be tried again', async () => {
    await ask(t.page, 'Hello');
    (await t.gateway.call()).refuse(
      503,
      envelope('Every rung has failed.', 'upstream_error', 'no_rung_left'),
      { 'retry-after': '7', 'x-request-id': 'r-503' },
    );
    await untilState(t.page, 'failed');
    assert.equal(await t.notice().locator('strong').textContent(), 'Refused with 503');
    assert.equal(await t.notice().locator('p').first().textContent(), 'Every rung has failed.');
    assert.equal(
      await t.notice().locator('.code').textContent(),
      'upstream_error · no_rung_left · retry after 7 s',
    );
    assert.equal(await t.status(), 'Refused with 503. Every rung has failed.');
    assert.equal((await readings(t.page)).Request, 'r-503');

    await t.page.getByRole('button', { name: 'Try again' }).click();
    const call = await t.gateway.call();
    assert.deepEqual(call.body.messages, [{ role: 'user', content: 'Hello' }]);
    call.open();
    await call.text('better');
    await call.end();
    await untilState(t.page, 'done');
    assert.equal(await t.page.locator('.turn').count(), 1);
    assert.equal(await t.notice().count(), 0);
  });

  const cuts = {
    'an error event in the stream': [
      (call) =>
        call
          .data(envelope('The upstream closed the connection.', 'upstream_error'))
          .then(() => call.response.end()),
      'The upstream closed the connection.',
    ],
    'a lost connection': [
      (call) => call.cut(),
      'The connection was lost before the answer was complete.',
    ],
    'an end without [DONE]': [
      (call) => call.response.end(),
      'The stream ended without [DONE], so the answer is not complete.',
    ],
    'an unreadable chunk': [
      (call) => call.send('data: {"cho\n\n').then(() => call.response.end()),
      'Expected a JSON object, got: {"cho',
    ],
  };
  for (const [what, [act, message]] of Object.entries(cuts)) {
    test(`${what} leaves an answer that looks cut`, async () => {
      const call = await t.asked('Hello', HEADERS);
      await call.text('The first half and');
      await untilText(t.page, 'The first half and');
      await act(call);
      await untilState(t.page, 'cut');
      assert.equal(await answerText(t.page).textContent(), 'The first half and');
      assert.equal(
        await t.notice().locator('strong').textContent(),
        'The answer breaks off here; the rest is missing',
      );
      assert.equal(await t.notice().locator('p').first().textContent(), message);
      assert.equal((await readings(t.page)).Finish, '–');
      await t.page.getByRole('button', { name: 'Send', exact: true }).waitFor();
    });
  }

  test('a connection that is refused is an error too', async () => {
    await t.page.route('**/v1/chat/completions', (route) => route.abort('connectionrefused'));
    await ask(t.page, 'Hello');
    await untilState(t.page, 'failed');
    assert.equal(
      await t.notice().locator('p').first().textContent(),
      'The gateway cannot be reached. Is it still running?',
    );
  });

  test('a question without an answer is left out of the next request', async () => {
    await ask(t.page, 'Lost');
    (await t.gateway.call()).refuse(500, envelope('no', 't'));
    await untilState(t.page, 'failed');
    const call = await t.asked('Next');
    assert.deepEqual(call.body.messages, [{ role: 'user', content: 'Next' }]);
    await call.text('a');
    await call.end();
    await untilState(t.page, 'done');
  });
});

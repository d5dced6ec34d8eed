// The page against a scripted gateway: what a real one does too rarely, and only when nobody is looking.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { answer, answerText, ask, launch, open, readings, untilState, untilText } from './browser.js';
import { EMBEDDING, MODEL, MockGateway, PAGE, ROUTE, UNREADY, envelope } from './mock.js';

const HEADERS = {
  'x-request-id': '0199a7c2-5d1e-7c3a-9a51-3f1f0c2b7d10',
  'x-sluice-route': 'slang',
  'x-sluice-model': 'slang-base',
  'x-sluice-rung': '2',
  'x-sluice-confidence': '0.63',
};

describe('page', { skip: process.env.SLUICE_URL ? 'SLUICE_URL is set: only gateway.test.js runs against a real gateway' : false }, () => {
  let browser, gateway, page;

  before(async () => {
    gateway = await MockGateway.start();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    gateway?.stop();
  });
  beforeEach(async () => {
    gateway.models = [ROUTE, MODEL, UNREADY, EMBEDDING];
    gateway.key = undefined;
    page = await open(browser, gateway.url);
  });
  afterEach(async () => {
    const { faults } = page;
    await page.context().close();
    assert.deepEqual(faults, [], 'no script errors and nothing the content security policy had to block');
    assert.equal(gateway.unexpected, 0, 'no request that no test asked for');
  });

  const notice = () => answer(page).locator('.notice');
  const status = () => page.getByRole('status').textContent();
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim().slice(0, 40));

  /** Asks, and hands over the request with its answer opened. */
  async function asked(prompt, headers) {
    await ask(page, prompt);
    const call = await gateway.call();
    call.open(headers);
    return call;
  }

  /* Models */

  test('lists routes and models, without embeddings, and marks what is not ready', async () => {
    await page.locator('.examples').waitFor();
    const groups = await page.locator('#model optgroup').evaluateAll((all) => all.map(({ label, children }) => [label, [...children].map((option) => option.text)]));
    assert.deepEqual(groups, [['Routes', ['slang']], ['Models', ['smollm2', 'qwen3 (not ready)']]]);
    await page.getByLabel('Route or model').selectOption('qwen3');
    assert.equal(await page.locator('#model-note').textContent(), 'The file is not on this machine. Run ./sluice model pull qwen3.');
  });

  test('remembers the chosen model', async () => {
    await page.getByLabel('Route or model').selectOption('smollm2');
    await page.reload();
    await page.locator('.examples').waitFor();
    assert.equal(await page.getByLabel('Route or model').inputValue(), 'smollm2');
  });

  test('says what to run while no model is ready, and goes on by itself once one is', async () => {
    gateway.models = [UNREADY];
    await page.clock.install();
    await page.reload();
    await page.getByRole('heading', { name: 'No model is ready' }).waitFor();
    assert.equal(await page.locator('.unready code').textContent(), './sluice model pull qwen3');
    assert.equal(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled(), true);

    gateway.models = [{ ...UNREADY, sluice: { ...UNREADY.sluice, ready: true, detail: '' } }];
    await page.clock.fastForward(5000);
    await page.locator('.examples').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled(), false);
  });

  test('shows why models cannot be listed, and tries again', async () => {
    gateway.models = undefined;
    await page.route('**/v1/models', (route) => route.fulfill({ status: 503, json: envelope('Shutting down.', 'unavailable') }), { times: 1 });
    await page.reload();
    await page.getByText('Shutting down.').waitFor();
    gateway.models = [MODEL];
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.examples').waitFor();
  });

  test('offers three examples that fill the message', async () => {
    await page.locator('.examples button').nth(2).click();
    assert.equal(await page.locator('.examples button').count(), 3);
    assert.equal(await page.getByLabel('Message').inputValue(), 'Suggest five names for a bakery in an old watermill.');
    assert.equal(await focused(), 'message');
  });

  /* Conversation */

  test('shows every token as it arrives, a character split between packets too', async () => {
    const call = await asked('Hello', HEADERS);
    await call.delta({ role: 'assistant', content: '' });
    await call.text('Eén ');
    await untilText(page, 'Eén ');
    assert.equal(await answer(page).getAttribute('data-state'), 'streaming');

    const frame = Buffer.from(`: keep-alive\n\ndata: ${JSON.stringify({ choices: [{ delta: { content: '水門' } }] })}\n\n`);
    const inside = frame.indexOf('門') + 1;
    await call.send(frame.subarray(0, inside));
    await call.send(frame.subarray(inside));
    await untilText(page, 'Eén 水門');
    assert.equal(await answer(page).getAttribute('data-state'), 'streaming');
    await call.end();
    await untilState(page, 'done');
    assert.equal(await answerText(page).textContent(), 'Eén 水門');
  });

  test('sends the conversation, the system prompt and the parameters', async () => {
    const first = await asked('One');
    assert.deepEqual(first.body, { model: 'slang', messages: [{ role: 'user', content: 'One' }], stream: true, stream_options: { include_usage: true } });
    await first.text('1');
    await first.end();
    await untilState(page, 'done');

    await page.getByLabel('System prompt').fill('Be brief.');
    await page.getByLabel('Temperature').fill('0.35');
    await page.getByLabel('Max tokens').fill('64');
    const second = await asked('Two');
    await second.text('2');
    await second.end();
    await untilState(page, 'done');
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
    await page.getByLabel('Temperature').fill('3');
    await page.getByText('Prompt and parameters').click();
    await ask(page, 'Hello');
    assert.equal(await focused(), 'message');
    assert.equal(await page.getByLabel('Temperature').isVisible(), true);
    assert.equal(await page.locator('.turn').count(), 0);
  });

  test('shows readings and who served', async () => {
    const call = await asked('Hello', HEADERS);
    await call.text('a');
    await untilText(page, 'a');
    await call.text('b');
    await call.end({ usage: { prompt_tokens: 12, completion_tokens: 34, total_tokens: 46 }, reason: 'length' });
    await untilState(page, 'done');

    const { 'First token': first, Speed: speed, Total: total, ...rest } = await readings(page);
    assert.match(first, /^[\d.]+ (ms|s)$/);
    assert.match(speed, /^[\d.]+ tokens\/s$/);
    assert.match(total, /^[\d.]+ (ms|s)$/);
    assert.deepEqual(rest, {
      Tokens: '12 in, 34 out',
      Finish: 'length: the limit on tokens was reached',
      Route: 'slang',
      Model: 'slang-base',
      Rung: '2',
      Confidence: '0.63',
      Request: '0199a7c2-5d1e-7c3a-9a51-3f1f0c2b7d10',
    });
    assert.equal(await answer(page).locator('header').innerText().then((shown) => shown.replace(/\s+/g, ' ')), 'slang-base fallback');
  });

  test('counts chunks, and says so, when the server counts no tokens', async () => {
    const call = await asked('Hello');
    await call.text('a');
    await untilText(page, 'a');
    await call.text('b');
    await call.end();
    await untilState(page, 'done');
    const shown = await readings(page);
    assert.equal(shown.Chunks, '2');
    assert.match(shown.Speed, /^[\d.]+ chunks\/s$/);
    assert.equal(shown.Model, 'mock');
    assert.equal('Route' in shown, false);
  });

  test('never takes what a model or a server says for markup', async () => {
    const markup = '<img src=x onerror="document.title=1"><b>bold</b>';
    const call = await asked(markup, { 'x-sluice-model': '<b>m</b>' });
    await call.delta({ reasoning_content: markup });
    await call.text(markup);
    await call.data(envelope(markup, '<b>t</b>'));
    call.response.end();
    await untilState(page, 'cut');
    assert.equal(await answerText(page).textContent(), markup);
    assert.equal(await page.locator('.turn').locator('b, img').count(), 0);
  });

  /* Ends that are not the end */

  for (const [how, stop] of [
    ['Stop', () => page.getByRole('button', { name: 'Stop', exact: true }).click()],
    ['Escape', () => page.keyboard.press('Escape')],
  ]) {
    test(`${how} closes the connection and keeps what has come`, async () => {
      const call = await asked('Hello');
      await call.text('partial');
      await untilText(page, 'partial');
      await stop();
      await untilState(page, 'stopped');
      await call.closed;
      assert.equal(call.closedEarly, true);
      assert.equal(await answerText(page).textContent(), 'partial');
      assert.equal(await notice().textContent(), 'Stopped');
      assert.equal(await focused(), 'message');
    });
  }

  test('Stop works before the first byte', async () => {
    await ask(page, 'Hello');
    const call = await gateway.call();
    await page.keyboard.press('Escape');
    await untilState(page, 'stopped');
    await call.closed;
    assert.equal(call.closedEarly, true);
  });

  test('a double click on Send does not stop the answer', async () => {
    await page.getByLabel('Message').fill('Hello');
    await page.getByRole('button', { name: 'Send', exact: true }).dblclick();
    const call = await gateway.call();
    call.open();
    await call.text('still here');
    await call.end();
    await untilState(page, 'done');
  });

  test('a whole answer is not closed from this side', async () => {
    const call = await asked('Hello');
    await call.text('a');
    await call.end();
    await untilState(page, 'done');
    await call.closed;
    assert.equal(call.closedEarly, false);
  });

  test('an error status shows what the server said, and can be tried again', async () => {
    await ask(page, 'Hello');
    (await gateway.call()).refuse(503, envelope('Every rung has failed.', 'upstream_error', 'no_rung_left'), { 'retry-after': '7', 'x-request-id': 'r-503' });
    await untilState(page, 'failed');
    assert.equal(await notice().locator('strong').textContent(), 'Refused with 503');
    assert.equal(await notice().locator('p').first().textContent(), 'Every rung has failed.');
    assert.equal(await notice().locator('.code').textContent(), 'upstream_error · no_rung_left · retry after 7 s');
    assert.equal(await status(), 'Refused with 503. Every rung has failed.');
    assert.equal((await readings(page)).Request, 'r-503');

    await page.getByRole('button', { name: 'Try again' }).click();
    const call = await gateway.call();
    assert.deepEqual(call.body.messages, [{ role: 'user', content: 'Hello' }]);
    call.open();
    await call.text('better');
    await call.end();
    await untilState(page, 'done');
    assert.equal(await page.locator('.turn').count(), 1);
    assert.equal(await notice().count(), 0);
  });

  const cuts = {
    'an error event in the stream': [(call) => call.data(envelope('The upstream closed the connection.', 'upstream_error')).then(() => call.response.end()), 'The upstream closed the connection.'],
    'a lost connection': [(call) => call.cut(), 'The connection was lost before the answer was complete.'],
    'an end without [DONE]': [(call) => call.response.end(), 'The stream ended without [DONE], so the answer is not complete.'],
    'an unreadable chunk': [(call) => call.send('data: {"cho\n\n').then(() => call.response.end()), 'Expected a JSON object, got: {"cho'],
  };
  for (const [what, [act, message]] of Object.entries(cuts)) {
    test(`${what} leaves an answer that looks cut`, async () => {
      const call = await asked('Hello', HEADERS);
      await call.text('The first half and');
      await untilText(page, 'The first half and');
      await act(call);
      await untilState(page, 'cut');
      assert.equal(await answerText(page).textContent(), 'The first half and');
      assert.equal(await notice().locator('strong').textContent(), 'Answer cut here, the rest is missing');
      assert.equal(await notice().locator('p').first().textContent(), message);
      assert.equal((await readings(page)).Finish, '–');
      await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
    });
  }

  test('a connection that is refused is an error too', async () => {
    await page.route('**/v1/chat/completions', (route) => route.abort('connectionrefused'));
    await ask(page, 'Hello');
    await untilState(page, 'failed');
    assert.equal(await notice().locator('p').first().textContent(), 'The gateway cannot be reached. Is it still running?');
  });

  test('a question without an answer is left out of the next request', async () => {
    await ask(page, 'Lost');
    (await gateway.call()).refuse(500, envelope('no', 't'));
    await untilState(page, 'failed');
    const call = await asked('Next');
    assert.deepEqual(call.body.messages, [{ role: 'user', content: 'Next' }]);
    await call.text('a');
    await call.end();
    await untilState(page, 'done');
  });

  /* The key */

  test('asks for a key after a 401 and then does what was asked', async () => {
    assert.equal(await page.getByLabel('API key').isVisible(), false);
    gateway.key = 'correct';
    await ask(page, 'Hello');
    await page.getByLabel('API key').waitFor();
    await untilState(page, 'failed');
    await page.waitForFunction(() => document.activeElement.id === 'key');
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('This API key is not known.').first().waitFor();
    await page.waitForFunction(() => document.activeElement.id === 'key');
    await page.keyboard.type('correct');
    await page.keyboard.press('Enter');

    const call = await gateway.call();
    assert.equal(call.headers.authorization, 'Bearer correct');
    call.open();
    await call.text('let in');
    await call.end();
    await untilState(page, 'done');
    assert.equal(await page.getByLabel('API key').isVisible(), false);
    assert.deepEqual(await page.evaluate(() => [sessionStorage.getItem('sluice.key'), JSON.stringify(localStorage).includes('correct')]), ['correct', false]);
    await page.getByRole('button', { name: 'Forget it' }).click();
    assert.equal(await page.evaluate(() => sessionStorage.getItem('sluice.key')), null);
  });

  test('asks for a key before it can list models', async () => {
    gateway.key = 'correct';
    await page.reload();
    await page.getByLabel('API key').fill('correct');
    await page.getByRole('button', { name: 'Use key' }).click();
    await page.locator('.examples').waitFor();
  });

  /* Controls */

  test('can be used with nothing but a keyboard', async () => {
    await page.waitForFunction(() => document.activeElement.id === 'message');
    await page.keyboard.type('Two');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('lines');
    await page.keyboard.press('Enter');
    const call = await gateway.call();
    assert.equal(call.body.messages[0].content, 'Two\nlines');
    call.open();
    await call.text('a');
    await untilText(page, 'a');
    await page.keyboard.press('Escape');
    await untilState(page, 'stopped');

    const order = [];
    await page.evaluate(() => document.activeElement.blur());
    await page.getByRole('button', { name: 'Dark theme' }).focus();
    for (let i = 0; i < 10; i += 1) {
      const ring = await page.evaluate(() => {
        const field = document.activeElement.id === 'message' ? document.getElementById('composer') : document.activeElement;
        const { outlineStyle, boxShadow } = getComputedStyle(field);
        return outlineStyle !== 'none' || boxShadow !== 'none';
      });
      order.push([await focused(), ring]);
      await page.keyboard.press('Tab');
    }
    assert.deepEqual(
      order,
      ['theme', 'model', 'Prompt and parameters', 'system', 'temperature', 'max-tokens', 'copy-base', 'message', 'clear', 'curl'].map((id) => [id, true]),
    );
  });

  test('speaks at turning points and not at every token', async () => {
    await page.locator('.examples').waitFor();
    await page.evaluate(() => {
      window.spoken = [];
      new MutationObserver(() => window.spoken.push(document.getElementById('status').textContent)).observe(document.getElementById('status'), { childList: true, characterData: true, subtree: true });
    });
    const call = await asked('Hello');
    for (const piece of ['one ', 'two ', 'three']) await call.text(piece);
    await untilText(page, 'one two three');
    assert.equal(await answer(page).getAttribute('aria-busy'), 'true');
    await call.end({ usage: { prompt_tokens: 1, completion_tokens: 3 } });
    await untilState(page, 'done');
    const spoken = await page.evaluate(() => window.spoken);
    assert.equal(spoken.length, 2);
    assert.equal(spoken[0], 'Sent. Waiting for the first token.');
    assert.match(spoken[1], /^Answer complete: 3 tokens in [\d.]+ m?s\. one two three$/);
    assert.equal(await page.locator('[aria-live]').count(), 0);
  });

  test('names every control, once', async () => {
    gateway.key = 'k';
    await ask(page, 'Hello');
    await page.getByLabel('API key').waitFor();
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const controls = nodes.filter(({ ignored, role }) => !ignored && ['button', 'textbox', 'combobox', 'spinbutton', 'DisclosureTriangle'].includes(role?.value));
    assert.ok(controls.length >= 11, `${controls.length} controls`);
    assert.deepEqual(controls.filter(({ name }) => !name?.value.trim()).map(({ role }) => role.value), []);
    const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(await page.locator('h1').count(), 1);
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  });

  test('has text in sufficient contrast in both themes', async () => {
    const call = await asked('Hello', HEADERS);
    await call.text('partial');
    await call.data(envelope('no', 'upstream_error', 'code'));
    call.response.end();
    await untilState(page, 'cut');
    gateway.key = 'k';
    await ask(page, 'Again');
    await page.getByLabel('API key').waitFor();
    await page.mouse.move(0, 0);
    for (const theme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: theme });
      assert.deepEqual(await page.evaluate(paleText), [], theme);
    }
  });

  test('follows the system in light and dark until told otherwise, and remembers', async () => {
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const toggle = page.getByRole('button', { name: 'Dark theme' });
    const light = await background();
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await background();
    assert.notEqual(light, dark);
    assert.equal(await toggle.getAttribute('aria-pressed'), 'true');
    await toggle.click();
    assert.deepEqual([await background(), await toggle.getAttribute('aria-pressed')], [light, 'false']);
    await page.reload();
    assert.deepEqual([await background(), await toggle.getAttribute('aria-pressed')], [light, 'false']);
  });

  test('clears the conversation, also while an answer flows', async () => {
    const call = await asked('Hello');
    await call.text('partial');
    await untilText(page, 'partial');
    await page.getByRole('button', { name: 'Clear' }).click();
    await call.closed;
    await page.locator('.examples').waitFor();
    assert.equal(await page.locator('.turn').count(), 0);
    const next = await asked('Afresh');
    assert.deepEqual(next.body.messages, [{ role: 'user', content: 'Afresh' }]);
    await next.text('a');
    await next.end();
    await untilState(page, 'done');
  });

  test('copies a curl command that a shell reads as the same request, without the key', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(() => sessionStorage.setItem('sluice.key', 'secret'));
    await page.getByLabel('Message').fill(`It's "$HOME" \`here\`\nand \\n there`);
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(!command.includes('secret'));

    const shell = `curl() { printf '%s\\0' "$@"; }\n${command}`;
    const words = execFileSync('sh', ['-c', shell], { env: { SLUICE_API_KEY: 'k', HOME: '/nowhere' }, encoding: 'utf8' }).split('\0');
    assert.deepEqual(words.slice(0, 7), ['-N', `${gateway.url}v1/chat/completions`, '-H', 'Content-Type: application/json', '-H', 'Authorization: Bearer k', '-d']);
    assert.equal(JSON.parse(words[7]).messages[0].content, `It's "$HOME" \`here\`\nand \\n there`);
  });

  test('fits a width of 360 pixels', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    const call = await asked('Hello', HEADERS);
    await call.text(`${'unbroken'.repeat(40)}\n`);
    await call.data(envelope('https://'.repeat(40), 'upstream_error'));
    call.response.end();
    await untilState(page, 'cut');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  });

  test('keeps still for those who ask for it', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const call = await asked('Hello');
    await call.text('a');
    await untilState(page, 'streaming');
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
    await call.end();
    await untilState(page, 'done');
  });

  test('is small', async () => {
    const files = (await readdir(PAGE, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const sizes = await Promise.all(files.map(async ({ parentPath, path, name }) => (await stat(`${parentPath ?? path}/${name}`)).size));
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 50_000, `${sizes}`);
  });
});

/** Runs in the page: visible text whose contrast to what is behind it is below 4.5. */
function paleText() {
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if ((channels(backgroundColor)[3] ?? 1) === 1) return backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  const pale = [];
  for (const element of document.querySelectorAll('body *')) {
    const ownText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!ownText || element.disabled || !element.checkVisibility()) continue;
    const [darker, lighter] = [luminance(getComputedStyle(element).color), luminance(behind(element))].toSorted((a, b) => a - b);
    const contrast = (lighter + 0.05) / (darker + 0.05);
    if (contrast < 4.5) pale.push(`${element.tagName} ${element.textContent.slice(0, 30)}: ${contrast.toFixed(2)}`);
  }
  return pale;
}

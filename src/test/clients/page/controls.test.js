// Everything around the conversation: keyboard, screen reader, themes, clear, curl, small screens.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { answer, ask, untilState, untilText } from './browser.js';
import { loadedBy, paleText } from './judge.js';
import { envelope } from './mock.js';
import { HEADERS, suite } from './suite.js';

suite('controls', (t) => {
  test('can be used with nothing but a keyboard', async () => {
    await t.page.waitForFunction(() => document.activeElement.id === 'message');
    await t.page.keyboard.type('Two');
    await t.page.keyboard.press('Shift+Enter');
    await t.page.keyboard.type('lines');
    await t.page.keyboard.press('Enter');
    const call = await t.gateway.call();
    assert.equal(call.body.messages[0].content, 'Two\nlines');
    call.open();
    await call.text('a');
    await untilText(t.page, 'a');
    await t.page.keyboard.press('Escape');
    await untilState(t.page, 'stopped');

    const order = [];
    await t.page.evaluate(() => document.activeElement.blur());
    await t.page.getByRole('button', { name: 'Dark theme' }).focus();
    for (let i = 0; i < 17; i += 1) {
      const ring = await t.page.evaluate(() => {
        const field =
          document.activeElement.id === 'message'
            ? document.getElementById('composer')
            : document.activeElement;
        const { outlineStyle, boxShadow } = getComputedStyle(field);
        return outlineStyle !== 'none' || boxShadow !== 'none';
      });
      order.push([await t.focused(), ring]);
      await t.page.keyboard.press('Tab');
    }
    assert.deepEqual(
      order,
      [
        'theme',
        'Chat',
        'Experiments',
        'Inferences',
        'Models',
        'Keys',
        'model',
        'beside',
        'Prompt and parameters',
        'system',
        'temperature',
        'max-tokens',
        'probabilities',
        'copy-base',
        'message',
        'clear',
        'curl',
      ].map((id) => [id, true]),
    );
  });

  test('speaks at turning points and not at every token', async () => {
    await t.page.locator('.examples').waitFor();
    await t.page.evaluate(() => {
      window.spoken = [];
      new MutationObserver(() =>
        window.spoken.push(document.getElementById('status').textContent),
      ).observe(document.getElementById('status'), {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });
    const call = await t.asked('Hello');
    for (const piece of ['one ', 'two ', 'three']) await call.text(piece);
    await untilText(t.page, 'one two three');
    assert.equal(await answer(t.page).getAttribute('aria-busy'), 'true');
    await call.end({ usage: { prompt_tokens: 1, completion_tokens: 3 } });
    await untilState(t.page, 'done');
    const spoken = await t.page.evaluate(() => window.spoken);
    assert.equal(spoken.length, 2);
    assert.equal(spoken[0], 'Sent. Waiting for the first token.');
    assert.match(spoken[1], /^Answer complete: 3 tokens in [\d.]+ m?s\. one two three$/);
    assert.equal(await t.page.locator('[aria-live]').count(), 0);
  });

  test('names every control, once', async () => {
    t.gateway.key = 'k';
    await ask(t.page, 'Hello');
    await t.page.getByLabel('API key').waitFor();
    const session = await t.page.context().newCDPSession(t.page);
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const controls = nodes.filter(
      ({ ignored, role }) =>
        !ignored &&
        ['button', 'textbox', 'combobox', 'spinbutton', 'DisclosureTriangle'].includes(role?.value),
    );
    assert.ok(controls.length >= 11, `${controls.length} controls`);
    assert.deepEqual(
      controls.filter(({ name }) => !name?.value.trim()).map(({ role }) => role.value),
      [],
    );
    const ids = await t.page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(await t.page.locator('h1').count(), 1);
    assert.equal(await t.page.locator('html').getAttribute('lang'), 'en');
  });

  test('has text in sufficient contrast in both themes', async () => {
    const call = await t.asked('Hello', { ...HEADERS, 'x-sluice-fallback': '1=unsure(0.4100)' });
    await call.scored(
      ['very', -0.01],
      [' likely', -0.4],
      [' maybe', -1],
      [' hardly', -2],
      [' not', -5],
    );
    await call.data(envelope('no', 'upstream_error', 'code'));
    call.response.end();
    await untilState(t.page, 'cut');
    t.gateway.key = 'k';
    await ask(t.page, 'Again');
    await t.page.getByLabel('API key').waitFor();
    await t.page.mouse.move(0, 0);
    for (const theme of ['light', 'dark']) {
      await t.page.emulateMedia({ colorScheme: theme });
      assert.deepEqual(await t.page.evaluate(paleText), [], theme);
    }
  });

  test('follows the system in light and dark until told otherwise, and remembers', async () => {
    const background = () =>
      t.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const toggle = t.page.getByRole('button', { name: 'Dark theme' });
    const light = await background();
    await t.page.emulateMedia({ colorScheme: 'dark' });
    const dark = await background();
    assert.notEqual(light, dark);
    assert.equal(await toggle.getAttribute('aria-pressed'), 'true');
    await toggle.click();
    assert.deepEqual(
      [await background(), await toggle.getAttribute('aria-pressed')],
      [light, 'false'],
    );
    await t.page.reload();
    assert.deepEqual(
      [await background(), await toggle.getAttribute('aria-pressed')],
      [light, 'false'],
    );
  });

  test('clears the conversation, also while an answer flows', async () => {
    const call = await t.asked('Hello');
    await call.text('partial');
    await untilText(t.page, 'partial');
    await t.page.getByRole('button', { name: 'Clear' }).click();
    await call.closed;
    await t.page.locator('.examples').waitFor();
    assert.equal(await t.page.locator('.turn').count(), 0);
    const next = await t.asked('Afresh');
    assert.deepEqual(next.body.messages, [{ role: 'user', content: 'Afresh' }]);
    await next.text('a');
    await next.end();
    await untilState(t.page, 'done');
  });

  test('copies a curl command that a shell reads as the same request, without the key', async () => {
    await t.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await t.page.evaluate(() => sessionStorage.setItem('sluice.key', 'secret'));
    await t.page.getByLabel('Message').fill(`It's "$HOME" \`here\`\nand \\n there`);
    await t.page.getByRole('button', { name: 'Copy as curl' }).click();
    await t.page.getByRole('button', { name: 'Copied' }).waitFor();
    const command = await t.page.evaluate(() => navigator.clipboard.readText());
    assert.ok(!command.includes('secret'));

    const shell = `curl() { printf '%s\\0' "$@"; }\n${command}`;
    const words = execFileSync('sh', ['-c', shell], {
      env: { SLUICE_API_KEY: 'k', HOME: '/nowhere' },
      encoding: 'utf8',
    }).split('\0');
    assert.deepEqual(words.slice(0, 7), [
      '-N',
      `${t.gateway.url}v1/chat/completions`,
      '-H',
      'Authorization: Bearer k',
      '-H',
      'Content-Type: application/json',
      '-d',
    ]);
    assert.equal(JSON.parse(words[7]).messages[0].content, `It's "$HOME" \`here\`\nand \\n there`);
  });

  test('fits a width of 360 pixels', async () => {
    await t.page.setViewportSize({ width: 360, height: 740 });
    const call = await t.asked('Hello', {
      ...HEADERS,
      'x-sluice-fallback': '1=unsure(0.4100), 2=timed_out',
    });
    await call.scored(['likely', -0.4], ['unbroken'.repeat(20), -3]);
    await call.text(`${'unbroken'.repeat(40)}\n`);
    await call.data(envelope('https://'.repeat(40), 'upstream_error'));
    call.response.end();
    await untilState(t.page, 'cut');
    assert.equal(await t.page.evaluate(() => document.documentElement.scrollWidth), 360);
  });

  test('keeps still for those who ask for it', async () => {
    await t.page.emulateMedia({ reducedMotion: 'reduce' });
    const call = await t.asked('Hello');
    await call.text('a');
    await untilState(t.page, 'streaming');
    assert.equal(await t.page.evaluate(() => document.getAnimations().length), 0);
    await call.end();
    await untilState(t.page, 'done');
  });

  test('is small', async () => {
    assert.ok((await loadedBy('index.html')) < 90_000, `${await loadedBy('index.html')} bytes`);
  });
});

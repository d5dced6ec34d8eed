// The list of experiments: what it shows, what it says when there is nothing or something is wrong.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ONLY_STAGE, STAGES, view } from './experiments-data.js';
import { suite } from './experiments-suite.js';

suite('list of experiments', (t) => {
  const rowsOf = () => t.texts('.experiments tbody tr');

  test('shows each with its state, stage, outcome and reason, in the order of the server', async () => {
    t.mock.add('slang-v2');
    t.mock.add('short', {
      route: 'summary',
      state: 'held',
      reason: 'No unit has come in for 1 h',
      stage: { ...view('x').stage, kind: 'shadow', index: 0, of: 5, share: 500 },
    });
    t.mock.add('slang-v1', {
      state: 'rolled_back',
      outcome: 'fail',
      reason: 'errors > 5 % crossed the limit',
    });
    t.mock.add('plain', {
      state: 'running',
      stages: ONLY_STAGE,
      stage: { ...view('x').stage, kind: 'experiment', index: 0, of: 1, share: 5000 },
    });
    t.mock.add('off', { switched_off: true });
    t.mock.add('won', { state: 'completed', outcome: 'pass', winner: 'candidate' });
    t.mock.add('lost', { unservable: 'the route is not there' });
    await t.open();
    await t.page.locator('.experiments a').first().waitFor();
    assert.deepEqual(await rowsOf(), [
      'slang-v2 changed 13 Nov, 09:30 slang Running 25 % · stage 2 of 4 – –',
      'short changed 13 Nov, 09:30 summary Held shadow 5 % · stage 1 of 5 – No unit has come in for 1 h',
      'slang-v1 changed 13 Nov, 09:30 slang Rolled back 25 % · stage 2 of 4 Fail errors > 5 % crossed the limit',
      'plain changed 13 Nov, 09:30 slang Running 50 % · no stages – –',
      'off changed 13 Nov, 09:30 slang Running switched off 25 % · stage 2 of 4 – –',
      'won changed 13 Nov, 09:30 slang Completed 25 % · stage 2 of 4 Pass –',
      'lost changed 13 Nov, 09:30 slang Running not served 25 % · stage 2 of 4 – the route is not there',
    ]);
    assert.deepEqual(await t.texts('.experiments thead th'), [
      'Experiment',
      'Route',
      'State',
      'Stage',
      'Outcome',
      'Reason',
    ]);
    assert.equal(await t.page.title(), 'Experiments · Sluice');
  });

  test('says every state by a word and a shape of its own', async () => {
    for (const state of [
      'pending',
      'running',
      'held',
      'paused',
      'completed',
      'rolled_back',
      'stopped',
    ]) {
      t.mock.add(state, { state });
    }
    await t.open();
    await t.page.locator('.experiments a').first().waitFor();
    assert.deepEqual(await t.texts('.experiments td:nth-child(3)'), [
      'Not started',
      'Running',
      'Held',
      'Paused',
      'Completed',
      'Rolled back',
      'Stopped',
    ]);
    const shapes = await t.page
      .locator('.experiments td:nth-child(3) path')
      .evaluateAll((all) => all.map((path) => path.getAttribute('d')));
    assert.equal(new Set(shapes).size, 7);
  });

  test('can be narrowed to states and routes', async () => {
    t.mock.add('a');
    t.mock.add('b', { state: 'stopped', route: 'summary' });
    t.mock.add('c', { state: 'pending' });
    await t.open();
    const names = () => t.texts('.experiments a');
    await t.page.getByLabel('State').selectOption('ended');
    assert.deepEqual(await names(), ['b']);
    assert.equal(await t.page.getByText('1 of 3').isVisible(), true);
    await t.page.getByLabel('State').selectOption('live');
    assert.deepEqual(await names(), ['a']);
    await t.page.getByLabel('State').selectOption('pending');
    assert.deepEqual(await names(), ['c']);
    await t.page.getByLabel('State').selectOption('');
    await t.page.getByLabel('Route').selectOption('summary');
    assert.deepEqual(await names(), ['b']);
  });

  test('says what to do where there is none', async () => {
    await t.open();
    await t.page.getByText('There are none yet.').waitFor();
    const command = await t.page.locator('pre').textContent();
    assert.match(command, /^curl -N 'http:\/\/127\.0\.0\.1:\d+\/api\/experiments' \\\n/);
    assert.deepEqual(JSON.parse(command.split("-d '")[1].slice(0, -1)), {
      id: 'my-first',
      route: 'ROUTE',
      candidate: 'MODEL',
      rollout: {},
    });
    assert.equal(await t.page.locator('.experiments').isVisible(), false);
    assert.equal(await t.page.getByLabel('State').isVisible(), false);
  });

  test('asks for a key, keeps it for this tab, and forgets it', async () => {
    t.mock.add('slang-v2');
    t.mock.key = 'correct';
    await t.open();
    await t.page.getByLabel('API key').fill('wrong');
    await t.page.keyboard.press('Enter');
    await t.spoken('An API key is needed');
    await t.page.waitForFunction(() => document.activeElement.id === 'key');
    await t.page.keyboard.type('correct');
    await t.page.keyboard.press('Enter');
    await t.page.getByRole('link', { name: 'slang-v2' }).waitFor();
    assert.equal(await t.page.getByLabel('API key').isVisible(), false);
    assert.equal(t.mock.requests.at(-1).headers.authorization, 'Bearer correct');
    await t.page.reload();
    await t.page.getByRole('link', { name: 'slang-v2' }).waitFor();
    await t.button('Forget it').click();
    assert.equal(await t.page.evaluate(() => sessionStorage.getItem('sluice.key')), null);
  });

  test('shares the key with the chat page', async () => {
    t.mock.key = 'k';
    t.mock.add('slang-v2');
    await t.open();
    await t.page.getByLabel('API key').fill('k');
    await t.page.keyboard.press('Enter');
    await t.page.getByRole('link', { name: 'slang-v2' }).waitFor();
    await t.page.getByRole('link', { name: 'Chat' }).click();
    await t.page.getByText('Using your API key').waitFor();
    assert.equal(new URL(t.page.url()).pathname, '/');
    await t.page.getByRole('link', { name: 'Experiments' }).click();
    await t.page.getByRole('link', { name: 'slang-v2' }).waitFor();
  });

  test('says in words that the database is away, and tries again', async () => {
    t.mock.add('slang-v2');
    t.mock.problems.set('GET /api/experiments', [
      503,
      'database_unavailable',
      "the database can't be reached; experiments that run go on",
    ]);
    await t.open();
    await t.page.getByText('The experiments cannot be listed: not available right now').waitFor();
    assert.deepEqual(await t.texts('.notice p'), [
      "the database can't be reached; experiments that run go on",
      '503 · database_unavailable · retry after 2 s',
    ]);
    t.mock.problems.clear();
    await t.button('Try again').click();
    await t.page.getByRole('link', { name: 'slang-v2' }).waitFor();
    assert.equal(await t.page.locator('.notice').count(), 0);
  });

  test('keeps the list while it cannot be read again', async () => {
    t.mock.add('slang-v2');
    t.page = await t.open();
    await t.page.getByRole('link', { name: 'slang-v2' }).waitFor();
    await t.page.route('**/api/experiments', (route) => route.abort('connectionrefused'));
    await t.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await t.page.getByText('The gateway cannot be reached. Is it still running?').first().waitFor();
    assert.equal(await t.page.getByRole('link', { name: 'slang-v2' }).isVisible(), true);
  });

  test('looks again by itself, and leaves the focus where it is', async () => {
    t.mock.add('slang-v2');
    await t.open();
    const link = t.page.getByRole('link', { name: 'slang-v2' });
    await link.focus();
    t.mock.add('another');
    await t.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await t.page.getByRole('link', { name: 'another' }).waitFor();
    assert.equal(await t.page.evaluate(() => document.activeElement.textContent), 'slang-v2');
  });

  test('leads to one and back by the keyboard', async () => {
    t.mock.add('slang-v2');
    await t.open();
    await t.page.getByRole('link', { name: 'slang-v2' }).focus();
    await t.page.keyboard.press('Enter');
    await t.state('Running');
    assert.equal(await t.page.title(), 'slang-v2 · Sluice');
    assert.equal(await t.page.evaluate(() => document.activeElement.textContent), 'slang-v2');
    await t.page.keyboard.press('Shift+Tab');
    await t.page.keyboard.press('Enter');
    await t.page.getByRole('link', { name: 'slang-v2' }).waitFor();
    await t.page.goBack();
    await t.state('Running');
  });

  test('takes whatever the server says as text', async () => {
    const markup = '<img src=x onerror="document.title=1"><b>bold</b>';
    t.mock.add(
      markup,
      {
        route: markup,
        state: markup,
        reason: markup,
        description: markup,
        outcome: markup,
        variants: [{ name: markup, weight: 1, model: markup }],
      },
      {
        figures: {
          guardrails: [{ text: markup, candidate: markup, verdict: markup, sentence: markup }],
          missing: [markup],
          sample_ratio: { sentence: markup },
          detectable: [{ metric: markup, sentence: markup }],
        },
      },
    );
    await t.open();
    await t.page.getByRole('link', { name: markup }).click();
    await t.page.locator('.guardrails li').first().waitFor();
    assert.equal(await t.page.locator('h2').textContent(), markup);
    assert.equal(await t.page.locator('main b, main img, .side b, .side img').count(), 0);
  });

  test('reaches an experiment by any name that a path could trip over', async () => {
    const odd = 'a/b?c#d%e ü';
    t.mock.add(odd);
    await t.open();
    await t.page.getByRole('link', { name: odd }).click();
    await t.state('Running');
    assert.ok(t.mock.made('GET', `/api/experiments/${encodeURIComponent(odd)}`).length >= 1);
    await t.page.goto(`${t.mock.url}#..`);
    await t.page.getByText('There is no experiment with that name.').first().waitFor();
    assert.equal(t.mock.made('GET', '/api/').length, 0);
  });

  test('shows 200 of them at once', async () => {
    for (let i = 0; i < 200; i += 1) {
      t.mock.add(`experiment-${i}`, { stages: STAGES, reason: 'word '.repeat(30) }, { howMany: 0 });
    }
    await t.open();
    await t.page.locator('.experiments a').nth(199).waitFor();
    const ms = await t.page.evaluate(() => {
      const start = performance.now();
      const select = document.getElementById('filter-state');
      select.value = 'live';
      select.dispatchEvent(new Event('input', { bubbles: true }));
      document.body.getBoundingClientRect();
      return performance.now() - start;
    });
    assert.ok(ms < 500, `${ms} ms for 200 rows`);
  });
});

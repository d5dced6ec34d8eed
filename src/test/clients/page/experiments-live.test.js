// What happens while the page is open: events, and what it does when there are none.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './experiments-analysis.js';
import { CHANGES, DECISIONS, view } from './experiments-data.js';
import { suite } from './experiments-suite.js';

suite('live', (t) => {
  test('shows a new state, and says it', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.live('Live');
    const after = view('slang-v2', {
      state: 'rolled_back',
      outcome: 'fail',
      reason: 'errors > 5 % crossed the limit',
      version: 4,
    });
    t.mock.views.set('slang-v2', after);
    t.mock.send('state', after);
    await t.state('Rolled back');
    await t.spoken('slang-v2: Rolled back, errors > 5 % crossed the limit.');
    assert.deepEqual(await t.texts('.commands button'), []);
  });

  test('shows how the time of the stage runs', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.live('Live');
    await t.plotted(100);
    t.mock.views.set(
      'slang-v2',
      view('slang-v2', { stage: { ...view('x').stage, watched_s: 172_800 } }),
    );
    t.mock.send('state', t.mock.views.get('slang-v2'));
    await t.page.getByText('2 d of 4 d').waitFor();
    t.mock.views.set(
      'slang-v2',
      view('slang-v2', { stage: { ...view('x').stage, watched_s: 259_200 } }),
    );
    t.mock.send('analysis', {});
    await t.page.getByText('3 d of 4 d').waitFor();
  });

  test('reads the figures every 30 s, whether told or not', async () => {
    t.mock.add('slang-v2');
    await t.openWithClock('slang-v2');
    await t.live('Live');
    await t.plotted(100);
    t.mock.analyses.get('slang-v2').missing = ['1 d more in this stage'];
    await t.page.clock.fastForward(30_000);
    await t.page.getByText('1 d more in this stage').waitFor();
  });

  test('does not go back to a state that was overtaken', async () => {
    t.mock.add('slang-v2', { version: 5 });
    await t.open('slang-v2');
    await t.live('Live');
    t.mock.send('state', view('slang-v2', { state: 'held', version: 4 }));
    t.mock.send('decision', {
      ...DECISIONS[3],
      id: 10,
      at: '2026-11-14T14:00:00Z',
      sentence: 'Later than the state.',
    });
    await t.page.locator('.decisions').getByText('Later than the state.').waitFor();
    assert.equal(await t.page.locator('.word').innerText(), 'Running');
  });

  test('puts a new decision on top, once, and says it', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.live('Live');
    await t.page.getByText('There is traffic again.').waitFor();
    // Read when it is opened, and once more when the stream begins.
    while (t.mock.made('GET', '/api/experiments/slang-v2/decisions').length < 2) {
      await t.page.evaluate(() => new Promise(requestAnimationFrame));
    }
    const decision = {
      id: 10,
      at: '2026-11-14T14:30:00Z',
      stage: 1,
      kind: 'hold',
      sentence: 'The sample ratio is broken.',
      inputs: {},
    };
    t.mock.decisions.set('slang-v2', [decision, ...DECISIONS]);
    const before = t.mock.made('GET', '/api/experiments/slang-v2/decisions').length;
    t.mock.send('decision', decision);
    t.mock.send('decision', decision);
    await t.spoken('The sample ratio is broken.');
    t.mock.send('analysis', {});
    await t.page.waitForFunction(() => document.querySelectorAll('.decisions li').length === 5);
    assert.deepEqual(
      (await t.texts('.decisions li'))[0],
      '14 Nov, 14:30 Held The sample ratio is broken. Stage 2',
    );
    assert.equal(
      t.mock.made('GET', '/api/experiments/slang-v2/decisions').length,
      before,
      'they are told, not read again',
    );
  });

  test('puts a new change into the audit that is open', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.live('Live');
    await t.page.getByText('Changes: who made them and why').click();
    await t.page.locator('.changes li').nth(2).waitFor();
    const change = {
      seq: 13,
      at: '2026-11-14T14:30:00Z',
      action: 'switch_off',
      by: 'key:ops',
      before: null,
      after: null,
      version: null,
      reason: 'Incident 7',
    };
    t.mock.changes.set('slang-v2', [change, ...CHANGES]);
    t.mock.send('change', change);
    await t.page.getByText('Incident 7').waitFor();
    assert.equal(
      (await t.texts('.changes li'))[0],
      '14 Nov, 14:30 switch off Incident 7 by key:ops',
    );
  });

  test('reads the figures again with each analysis, and leaves the metric as it is', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.live('Live');
    await t.plotted(100);
    await t.page.getByLabel('Metric').selectOption('completion candidate');
    await t.page.locator('.readout').filter({ hasText: 'points' }).waitFor();
    t.mock.looks.set('slang-v2 completion', looks(120, { towards: 0.004 }));
    t.mock.analyses.get('slang-v2').missing = ['1 d more in this stage'];
    t.mock.send('analysis', { units: {}, verdicts: {} });
    await t.plotted(120);
    assert.equal(await t.page.getByLabel('Metric').inputValue(), 'completion candidate');
    await t.page.getByText('1 d more in this stage').waitFor();
  });

  test('makes one reading of many analyses', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.live('Live');
    await t.plotted(100);
    const before = t.mock.made('GET', '/api/experiments/slang-v2/analysis').length;
    const read = t.page.waitForResponse((got) => got.url().endsWith('/slang-v2/analysis'));
    for (let i = 0; i < 50; i += 1) t.mock.send('analysis', {});
    t.mock.send('decision', {
      ...DECISIONS[3],
      id: 99,
      at: '2026-11-15T00:00:00Z',
      sentence: 'After all of them.',
    });
    await t.page.locator('.decisions').getByText('After all of them.').waitFor();
    await read;
    const made = t.mock.made('GET', '/api/experiments/slang-v2/analysis').length - before;
    assert.ok(made >= 1 && made <= 25, `${made} readings`);
  });

  test('overlooks what it does not know', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.live('Live');
    for (const stream of t.mock.streams) {
      stream.write(
        'event: state\ndata: {"cut\n\nevent: state\ndata: {"id":"another","state":"stopped"}\n\nevent: news\ndata: 1\n\ndata: null\n\nevent: decision\ndata: null\n\n',
      );
    }
    t.mock.send('state', view('slang-v2', { state: 'paused', version: 4 }));
    await t.state('Paused');
  });

  test('says that it is not live when the connection is lost, and comes back', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.live('Live');
    t.mock.cut(503);
    await t.live('Not live: the connection was lost, reconnecting');
    t.mock.views.set(
      'slang-v2',
      view('slang-v2', { state: 'held', reason: 'No unit', version: 4 }),
    );
    t.mock.eventsStatus = 200;
    await t.state('Held');
    await t.page.waitForFunction(() => document.querySelector('.live').textContent === 'Live');
  });

  test('looks every 10 s where there are no events', async () => {
    t.mock.add('slang-v2');
    t.mock.eventsStatus = 404;
    await t.openWithClock('slang-v2');
    await t.live('Not live: checked every 10 s');
    t.mock.views.set('slang-v2', view('slang-v2', { state: 'paused', version: 4 }));
    assert.equal(await t.page.locator('.word').innerText(), 'Running');
    await t.page.clock.fastForward(10_000);
    await t.state('Paused');
    assert.equal(t.mock.made('GET', '/api/experiments/slang-v2/events').length, 1);
  });

  test('stops following when another page of it is opened', async () => {
    t.mock.add('slang-v2');
    t.mock.add('other');
    await t.open('slang-v2');
    await t.live('Live');
    const [stream] = t.mock.streams;
    const closed = new Promise((resolve) => stream.on('close', resolve));
    await t.page.getByRole('link', { name: 'All experiments' }).click();
    await closed;
    await t.page.getByRole('link', { name: 'other' }).click();
    await t.live('Live');
    assert.equal(t.mock.streams.size, 1);
  });

  test('rolls back without events, too', async () => {
    t.mock.add('slang-v2');
    t.mock.eventsStatus = 503;
    await t.open('slang-v2');
    await t.page.keyboard.press('r');
    await t.page.keyboard.press('Enter');
    await t.state('Rolled back');
  });

  test('says a failure once, and takes it back when it is over', async () => {
    t.mock.add('slang-v2');
    t.mock.eventsStatus = 404;
    t.mock.problems.set('GET /api/experiments/slang-v2', () =>
      t.mock.made('GET', '/api/experiments/slang-v2').length > 2
        ? [503, 'database_unavailable', 'away']
        : undefined,
    );
    await t.openWithClock('slang-v2');
    await t.live('Not live: checked every 10 s');
    await t.page.clock.fastForward(10_000);
    await t.page.locator('.notice').waitFor();
    await t.button('Try again').focus();
    const again = t.page.waitForResponse((response) => response.url().endsWith('/slang-v2'));
    await t.page.clock.fastForward(10_000);
    await (await again).finished();
    assert.equal(await t.page.evaluate(() => document.activeElement.textContent), 'Try again');
    t.mock.problems.clear();
    await t.page.clock.fastForward(10_000);
    await t.page.locator('.notice').waitFor({ state: 'detached' });
    assert.equal(await t.page.locator('.word').innerText(), 'Running');
  });

  test('a plot that cannot be read says so, and comes with the next look', async () => {
    t.mock.add('slang-v2');
    t.mock.problems.set('GET /api/experiments/slang-v2/looks', [
      503,
      'database_unavailable',
      'away',
    ]);
    await t.open('slang-v2');
    await t.live('Live');
    await t.page.locator('.notice').waitFor();
    t.mock.problems.clear();
    t.mock.send('analysis', {});
    await t.plotted(100);
    await t.page.locator('.notice').waitFor({ state: 'detached' });
  });
});

// What can be done to an experiment: which buttons there are, the one key, refusals in words, the
// switch of a route.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { view } from './experiments-data.js';
import { suite } from './experiments-suite.js';

suite('commands', (t) => {
  const ROLLBACK = '/api/experiments/slang-v2/rollback';
  const stage = (changed) => ({ ...view('x').stage, ...changed });
  const focused = () => t.page.evaluate(() => document.activeElement.textContent);

  const offered = {
    pending: [{ state: 'pending', stage: null }, ['Start']],
    'running, and asks for approval': [{}, ['Roll back r', 'Approve', 'Pause']],
    'running, and approved': [{ stage: stage({ approved: true }) }, ['Roll back r', 'Pause']],
    'running, without approval': [{ stage: stage({ approval: false }) }, ['Roll back r', 'Pause']],
    held: [
      { state: 'held', stage: stage({ approval: false }) },
      ['Roll back r', 'Pause', 'Resume'],
    ],
    paused: [{ state: 'paused', stage: stage({ approved: true }) }, ['Roll back r', 'Resume']],
    'paused, and asks for approval': [{ state: 'paused' }, ['Roll back r', 'Approve', 'Resume']],
    completed: [{ state: 'completed' }, ['Roll back r']],
    'completed and retired': [{ state: 'completed', retired: true }, []],
    'rolled back': [{ state: 'rolled_back' }, []],
    stopped: [{ state: 'stopped' }, []],
  };
  for (const [what, [changed, labels]] of Object.entries(offered)) {
    test(`offers what can be done to one that is ${what}`, async () => {
      t.mock.add('slang-v2', changed);
      await t.open('slang-v2');
      assert.deepEqual(await t.texts('.commands button'), labels);
      if (!labels.includes('Roll back r')) {
        await t.page.keyboard.press('r');
        assert.equal(await t.dialog().count(), 0);
      }
    });
  }

  test('rolls back with one key and Enter', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.live('Live');
    await t.page.keyboard.press('r');
    assert.equal(await t.dialog().getByRole('heading').innerText(), 'Roll back slang-v2?');
    assert.equal(await focused(), 'Roll back');
    assert.equal(t.mock.made('POST', ROLLBACK).length, 0);
    await t.page.keyboard.press('Enter');
    await t.state('Rolled back');
    const [{ body, headers }, ...more] = t.mock.made('POST', ROLLBACK);
    assert.deepEqual(body, { reason: 'Rolled back by hand' });
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers['content-length'], String(JSON.stringify(body).length));
    assert.equal(more.length, 0);
    assert.equal(await t.dialog().count(), 0);
    assert.deepEqual(await t.texts('.commands button'), []);
    assert.equal(await t.page.locator('.reason').innerText(), 'When it ended: Rolled back by hand');
    assert.match(await t.status(), /^slang-v2: Rolled back/);
  });

  test('does nothing after Escape, and gives the focus back', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.button('Roll back').click();
    await t.page.keyboard.press('Escape');
    await t.dialog().waitFor({ state: 'detached' });
    assert.match(await focused(), /^Roll back/);
    await t.page.keyboard.press('r');
    await t.button('Cancel').click();
    await t.dialog().waitFor({ state: 'detached' });
    assert.equal(t.mock.made('POST', ROLLBACK).length, 0);
    assert.equal(await t.page.locator('.word').innerText(), 'Running');
  });

  test('sends the reason that is given', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.page.keyboard.press('r');
    await t.page.getByLabel('Reason, for the record').fill('Customers complain: "rude"');
    await t.page.keyboard.press('Enter');
    await t.state('Rolled back');
    assert.deepEqual(t.mock.made('POST', ROLLBACK)[0].body, {
      reason: 'Customers complain: "rude"',
    });
  });

  test('takes no r for a command that is typed or has another meaning', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.page.keyboard.press('Control+Shift+R').catch(() => {});
    await t.page.locator('.experiment .word').waitFor();
    await t.page.keyboard.press('Alt+r');
    await t.page.locator('#metric').focus();
    await t.page.keyboard.press('r');
    assert.equal(await t.dialog().count(), 0);
    await t.button('Switch all off').click();
    await t.page.getByLabel('Reason, for the record').fill('');
    await t.page.keyboard.type('rrr');
    assert.equal(await t.page.getByLabel('Reason, for the record').inputValue(), 'rrr');
    assert.equal(await t.dialog().count(), 1);
  });

  test('confirms once, however often it is clicked', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.page.keyboard.press('r');
    await t.page.evaluate(() => {
      const button = document.querySelector('dialog .danger');
      button.click();
      button.click();
      button.click();
    });
    await t.state('Rolled back');
    assert.equal(t.mock.made('POST', ROLLBACK).length, 1);
  });

  test('says in the dialog that the database is away, and can be tried again', async () => {
    t.mock.add('slang-v2');
    t.mock.problems.set(`POST ${ROLLBACK}`, [
      503,
      'database_unavailable',
      "the database can't be reached; switch the candidate off in sluice.yaml",
    ]);
    await t.open('slang-v2');
    await t.page.keyboard.press('r');
    await t.page.keyboard.press('Enter');
    const alert = t.dialog().getByRole('alert');
    await alert.getByText('Not available right now').waitFor();
    assert.deepEqual((await alert.innerText()).split(/\n+/), [
      'Not available right now',
      "the database can't be reached; switch the candidate off in sluice.yaml",
      '503 · database_unavailable · retry after 2 s',
    ]);
    t.mock.problems.clear();
    assert.equal(await focused(), 'Try again');
    await t.page.keyboard.press('Enter');
    await t.state('Rolled back');
  });

  test('says that it came too late, and shows how it is', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.live('Live');
    t.mock.views.set(
      'slang-v2',
      view('slang-v2', { state: 'stopped', outcome: 'inconclusive', version: 4 }),
    );
    t.mock.problems.set(`POST ${ROLLBACK}`, [
      409,
      'wrong_state',
      'slang-v2 is stopped: only a live or completed one can be rolled back',
    ]);
    await t.page.keyboard.press('r');
    await t.page.keyboard.press('Enter');
    await t
      .dialog()
      .getByText('slang-v2 is stopped: only a live or completed one can be rolled back')
      .waitFor();
    await t.state('Stopped');
    assert.deepEqual(await t.texts('.commands button'), []);
    assert.equal(await t.dialog().count(), 1);
  });

  test('asks for a key, and then for the confirmation again', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.live('Live');
    t.mock.key = 'k';
    await t.page.keyboard.press('r');
    await t.page.getByLabel('Reason, for the record').fill('kept');
    await t.page.keyboard.press('Enter');
    await t.page.getByLabel('API key').fill('k');
    await t.page.keyboard.press('Enter');
    await t.dialog().waitFor();
    assert.equal(await t.page.getByLabel('Reason, for the record').inputValue(), 'kept');
    await t.page.keyboard.press('Enter');
    await t.state('Rolled back');
  });

  const commands = {
    Approve: [{}, 'approve', 'Approved'],
    Pause: [{}, 'pause', 'Paused'],
    Resume: [{ state: 'paused', reason: 'x' }, 'resume', 'Resumed'],
    Start: [{ state: 'pending', stage: null }, 'start', 'Started'],
  };
  for (const [label, [changed, path, reason]] of Object.entries(commands)) {
    test(`${label} is confirmed, and done to the version that was seen`, async () => {
      t.mock.add('slang-v2', changed);
      await t.open('slang-v2');
      await t.button(label).click();
      await t.dialog().getByRole('button', { name: label, exact: true }).click();
      await t.dialog().waitFor({ state: 'detached' });
      assert.deepEqual(
        t.mock.made('POST', `/api/experiments/slang-v2/${path}`).map(({ body }) => body),
        [{ reason, version: 3 }],
      );
      assert.equal(await t.button(label).count(), 0);
    });
  }

  test('a version that is no longer the present one is said, and then seen', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    t.mock.problems.set('POST /api/experiments/slang-v2/pause', () => {
      if (t.mock.requests.at(-1).body.version !== 3) return undefined;
      // Somebody is quicker: not before, or the page might have read it already.
      t.mock.views.set('slang-v2', view('slang-v2', { version: 4 }));
      return [409, 'version_conflict', 'version is 3, expected the present one, 4'];
    });
    await t.button('Pause').click();
    await t.page.keyboard.press('Enter');
    await t.dialog().getByText('version is 3, expected the present one, 4').waitFor();
    await t.page.waitForFunction(() => !document.querySelector('.notices .notice'));
    await t.page.keyboard.press('Enter');
    await t.state('Paused');
  });

  test('switches all experiments of a route off and on again', async () => {
    t.mock.add('slang-v2');
    t.mock.add('slang-v3', { state: 'pending', stage: null });
    await t.open('slang-v2');
    const panel = t.page.getByLabel('Route switch');
    await panel.getByText('Switched on').waitFor();
    await t.button('Switch all off').click();
    assert.equal(
      await t.dialog().getByRole('heading').innerText(),
      'Switch off all experiments of slang?',
    );
    await t.page.getByLabel('Reason, for the record').fill('Incident 7');
    await t.page.keyboard.press('Enter');
    await panel.getByText('Switched off: Incident 7').waitFor();
    assert.deepEqual(
      t.mock.made('PUT', '/api/experiments/routes/slang/switch').map(({ body }) => body),
      [{ reason: 'Incident 7' }],
    );
    await t.page
      .locator('.word')
      .getByText('Switched off on this route: it reaches nobody')
      .waitFor();
    await panel.getByText('since 14 Nov, 13:31, by ops').waitFor();
    assert.equal(await t.page.locator('.word').getByText('Running').count(), 1);

    await t.button('Switch on again').click();
    await t.page.keyboard.press('Enter');
    await panel.getByText('Switched on').waitFor();
    assert.equal(t.mock.made('DELETE', '/api/experiments/routes/slang/switch').length, 1);
    assert.equal(await t.page.locator('.word').innerText(), 'Running');
  });

  test('says when the configuration has switched them off, whatever the switch says', async () => {
    t.mock.add('slang-v2', { switched_off: true });
    t.mock.configured = false;
    await t.open('slang-v2');
    await t.page.locator('.route-switch').getByText('Switched off in sluice.yaml').waitFor();
    assert.deepEqual(await t.texts('.route-switch > *'), [
      'All experiments of route slang',
      'Switched off in sluice.yaml',
      'routes.slang.experiments is false there, so the route serves only its ladder, whatever you do here.',
      'Switch all off',
    ]);
  });

  test('knows the state of the switch from the experiment where it cannot be asked', async () => {
    t.mock.add('slang-v2', { switched_off: true });
    t.mock.problems.set('GET /api/experiments/routes/slang/switch', [
      503,
      'database_unavailable',
      'away',
    ]);
    await t.open('slang-v2');
    await t.page.getByLabel('Route switch').getByText('Switched off').waitFor();
    await t.button('Switch on again').waitFor();
  });
});

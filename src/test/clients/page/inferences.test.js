// The page of inferences: the list with its filter and pages, one inference, the export.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { everyPage, suite } from './api-suite.js';
import { ALL, ID, detail, inference } from './inferences-data.js';

const LIST = '/api/inferences';
const EXPORT = `${LIST}/export`;

suite('inferences.html', (t) => {
  const list = (data, next = null) => ({ object: 'list', data, next });
  const filled = () => {
    t.api.answers.set(LIST, list(ALL, ALL.at(-1).id));
    t.api.answers.set(`${LIST}/${ID}`, detail());
    t.api.answers.set('/api/models', {
      object: 'list',
      data: [{ name: 'slang-base', routes: [{ route: 'slang', rung: 2 }] }],
      upstreams: [],
    });
  };
  const shown = () => t.page.locator('.inferences a').first().waitFor();
  const asked = () => t.api.asked(LIST).at(-1).query;
  /** Does something, and waits until the list was asked for because of it. */
  const narrowed = async (act) => {
    const answered = t.page.waitForResponse((got) => new URL(got.url()).pathname === LIST);
    await act();
    await answered;
    return asked();
  };

  everyPage(t, {
    fill: filled,
    path: LIST,
    shown: '.inferences a, .story li',
    failed: 'The inferences cannot be listed',
    addresses: ['', `#${ID}`],
  });

  test('shows each with what became of it, and the figures of the screen first', async () => {
    filled();
    await t.open();
    await shown();
    assert.deepEqual((await t.texts('.inferences tbody tr')).slice(0, 4), [
      '21 Nov, 09:30:12 slang slang-base rung 2, 1 fallback Completed Sure enough 0.93 772 ms 2.30 s 200 out 1,000 in',
      '21 Nov, 09:30:12 slang slang-tuned Completed Unsure 0.41, uncalibrated 772 ms 2.30 s 200 out 1,000 in',
      '21 Nov, 09:30:12 slang – Upstream failed 502 · upstream_unreachable – – 2.30 s –',
      '21 Nov, 09:30:12 slang slang-base rung 2, 1 fallback Client left Too slow 772 ms 2.30 s at least 200 out',
    ]);
    assert.deepEqual(await t.texts('.facts > div'), [
      'Completed 2 of 7',
      'Fell back 6 of 7',
      'Sure enough 1 of 4 judged',
      'First token, median 772 ms',
      'Total, median 2.30 s',
    ]);
    assert.equal(t.api.asked(LIST).length, 1, 'one query for a screen');
  });

  test('asks the API for what the filter says, and the address keeps it', async () => {
    filled();
    await t.open();
    await shown();
    const { page } = t;
    await page.getByLabel('Route').fill('slang');
    assert.deepEqual(await narrowed(() => page.getByLabel('Route').press('Enter')), {
      route: 'slang',
    });
    await narrowed(() => page.getByLabel('Outcome').selectOption('completed'));
    await narrowed(() => page.getByLabel('Verdict').selectOption('unsure'));
    const from = page.getByLabel('Confidence from');
    const to = page.getByLabel('to', { exact: true });
    await from.fill('0.2');
    await narrowed(() => from.press('Tab'));
    await to.fill('0.5');
    const whole = {
      route: 'slang',
      outcome: 'completed',
      verdict: 'unsure',
      min_confidence: '0.2',
      max_confidence: '0.5',
    };
    assert.deepEqual(await narrowed(() => to.press('Tab')), whole);
    assert.deepEqual(await narrowed(() => page.reload()), whole);
    await shown();
    assert.equal(await page.getByLabel('Verdict').inputValue(), 'unsure');
    await narrowed(() => page.goBack());
    assert.equal(await to.inputValue(), '');
    assert.deepEqual(await narrowed(() => t.button('Show all').click()), {});
    assert.equal(await t.button('Show all').isDisabled(), true);
  });

  test('on a narrow screen the list comes first, and the filter unfolds', async () => {
    filled();
    await t.open('?verdict=unsure', { viewport: { width: 375, height: 740 } });
    await shown();
    assert.equal(await t.page.getByLabel('Verdict').isVisible(), false);
    await t.page.getByText('Filter (1 set) and export').click();
    await narrowed(() => t.page.getByLabel('Verdict').selectOption('slow'));
    assert.equal(await t.page.getByLabel('Verdict').isVisible(), true);
  });

  test('knows spans of time, those that end now and those that do not', async () => {
    filled();
    await t.open();
    await shown();
    const { since } = await narrowed(() => t.page.getByLabel('Time').selectOption('1d'));
    const ago = Date.now() - Date.parse(since);
    assert.ok(ago >= 86_400_000 && ago < 86_460_000, `${ago}`);
    await t.page.getByLabel('Time').selectOption('span');
    const from = t.page.getByLabel('From', { exact: true });
    const until = t.page.getByLabel('Until');
    await from.fill('2026-11-20T08:00');
    await narrowed(() => until.focus());
    await until.fill('2026-11-21T09:30');
    assert.deepEqual(await narrowed(() => until.press('Enter')), {
      since: '2026-11-20T08:00:00.000Z',
      until: '2026-11-21T09:30:00.000Z',
    });
  });

  test('turns pages behind the last row, and back', async () => {
    const pages = { '': [9, 8], b: [7, 6], c: [5] };
    const after = { '': 'b', b: 'c', c: null };
    t.api.answers.set(LIST, ({ after: at = '' }) =>
      list(
        pages[at].map((n) => inference(n, { route: `r${n}` })),
        after[at],
      ),
    );
    await t.open('?outcome=completed');
    const routes = async (...expected) => {
      await t.page.getByText(expected[0], { exact: true }).first().waitFor();
      assert.deepEqual(await t.texts('.inferences td:nth-child(2)'), expected);
    };
    await routes('r9', 'r8');
    assert.deepEqual(await t.texts('.pages a'), ['Older →']);
    await t.link('Older →').click();
    await routes('r7', 'r6');
    assert.deepEqual(asked(), { outcome: 'completed', after: 'b' });
    await t.link('Older →').click();
    await routes('r5');
    assert.deepEqual(await t.texts('.pages a'), ['Newest', '← Newer']);
    await t.link('← Newer').click();
    await routes('r7', 'r6');
    await t.link('← Newer').click();
    await routes('r9', 'r8');
    await t.page.goBack();
    await routes('r7', 'r6');
    await t.page.reload();
    await routes('r7', 'r6');
    assert.deepEqual(await t.texts('.pages a'), ['Newest', 'Older →']);
    await t.link('Newest').click();
    await routes('r9', 'r8');
    assert.deepEqual(asked(), { outcome: 'completed' });
  });

  test('a row opens the story of its request, by the keyboard too, and leads back', async () => {
    t.api.answers.set(LIST, list([inference(1, { id: ID })]));
    t.api.answers.set(`${LIST}/${ID}`, detail());
    await t.open('?route=slang');
    await shown();
    await t.page.locator('.inferences a').focus();
    await t.page.keyboard.press('Enter');
    await t.page.locator('.story li').first().waitFor();
    assert.equal(await t.page.evaluate(() => document.activeElement.tagName), 'H2');
    assert.deepEqual(await t.texts('.inference .facts > div'), [
      'Total 2.30 s',
      'First token 772 ms',
      'Confidence, calibrated 0.93',
      'Answer tokens 200',
      'Prompt tokens 1,000',
      'Cost 0.0001401 USD',
      'Upstream calls 2',
    ]);
    assert.equal((await t.texts('.story li')).at(-2), "772 ms its answer became the client's");
    assert.deepEqual(await t.texts('.calls tbody tr'), [
      'slang-tuned rung 1, answer unsure 200 Unsure 0.41 of 0.80 needed 161 ms 373 ms at least 16 out –',
      'slang-base rung 2, answer completed 200, served – 161 ms 373 ms 200 out 1,000 in 0.0001401 USD',
    ]);
    assert.equal(await t.page.locator('#filter').isVisible(), false);
    await t.link('← All inferences').click();
    await shown();
    assert.equal(new URL(t.page.url()).search, '?route=slang');
  });

  test('shows the text where it is kept, once it is asked for', async () => {
    t.api.answers.set(`${LIST}/${ID}`, detail());
    t.api.answers.set(`${LIST}/${ID}/request`, { model: 'slang', messages: [] });
    t.api.answers.set(`${LIST}/${ID}/stream`, (_query, response) => {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'x-sluice-answer-cut': 'true',
      });
      response.end('data: {"a":"<b>bold</b>"}\n\n');
    });
    await t.open(`#${ID}`);
    await t.page.getByText('Request', { exact: true }).click();
    await t.page.getByText('"model": "slang"').waitFor();
    await t.page.getByText('Answer', { exact: true }).click();
    await t.page.getByText('data: {"a":"<b>bold</b>"}').waitFor();
    assert.equal(await t.page.getByText('More was answered than is kept.').isVisible(), true);
    assert.equal(await t.page.locator('main b').count(), 0);
    t.api.answers.set(`${LIST}/${ID}`, detail({ has_text: false }));
    await t.page.reload();
    await t.page.getByText('routes.slang.record: { text: true }').waitFor();
  });

  test('says that there is none of that id, and what to do where there are none at all', async () => {
    await t.page?.close();
    t.api.answers.set(LIST, list([]));
    await t.open('#01a1fd70-0000-7000-8000-000000000000');
    await t.page.getByText('This inference cannot be shown: not found').waitFor();
    await t.link('← All inferences').click();
    await t.page.getByText('There are none yet.').waitFor();
    assert.equal(await t.page.locator('.notice').count(), 0);
    await t.page.getByLabel('Verdict').selectOption('slow');
    await t.page.getByText('No inference fits this filter.').waitFor();
  });

  test('exports what the filter finds', async () => {
    filled();
    t.api.answers.set(EXPORT, (_query, response) => {
      response.writeHead(200, { 'content-type': 'application/jsonl' });
      response.end('{"id":"1"}\n{"id":"2"}\n');
    });
    await t.open('?verdict=unsure');
    await shown();
    await t.page.getByLabel('With texts, where they are kept').check();
    const coming = t.page.waitForEvent('download');
    await t.button('Export as JSONL').click();
    const download = await coming;
    assert.equal(download.suggestedFilename(), 'inferences.jsonl');
    assert.equal(await readFile(await download.path(), 'utf8'), '{"id":"1"}\n{"id":"2"}\n');
    await t.page.getByText('2 records exported.').first().waitFor();
    assert.deepEqual(t.api.asked(EXPORT)[0].query, { verdict: 'unsure', text: 'true' });
  });

  test('an export is stopped by whoever wants, and one that breaks off saves nothing', async () => {
    filled();
    let left;
    let response;
    t.api.answers.set(EXPORT, (_query, of) => {
      response = of;
      left = new Promise((resolve) => of.on('close', resolve));
      of.writeHead(200, { 'content-type': 'application/jsonl' });
      of.write('{"id":"1"}\n');
    });
    await t.open();
    await shown();
    await t.button('Export as JSONL').click();
    await t.page.getByText('1 record, 0.0 MB so far').waitFor();
    await t.button('Stop').click();
    await left;
    await t.page.getByText('Stopped; nothing was saved.').waitFor();
    await t.button('Export as JSONL').click();
    await t.page.getByText('1 record, 0.0 MB so far').waitFor();
    response.destroy();
    await t.page.getByText('The export broke off').waitFor();
    t.api.problems.set(EXPORT, [503, 'too_many_exports', 'eight are under way']);
    await t.button('Export as JSONL').click();
    await t.page.getByText('eight are under way').waitFor();
  });

  test('takes whatever the API says as text', async () => {
    const markup = '<img src=x onerror="document.title=1"><b>bold</b>';
    const odd = {
      route: markup,
      model: markup,
      outcome: markup,
      verdict: markup,
      error_code: markup,
    };
    t.api.answers.set(LIST, list([inference(1, { id: ID, ...odd })]));
    t.api.answers.set(`${LIST}/${ID}`, {
      ...detail(odd),
      story: [{ at: 0, event: markup, text: markup }],
    });
    await t.open();
    await t.page.locator('.inferences a').click();
    await t.page.locator('.story li').waitFor();
    assert.equal(await t.page.locator('main b, main img').count(), 0);
  });
});

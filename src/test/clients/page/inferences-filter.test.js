// The filter of the inferences: what it takes, when it asks, and what is shown meanwhile.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite } from './api-suite.js';
import { inference } from './inferences-data.js';

const LIST = '/api/inferences';

suite('inferences.html', (t) => {
  const list = (...data) => ({ object: 'list', data, next: null });
  const shown = () => t.page.locator('.inferences a').first().waitFor();
  const asked = () => t.api.asked(LIST).map(({ query }) => query);
  const narrowed = async (act) => {
    const answered = t.page.waitForResponse((got) => new URL(got.url()).pathname === LIST);
    await act();
    await answered;
    return asked().at(-1);
  };
  const open = async (address) => {
    t.api.answers.set(LIST, list(inference(1, { route: 'slang' })));
    t.api.answers.set('/api/models', {
      object: 'list',
      data: [{ name: 'slang-base', routes: [{ route: 'slang', rung: 2 }] }],
      upstreams: [],
    });
    await t.open(address);
    await shown();
  };

  test('shows no rows of another filter, neither while it asks nor after a failure', async () => {
    await open();
    let answer;
    const came = new Promise((resolve) => {
      t.api.answers.set(LIST, (_query, response) => {
        answer = () => response.writeHead(500).end();
        resolve();
      });
    });
    await t.page.getByLabel('Verdict').selectOption('slow');
    await came;
    assert.equal(await t.page.locator('.inferences, .facts').first().isVisible(), false);
    assert.equal(await t.page.locator('main .loading').count(), 1);
    answer();
    await t.page.getByText('The inferences cannot be listed').waitFor();
    assert.equal(await t.page.locator('.inferences').isVisible(), false);
    t.api.answers.set(LIST, list(inference(2)));
    await t.button('Try again').click();
    await shown();
    t.api.problems.set(LIST, [503, 'database_unavailable', 'the database is away']);
    await t.button('Look again').click();
    await t.page.getByText('the database is away').waitFor();
    assert.equal(await t.page.locator('.inferences').isVisible(), true, 'of the same filter');
  });

  test('asks for other fields while a span of time has no moments yet', async () => {
    await open();
    await t.page.getByLabel('Time').selectOption('span');
    assert.equal(await t.page.evaluate(() => document.activeElement.id), 'since');
    const query = await narrowed(() => t.page.getByLabel('Verdict').selectOption('slow'));
    assert.deepEqual(query, { verdict: 'slow' });
  });

  test('asks once for a moment that is typed, and keeps the seconds of the other', async () => {
    await open('?since=2026-11-20T08:00:30.500Z');
    await t.page.getByLabel('Until').focus();
    await t.page.keyboard.type('11212026');
    await t.page.keyboard.press('Tab');
    await t.page.keyboard.type('0930AM');
    assert.equal(asked().length, 1, 'not for each digit');
    const whole = { since: '2026-11-20T08:00:30.500Z', until: '2026-11-21T09:30:00.000Z' };
    assert.deepEqual(await narrowed(() => t.page.keyboard.press('Enter')), whole);
    await t.page.getByLabel('Route').focus();
    assert.deepEqual(asked().slice(1), [whole]);
  });

  test('counts and passes on only what it knows of the address', async () => {
    await open('?utm=x&route=&verdict=slow');
    assert.equal(await t.page.locator('summary').textContent(), 'Filter (1 set) and export');
    const entries = await t.page.evaluate(() => history.length);
    await t.button('Show all').click();
    assert.equal(await t.page.locator('summary').textContent(), 'Filter and export');
    await t.page.getByLabel('Route').fill(' ');
    await narrowed(() => t.page.getByLabel('Route').press('Tab'));
    assert.equal(await t.page.evaluate(() => history.length), entries + 1);
  });

  test('offers names, also in a tab that was first asked for the key', async () => {
    t.api.key = 'k';
    t.api.answers.set(LIST, list(inference(1)));
    t.api.answers.set('/api/models', { object: 'list', data: [{ name: 'm' }], upstreams: [] });
    await t.open();
    await t.page.getByLabel('API key').fill('k');
    await t.page.keyboard.press('Enter');
    await t.page.locator('#models option[value="m"]').waitFor({ state: 'attached' });
  });

  test('says that there may be more than an export has', async () => {
    await open();
    t.api.answers.set(`${LIST}/export`, (_query, response) => {
      response.writeHead(200, { 'content-type': 'application/jsonl' });
      response.end('\n'.repeat(100_000));
    });
    await t.button('Export as JSONL').click();
    const said = '100,000 records exported. That is the limit: there may be more.';
    await t.page.getByText(said).first().waitFor();
  });
});

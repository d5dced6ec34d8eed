// Decisions and changes of an experiment.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHANGES } from './experiments-data.js';
import { suite } from './experiments-suite.js';

suite("an experiment's history", (t) => {
  test('tells decisions in words, newest first, and folds those to stay', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.page.getByText('There is traffic again.').waitFor();
    assert.deepEqual(await t.texts('.decisions li'), [
      '14 Nov, 13:30 Stays 2 d 20 h more in this stage; 12 units of control more. Stage 2 · 2 earlier ones like it What it was based on',
      '13 Nov, 22:10 Resumed There is traffic again. Stage 2',
      '13 Nov, 20:00 Held No unit has come in for 1 h 10 min. Stage 2 What it was based on',
      '13 Nov, 09:30 Next stage Stage 1 has had its 3 d and 120 units of each; no guardrail is crossed. Stage 1 What it was based on',
    ]);
    await t.page.locator('.decisions summary').nth(1).click();
    assert.deepEqual(JSON.parse(await t.page.locator('.decisions pre').innerText()), {
      last_served: '2026-11-13T18:50:00Z',
    });
  });

  test('shows the newest of very many decisions', async () => {
    t.mock.add('slang-v2');
    t.mock.decisions.set(
      'slang-v2',
      Array.from({ length: 120 }, (_, i) => ({
        id: 500 - i,
        at: new Date(Date.parse('2026-11-14T13:30:00Z') - i * 60_000).toISOString(),
        stage: 1,
        kind: i % 2 ? 'hold' : 'resume',
        sentence: `number ${i}`,
      })),
    );
    await t.open('slang-v2');
    await t.button('70 more').click();
    assert.equal(await t.page.locator('.decisions li').count(), 120);
  });

  test('unfolds the changes, read when they are asked for', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    assert.equal(t.mock.made('GET', '/api/experiments/slang-v2/changes').length, 0);
    await t.page.getByText('Changes: who made them and why').click();
    await t.page.locator('.changes li').first().waitFor();
    assert.equal(CHANGES.length, 3);
    assert.deepEqual(await t.texts('.changes li'), [
      '13 Nov, 09:30 advance Stage 1 has had its 3 d. by controller · Running → Running · version 3',
      '10 Nov, 09:00 start Started by key:ops · Not started → Running · version 2',
      '10 Nov, 08:00 create by key:ops · Not started · version 1',
    ]);
  });
});

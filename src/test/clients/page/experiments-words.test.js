// What a first reader meets: no data, one of something, figures of then and now, the way around.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { view } from './experiments-data.js';
import { suite } from './experiments-suite.js';

suite('a first look at an experiment', (t) => {
  test('says that there is no data, not that its mean is 0', async () => {
    const metrics = { rating: { units: 0, mean: 0 }, errors: { units: 1, mean: 0 } };
    const variants = ['control', 'candidate'].map((name) => ({
      name,
      enrolled: 1,
      inferences: 1,
      metrics,
    }));
    t.mock.add('slang-v2', {}, { figures: { variants, comparisons: [], shadow: { copies: 0 } } });
    await t.open('slang-v2');
    await t.page.getByText('no data yet').first().waitFor();
    assert.deepEqual(
      (await t.texts('.variants tbody tr'))[0],
      'control what the route serves 1 1 no data yet 0 % (1)',
    );
    assert.match(await t.section('shadow'), /Copies none yet/);
    assert.doesNotMatch(await t.page.locator('main').innerText(), /\b0 \(0\)/);
  });

  test('one of something is said as one', async () => {
    const stages = view('x').stages.map((stage) => ({ ...stage, units: 1 }));
    t.mock.add('slang-v2', { stages }, { howMany: 1, figures: { conflicts: 1 } });
    t.mock.looks.set('slang-v2 rating', [{ ...t.mock.looks.get('slang-v2 rating')[0], units: 1 }]);
    t.mock.decisions.get('slang-v2').splice(2, 1);
    await t.open('slang-v2');
    await t.plotted(1);
    const said = await t.page.locator('main').innerText();
    assert.match(said, /1 unit of each/);
    assert.match(said, /1 unit was served a variant/);
    assert.match(said, /1 earlier one like it/);
    assert.match(said, /stage 1, 1 unit:/);
    assert.doesNotMatch(said, /(?<![.\d])1 (units|copies|points|tokens|chunks)\b/);
  });

  test('one look is a picture, with its figures written beside it', async () => {
    t.mock.add('slang-v2', {}, { howMany: 1 });
    t.mock.looks.set('slang-v2 rating', [
      { at: '2026-11-10T10:00:00Z', stage: 0, units: 20, estimate: 0.5, lower: -0.5, upper: 1.5 },
    ]);
    await t.open('slang-v2');
    await t.plotted(1);
    const { plot, bar, dot } = await t.page.evaluate(() => {
      const box = (selector) => document.querySelector(selector).getBoundingClientRect().toJSON();
      return { plot: box('.plot'), bar: box('.plot path.single'), dot: box('.plot circle.single') };
    });
    assert.ok(bar.height > plot.height / 2, 'the interval is as tall as its scale');
    assert.ok(dot.left > plot.left + plot.width / 3 && dot.right < plot.right - plot.width / 3);
    assert.ok(bar.left > plot.left && bar.right < plot.right);
    assert.deepEqual(await t.page.locator('.plot .value').allTextContents(), [
      '+1.5',
      '+0.5',
      '-0.5',
    ]);
    await t.page.getByText('One look so far, so there is no line yet.').waitFor();
  });

  test('names the figures of then and those of now', async () => {
    t.mock.add('slang-v2', {
      state: 'rolled_back',
      outcome: 'fail',
      reason: 'candidate: rated 0.8 lower (3.3 against 4.1, with 412 and 402 units)',
      ended_at: '2026-11-14T13:30:00Z',
    });
    await t.open('slang-v2');
    await t.page.getByText('Means per unit').waitFor();
    assert.equal(
      await t.page.locator('.reason').innerText(),
      'When it ended, 14 Nov, 13:30: candidate: rated 0.8 lower (3.3 against 4.1, with 412 and 402 units)',
    );
    assert.match(await t.section('guardrails'), /^Guardrails Figures of now: /);
    assert.match(await t.section('variants'), /Figures of now\. Means per unit/);
    assert.match(
      await t.section('decisions'),
      /^Decisions Each with the figures of its own time\./,
    );
  });

  test('an unread list is not an empty one', async () => {
    t.mock.add('slang-v2');
    for (const what of ['analysis', 'decisions']) {
      t.mock.problems.set(`GET /api/experiments/slang-v2/${what}`, [503, 'c', 'it is away']);
    }
    await t.open('slang-v2');
    await t.page.locator('.notice').getByText('it is away').waitFor();
    const said = await t.page.locator('main').innerText();
    assert.doesNotMatch(said, /None yet|None\.|nothing to plot|Not judged yet|no data yet/);
    t.mock.problems.clear();
    t.mock.decisions.set('slang-v2', []);
    await t.button('Try again').click();
    await t.page.getByText('None yet.').waitFor();
    assert.equal(await t.page.locator('.notice').count(), 0);
  });

  test('the index leads to every part, and the address to it again', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.plotted(100);
    const index = t.page.getByRole('navigation', { name: 'On this page' });
    assert.deepEqual(await index.getByRole('link').allInnerTexts(), [
      'Stages',
      'Guardrails',
      'Difference over time',
      'Variants',
      'Trust',
      'Decisions',
      'Changes',
      'Switch all off',
    ]);
    await index.getByRole('link', { name: 'Changes' }).click();
    await t.page.locator('.changes li').first().waitFor();
    assert.equal(new URL(t.page.url()).hash, '#slang-v2/changes');
    await index.getByRole('link', { name: 'Guardrails' }).click();
    await t.page.waitForFunction(() => document.activeElement.textContent === 'Guardrails');
    assert.equal(t.mock.made('GET', '/api/experiments/slang-v2/events').length, 1, 'not reopened');
    await t.page.reload();
    await t.page.waitForFunction(() => document.activeElement.textContent === 'Guardrails');
    await t.page.goBack();
    await t.page.waitForFunction(() => document.activeElement.textContent.startsWith('Changes'));
  });

  test('on a phone “Switch all off” comes last, and says what it does', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2', { viewport: { width: 375, height: 740 } });
    await t.plotted(100);
    await t.page.getByText('“Switch all off” is for an emergency').waitFor();
    const tops = await t.page
      .locator('button')
      .evaluateAll((all) =>
        all
          .filter((button) => button.checkVisibility())
          .map((button) => [button.getBoundingClientRect().top, button.textContent.trim()]),
      );
    const [last] = tops.toSorted(([a], [b]) => b - a);
    assert.equal(last[1], 'Switch all off');
  });

  test('without a key says how to get and enter one, and stays sayable', async () => {
    t.mock.key = 'k';
    await t.open();
    const card = t.page.locator('.key-card');
    await card.getByText('./sluice key new NAME').waitFor();
    assert.match(await card.innerText(), /Whoever runs the gateway makes one on its machine/);
    await t.button('Not now').click();
    await t.page.getByText('This needs an API key.').waitFor();
    assert.equal(await t.page.getByText('There are none yet').count(), 0);
    await t.button('Enter a key').click();
    await t.page.waitForFunction(() => document.activeElement.id === 'key');
    assert.equal(await t.page.getByText('This needs an API key.').isVisible(), false);
  });
});

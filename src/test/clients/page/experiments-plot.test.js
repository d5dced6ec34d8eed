// The plot of the looks, by pointer and keyboard, and the same as a table.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './experiments-analysis.js';
import { suite } from './experiments-suite.js';

suite("an experiment's looks", (t) => {
  test('draws single looks where there are few', async () => {
    t.mock.add('slang-v2', {}, { howMany: 1 });
    await t.open('slang-v2');
    await t.plotted(1);
    assert.equal(await t.page.locator('.plot circle.single').count(), 1);
  });

  test('plots the interval at every look, to the pixel', async () => {
    t.mock.add('slang-v2');
    const hour = (i) => new Date(Date.parse('2026-11-10T10:00:00Z') + i * 3_600_000).toISOString();
    t.mock.looks.set('slang-v2 rating', [
      { at: hour(0), stage: 0, units: 20, estimate: 0, lower: -1, upper: 1 },
      { at: hour(4), stage: 0, units: 80, estimate: 0.5, lower: 0, upper: 1 },
      { at: hour(10), stage: 1, units: 120, estimate: -0.25, lower: -0.5, upper: 0 },
    ]);
    await t.open('slang-v2');
    await t.plotted(3);
    const width = await t.page.locator('.plot').evaluate((plot) => plot.clientWidth);
    const [left, right, top, bottom] = [52, width - 68, 24, 300 - 26];
    const x = (hours) => Math.round((left + (hours / 10) * (right - left)) * 10) / 10;
    const y = (value) => Math.round((bottom - ((value + 1) / 2) * (bottom - top)) * 10) / 10;
    const d = (selector) =>
      t.page
        .locator(`.plot ${selector}`)
        .evaluateAll((all) => all.map((path) => path.getAttribute('d')));
    assert.deepEqual(await d('.estimate'), [
      `M${x(0)} ${y(0)}L${x(4)} ${y(0.5)}L${x(10)} ${y(-0.25)}`,
    ]);
    assert.deepEqual(await d('.bound'), [
      `M${x(0)} ${y(1)}L${x(4)} ${y(1)}L${x(10)} ${y(0)}`,
      `M${x(0)} ${y(-1)}L${x(4)} ${y(0)}L${x(10)} ${y(-0.5)}`,
    ]);
    assert.deepEqual(await d('.band'), [
      `M${x(0)} ${y(1)}L${x(4)} ${y(1)}L${x(10)} ${y(0)}L${x(10)} ${y(-0.5)}L${x(4)} ${y(0)}L${x(0)} ${y(-1)}Z`,
    ]);
    assert.deepEqual(await d('.zero'), [`M${left} ${y(0)}H${right}`]);
    assert.deepEqual(await d('.boundary'), [
      `M${x(0)} ${top - 6}V${bottom}`,
      `M${x(10)} ${top - 6}V${bottom}`,
    ]);
    assert.deepEqual(
      await t.page
        .locator('.plot .end')
        .evaluateAll((all) => all.map(({ textContent }) => textContent)),
      ['highest', 'estimate', 'lowest'],
    );

    await t.page.locator('.plot').hover({ position: { x: x(4) + 20, y: 100 } });
    assert.equal(
      await t.page.locator('.readout').innerText(),
      '10 Nov, 14:00, stage 1, 80 units: +0.5, between 0 and +1; 0 is possible.',
    );
    assert.deepEqual(
      await t.page
        .locator('.cursor circle')
        .evaluate((dot) => [dot.getAttribute('cx'), dot.getAttribute('cy')]),
      [String(x(4)), String(y(0.5))],
    );
  });

  test('reads the looks out by the keyboard', async () => {
    t.mock.add('slang-v2');
    t.mock.looks.set(
      'slang-v2 rating',
      looks(21).map((look, i) => ({ ...look, estimate: i, lower: i - 1, upper: i + 1 })),
    );
    await t.open('slang-v2');
    await t.plotted(21);
    const plot = t.page.getByRole('slider', { name: 'Look' });
    await plot.focus();
    const seen = [];
    for (const key of [
      'ArrowLeft',
      'Home',
      'ArrowRight',
      'PageUp',
      'ArrowLeft',
      'PageDown',
      'End',
      'ArrowRight',
    ]) {
      await t.page.keyboard.press(key);
      seen.push(await plot.evaluate(({ ariaValueNow }) => Number(ariaValueNow)));
    }
    assert.deepEqual(seen, [20, 1, 2, 4, 3, 1, 21, 21]);
    assert.equal(
      await plot.evaluate(({ ariaValueText }) => ariaValueText),
      '11 Nov, 06:00, stage 1, 340 units: +20, between +19 and +21; above 0.',
    );
    assert.equal(
      await t.page.locator('.readout').innerText(),
      '11 Nov, 06:00, stage 1, 340 units: +20, between +19 and +21; above 0.',
    );
  });

  test('changes the metric of the plot, with its unit', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.plotted(100);
    assert.deepEqual(await t.texts('#metric option'), ['rating', 'completion']);
    await t.page.getByLabel('Metric').selectOption('completion candidate');
    await t.page.locator('.readout').filter({ hasText: 'points' }).waitFor();
    assert.equal(
      await t.page
        .locator('.plot text')
        .first()
        .evaluate((text) => text.textContent)
        .then((first) => /^[-+]?[\d.]+$/.test(first)),
      true,
    );
    assert.deepEqual(t.mock.made('GET', '/api/experiments/slang-v2/looks').at(-1).query, {
      metric: 'completion',
      candidate: 'candidate',
    });
    assert.match(
      await t.section('intervals'),
      /Below 0 is worse\. Higher than the control with a probability of 93 %; expected loss \+0\.01 points with the candidate, \+0\.42 points with the control \(Beta–Binomial, for information only; nothing is decided by it\)\./,
    );
  });

  test('has the looks as a table, too', async () => {
    t.mock.add('slang-v2', {}, { howMany: 250 });
    await t.open('slang-v2');
    await t.plotted(250);
    await t.page.getByText('The looks as a table').click();
    await t.page.locator('.looks table').waitFor();
    const rows = t.page.locator('.intervals table').first().locator('tbody tr');
    assert.equal(await rows.count(), 100);
    await t.button('150 more').click();
    assert.equal(await rows.count(), 250);
    const last = looks(250).at(-1);
    assert.match(
      (await rows.first().innerText()).replace(/\s+/g, ' '),
      new RegExp(
        `^20 Nov, 19:00 4 ${last.units.toLocaleString('en-US')} \\+0\\.\\d+ \\+0\\.\\d+ \\+0\\.\\d+$`,
      ),
    );
  });

  test('has nothing to plot at first, and says so', async () => {
    t.mock.add('slang-v2', {}, { howMany: 0 });
    await t.open('slang-v2');
    await t.page.getByText('There is nothing to plot yet').waitFor();
    assert.equal(await t.page.locator('.plot').isVisible(), false);
    t.mock.looks.set('slang-v2 rating', looks(5));
    t.mock.send('analysis', { units: {} });
    await t.plotted(5);
    assert.equal(await t.page.locator('.plot').isVisible(), true);
  });

  test('draws a thousand looks, and follows the pointer over them', async () => {
    t.mock.add('slang-v2', {}, { howMany: 1000 });
    await t.open('slang-v2');
    await t.plotted(1000);
    const ms = await t.page.locator('.plot').evaluate((plot) => {
      const start = performance.now();
      for (let x = 60; x < 660; x += 2) {
        plot.dispatchEvent(
          new PointerEvent('pointermove', {
            clientX: plot.getBoundingClientRect().left + x,
            bubbles: true,
          }),
        );
      }
      return performance.now() - start;
    });
    assert.ok(ms < 600, `${ms} ms for 300 moves`);
    await t.page.setViewportSize({ width: 1000, height: 800 });
    await t.page.waitForFunction(
      () =>
        document.querySelector('.plot svg').clientWidth ===
        document.querySelector('.plot').clientWidth,
    );
  });
});

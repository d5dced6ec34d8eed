// How the page of experiments looks and reads: themes, contrast, small screens, without colours,
// names of controls.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { view } from './experiments-data.js';
import { suite } from './experiments-suite.js';
import { loadedBy, paleText } from './judge.js';

suite('looks of experiments', (t) => {
  function addAll() {
    t.mock.add('slang-v2');
    t.mock.add('held', {
      state: 'held',
      reason: 'No unit has come in for 1 h',
      switched_off: true,
    });
    t.mock.add(
      'rolled-back',
      { state: 'rolled_back', outcome: 'fail', reason: 'errors > 5 % crossed the limit' },
      {
        figures: {
          guardrails: [
            {
              text: 'errors > 5 %',
              candidate: 'candidate',
              verdict: 'crossed',
              sentence: 'errors > 5 % crossed the limit',
            },
          ],
          sample_ratio: {
            enough: true,
            broken: true,
            sentence:
              'The 5,000 units did not go to the variants as planned (p = 6e-05): do not draw any conclusion.',
          },
          conflicts: 12,
        },
      },
    );
    t.mock.add('next', { state: 'pending', stage: null });
    t.mock.add('x'.repeat(64), { route: 'y'.repeat(64), reason: 'z'.repeat(200) });
  }

  for (const theme of ['light', 'dark']) {
    test(`has text in sufficient contrast when it is ${theme}`, async () => {
      addAll();
      for (const id of ['', 'slang-v2', 'held', 'rolled-back']) {
        await t.open(id, { colorScheme: theme });
        if (id) await t.plotted(100);
        else await t.page.locator('.experiments a').first().waitFor();
        await t.page.mouse.move(0, 0);
        assert.deepEqual(await t.page.evaluate(paleText), [], `${theme} ${id}`);
        await t.page.context().close();
      }
      t.page = undefined;
    });
  }

  test('has text in sufficient contrast in the dialog', async () => {
    addAll();
    t.mock.problems.set('POST /api/experiments/slang-v2/rollback', [
      503,
      'database_unavailable',
      'away',
    ]);
    for (const theme of ['light', 'dark']) {
      await t.open('slang-v2', { colorScheme: theme });
      await t.page.keyboard.press('r');
      await t.page.keyboard.press('Enter');
      await t.dialog().getByText('away').waitFor();
      assert.deepEqual(await t.page.evaluate(paleText), [], theme);
      await t.page.context().close();
    }
    t.page = undefined;
  });

  for (const width of [320, 375, 1024]) {
    test(`fits a width of ${width} pixels`, async () => {
      addAll();
      for (const id of ['', 'slang-v2', 'held', 'rolled-back', 'next', 'x'.repeat(64)]) {
        await t.open(id, { viewport: { width, height: 740 } });
        if (id && id !== 'next') await t.plotted(100);
        assert.equal(await t.page.evaluate(() => document.documentElement.scrollWidth), width, id);
        const cut = await t.page.evaluate(() =>
          [
            ...document.querySelectorAll(
              'main button, main strong, main .sign, main p, .side button',
            ),
          ]
            .filter(
              (element) =>
                element.checkVisibility() &&
                element.getBoundingClientRect().right > innerWidth + 1 &&
                !element.closest('.scroll'),
            )
            .map(({ textContent }) => textContent),
        );
        assert.deepEqual(cut, [], id);
        await t.page.context().close();
      }
      t.page = undefined;
    });
  }

  test('the dialog fits a small screen', async () => {
    addAll();
    await t.open('x'.repeat(64), { viewport: { width: 320, height: 480 } });
    await t.page.keyboard.press('r');
    const { left, right, top, bottom } = await t
      .dialog()
      .evaluate((dialog) => dialog.getBoundingClientRect().toJSON());
    assert.ok(
      left >= 0 && right <= 320 && top >= 0 && bottom <= 480,
      JSON.stringify({ left, right, top, bottom }),
    );
    assert.equal(
      await t.dialog().evaluate((dialog) => dialog.scrollWidth > dialog.clientWidth),
      false,
    );
  });

  test('can be read without colours', async () => {
    addAll();
    await t.open('slang-v2', { forcedColors: 'active' });
    await t.plotted(100);
    const strokes = await t.page.locator('.plot').evaluate((plot) =>
      Object.fromEntries(
        ['estimate', 'bound', 'zero', 'boundary'].map((name) => {
          const { stroke, strokeDasharray, strokeWidth } = getComputedStyle(
            plot.querySelector(`.${name}`),
          );
          return [name, { stroke, how: `${strokeDasharray} ${strokeWidth}` }];
        }),
      ),
    );
    assert.equal(new Set(Object.values(strokes).map(({ stroke }) => stroke)).size, 1, 'one colour');
    assert.equal(
      new Set(Object.values(strokes).map(({ how }) => how)).size,
      4,
      'four kinds of line',
    );
    assert.equal(
      await t.page.locator('.plot .band').evaluate((band) => getComputedStyle(band).fill),
      'url("#hatch")',
    );
    const words = await t.page.locator('main').innerText();
    for (const word of [
      'Running',
      'Done',
      'Now',
      'To come',
      'Open',
      'Kept',
      'Too early',
      'Stays',
      'Held',
      'Resumed',
    ]) {
      assert.ok(words.includes(word), word);
    }
  });

  test('names every control, once, and its headings are in order', async () => {
    addAll();
    t.mock.key = 'k';
    await t.open();
    await t.page.getByLabel('API key').fill('k');
    await t.page.keyboard.press('Enter');
    await t.page.getByRole('link', { name: 'slang-v2' }).click();
    await t.plotted(100);
    await t.page.getByText('The looks as a table').click();
    const session = await t.page.context().newCDPSession(t.page);
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const controls = nodes.filter(
      ({ ignored, role }) =>
        !ignored &&
        [
          'button',
          'textbox',
          'combobox',
          'slider',
          'link',
          'table',
          'progressbar',
          'DisclosureTriangle',
        ].includes(role?.value),
    );
    assert.ok(controls.length >= 14, `${controls.length} controls`);
    assert.deepEqual(
      controls.filter(({ name }) => !name?.value.trim()).map(({ role }) => role.value),
      [],
    );
    const ids = await t.page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length);
    const levels = await t.page
      .locator('h1, h2, h3')
      .evaluateAll((all) =>
        all.filter((heading) => heading.checkVisibility()).map(({ tagName }) => tagName),
      );
    assert.equal(levels.filter((level) => level === 'H1').length, 1);
    assert.equal(levels.filter((level) => level === 'H2').length, 1);
    assert.equal(await t.page.locator('[aria-live]').count(), 0);
  });

  test('shows where the focus is, all the way through', async () => {
    addAll();
    await t.open('slang-v2');
    await t.plotted(100);
    await t.button('Dark theme').focus();
    const order = [];
    for (let i = 0; i < 20; i += 1) {
      order.push(
        await t.page.evaluate(() => [
          document.activeElement.id ||
            document.activeElement.ariaLabel ||
            document.activeElement.textContent,
          getComputedStyle(document.activeElement).outlineStyle !== 'none',
        ]),
      );
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
        'Stages',
        'Guardrails',
        'Difference over time',
        'Variants',
        'Trust',
        'Decisions',
        'Changes',
        'Switch all off',
        '← All experiments',
        'Roll back r',
        'Approve',
        'Pause',
        'metric',
        'Look',
      ].map((name) => [name, true]),
    );
  });

  test('remembers the theme of the chat page', async () => {
    await t.open();
    await t.button('Dark theme').click();
    const dark = await t.page.evaluate(
      () => getComputedStyle(document.documentElement).backgroundColor,
    );
    await t.page.goto(t.mock.url.replace('experiments.html', ''));
    assert.equal(
      await t.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor),
      dark,
    );
    assert.equal(await t.button('Dark theme').getAttribute('aria-pressed'), 'true');
  });

  test('keeps still for those who ask for it, and needs nothing from elsewhere', async () => {
    addAll();
    t.page = await t.open('slang-v2', { reducedMotion: 'reduce' });
    await t.plotted(100);
    assert.equal(await t.page.evaluate(() => document.getAnimations().length), 0);
    const foreign = await t.page.evaluate(
      () =>
        performance
          .getEntriesByType('resource')
          .filter(({ name }) => !name.startsWith(location.origin)).length,
    );
    assert.equal(foreign, 0);
    assert.equal(view('x').stage.of, 4);
  });

  test('is small, and loads nothing of the chat', async () => {
    assert.ok(
      (await loadedBy('experiments.html')) < 125_000,
      `${await loadedBy('experiments.html')} bytes`,
    );
    await t.open();
    const loaded = await t.page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    );
    assert.deepEqual(
      loaded.filter((path) => /\/assets\/chat\//.test(path)),
      [],
    );
    const asked = loaded.filter((path) => path.endsWith('.js'));
    assert.equal(new Set(asked).size, asked.length, 'each module once');
  });
});

// Tests of a page that shows what the API says: one browser and one API per file, one fresh page
// per test. And what holds for each of these pages.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { MockApi } from './api-mock.js';
import { launch, open } from './browser.js';
import { loadedBy, paleText } from './judge.js';

const skip = process.env.SLUICE_URL
  ? 'SLUICE_URL is set: only gateway*.test.js run against a real gateway'
  : false;

/**
 * A suite for `file`, such as `keys.html`. Its tests put answers into `t.api`, open the page, and
 * find it in `t.page`.
 */
export function suite(file, define) {
  describe(file, { skip }, () => {
    let browser;
    const t = {
      file,
      async open(address = '', options = {}) {
        t.page = await open(browser, t.api.url + file + address, {
          timezoneId: 'UTC',
          ...options,
        });
        return t.page;
      },
      texts: (selector) =>
        t.page
          .locator(selector)
          .allInnerTexts()
          .then((all) => all.map((text) => text.replace(/\s+/g, ' ').trim())),
      button: (label) => t.page.getByRole('button', { name: label, exact: true }),
      link: (label) => t.page.getByRole('link', { name: label, exact: true }),
    };
    before(async () => {
      t.api = await MockApi.start();
      browser = await launch();
    });
    after(async () => {
      await browser?.close();
      t.api?.stop();
    });
    beforeEach(() => t.api.reset());
    afterEach(async () => {
      const faults = t.page?.faults;
      await t.page?.context().close();
      t.page = undefined;
      assert.deepEqual(faults ?? [], [], 'no script errors and nothing that the policy blocks');
    });
    define(t);
  });
}

/**
 * What every page of the overview holds, with whatever `fill` puts into the API.
 *
 * @param {any} t
 * @param {object} of
 * @param {() => void} of.fill
 * @param {string} of.path of the API that the page cannot do without
 * @param {string} of.shown a selector of what is there once it is shown
 * @param {string} of.failed what the notice of a failure begins with
 * @param {string[]} [of.addresses] parts of the page's address to look at
 */
export function everyPage(t, { fill, path, shown, failed, addresses = [''] }) {
  test('is drawn into the frame, and names its page', async () => {
    fill();
    await t.open();
    await t.page.locator(shown).first().waitFor();
    assert.match(t.page.url(), new RegExp(`${t.file}$`));
    assert.equal(await t.page.locator('.side nav [aria-current="page"]').count(), 1);
    assert.match(await t.page.title(), /Sluice$/);
  });

  test('asks for the key in a card that says how to get one, and shows nothing else', async () => {
    fill();
    t.api.key = 'k';
    await t.open();
    await t.page.waitForFunction(() => document.activeElement.id === 'key');
    assert.match((await t.texts('.key-card')).join(), /\.\/sluice key new NAME/);
    assert.equal(await t.page.locator('main :is(.notice, .loading, .empty)').count(), 0);
    await t.page.keyboard.type('k');
    await t.page.keyboard.press('Enter');
    await t.page.locator(shown).first().waitFor();
    assert.equal(t.api.requests.at(-1).headers.authorization, 'Bearer k');
  });

  test('says what is wrong, and tries again', async () => {
    fill();
    t.api.problems.set(path, [503, 'database_unavailable', 'the database is away']);
    await t.open();
    await t.page.getByText(`${failed}: not available right now`).waitFor();
    assert.deepEqual(await t.texts('main .notice p'), [
      'the database is away',
      '503 · database_unavailable · retry after 2 s',
    ]);
    t.api.problems.clear();
    await t.button('Try again').click();
    await t.page.locator(shown).first().waitFor();
    assert.equal(await t.page.locator('main .notice').count(), 0);
  });

  for (const theme of ['light', 'dark']) {
    test(`has text in sufficient contrast when it is ${theme}`, async () => {
      fill();
      for (const address of addresses) {
        await t.open(address, { colorScheme: theme });
        await t.page.locator(shown).first().waitFor();
        await t.page.mouse.move(0, 0);
        assert.deepEqual(await t.page.evaluate(paleText), [], `${theme} ${address}`);
        await t.page.context().close();
      }
      t.page = undefined;
    });
  }

  for (const width of [320, 375, 1024, 1280]) {
    test(`fits a width of ${width} pixels`, async () => {
      fill();
      for (const address of addresses) {
        await t.open(address, { viewport: { width, height: 740 } });
        await t.page.locator(shown).first().waitFor();
        const wide = await t.page.evaluate(() => [
          document.documentElement.scrollWidth,
          ...[
            ...document.querySelectorAll(
              'main :is(td, th, p, dd, .sign), .side :is(button, input)',
            ),
          ]
            .filter(
              (element) =>
                element.checkVisibility() &&
                !element.closest('.scroll, .unseen') &&
                element.getBoundingClientRect().right > innerWidth + 1,
            )
            .map(({ textContent }) => textContent),
        ]);
        assert.deepEqual(wide, [width], address);
        await t.page.context().close();
      }
      t.page = undefined;
    });
  }

  test('names every control once, and has one heading of the first and of the second level', async () => {
    fill();
    for (const address of addresses) {
      await t.open(address);
      await t.page.locator(shown).first().waitFor();
      const session = await t.page.context().newCDPSession(t.page);
      const { nodes } = await session.send('Accessibility.getFullAXTree');
      const roles = ['button', 'textbox', 'combobox', 'spinbutton', 'checkbox', 'link', 'table'];
      const unnamed = nodes.filter(
        ({ ignored, role, name }) => !ignored && roles.includes(role?.value) && !name?.value.trim(),
      );
      assert.deepEqual(
        unnamed.map(({ role }) => role.value),
        [],
      );
      const ids = await t.page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
      assert.equal(new Set(ids).size, ids.length);
      for (const level of ['h1', 'h2']) assert.equal(await t.page.locator(level).count(), 1);
      await t.page.context().close();
    }
    t.page = undefined;
  });

  test('shows where the focus is, all the way through', async () => {
    fill();
    await t.open();
    await t.page.locator(shown).first().waitFor();
    await t.button('Dark theme').focus();
    for (let i = 0; i < 20; i += 1) {
      const [what, seen] = await t.page.evaluate(() => {
        const { activeElement: active } = document;
        return [
          `${active.localName} ${active.textContent}`,
          getComputedStyle(active).outlineStyle !== 'none',
        ];
      });
      if (what.startsWith('body')) break;
      assert.ok(seen, what);
      await t.page.keyboard.press('Tab');
    }
  });

  test('keeps still for those who ask for it, is small, and needs nothing from elsewhere', async () => {
    fill();
    await t.open('', { reducedMotion: 'reduce' });
    await t.page.locator(shown).first().waitFor();
    assert.equal(await t.page.evaluate(() => document.getAnimations().length), 0);
    const foreign = await t.page.evaluate(
      () =>
        performance
          .getEntriesByType('resource')
          .filter(({ name }) => !name.startsWith(location.origin)).length,
    );
    assert.equal(foreign, 0);
    assert.ok((await loadedBy(t.file)) < 100_000, `${await loadedBy(t.file)} bytes`);
  });
}

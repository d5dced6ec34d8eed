// Tests of the page of experiments: one browser and one API per file, one fresh page per test.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe } from 'node:test';
import { launch, open } from './browser.js';
import { MockExperiments } from './experiments-mock.js';

const skip = process.env.SLUICE_URL
  ? 'SLUICE_URL is set: only gateway*.test.js run against a real gateway'
  : false;

/** A suite whose tests put experiments into `t.mock`, open the page and find it in `t.page`. */
export function suite(name, define) {
  describe(name, { skip }, () => {
    let browser;
    const t = {
      /** Opens the list, or the experiment of that id, and waits until it is there. */
      async open(id = '', options = {}) {
        t.page = await open(browser, t.mock.url + (id && `#${encodeURIComponent(id)}`), {
          timezoneId: 'UTC',
          ...options,
        });
        if (id) await t.page.locator('.experiment .word').waitFor();
        return t.page;
      },

      /** The same with a clock that the test can put forward. */
      async openWithClock(id) {
        t.page = await open(browser, 'about:blank', { timezoneId: 'UTC' });
        await t.page.clock.install();
        await t.page.goto(`${t.mock.url}#${id}`);
        await t.page.locator('.experiment .word').waitFor();
      },

      status: () => t.page.getByRole('status').textContent(),
      spoken: (text) => t.page.getByRole('status').filter({ hasText: text }).waitFor(),
      state: (word) => t.page.locator('.experiment .word').filter({ hasText: word }).waitFor(),
      live: (word) => t.page.locator('.live').filter({ hasText: word }).waitFor(),
      texts: (selector) =>
        t.page
          .locator(selector)
          .allInnerTexts()
          .then((all) => all.map((text) => text.replace(/\s+/g, ' ').trim())),
      section: (name) => t.texts(`.experiment > .${name}`).then(([text]) => text),
      button: (label) => t.page.getByRole('button', { name: label, exact: true }),
      dialog: () => t.page.getByRole('dialog'),
      plotted: (looks) =>
        t.page.waitForFunction(
          (n) =>
            document.querySelector('.plot')?.ariaValueMax === String(n) &&
            document.querySelector('.plot svg'),
          looks,
        ),
    };

    before(async () => {
      t.mock = await MockExperiments.start();
      browser = await launch();
    });
    after(async () => {
      await browser?.close();
      t.mock?.stop();
    });
    beforeEach(() => t.mock.reset());
    afterEach(async () => {
      const faults = t.page?.faults;
      await t.page?.context().close();
      t.page = undefined;
      assert.deepEqual(
        faults ?? [],
        [],
        'no script errors and nothing the content security policy had to block',
      );
    });

    define(t);
  });
}

// Tests of the page against the scripted gateway: one browser and one gateway per file, one fresh
// page per test.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe } from 'node:test';
import { answer, ask, launch, open } from './browser.js';
import { EMBEDDING, MODEL, MockGateway, ROUTE, UNREADY } from './mock.js';

export const HEADERS = {
  'x-request-id': '0199a7c2-5d1e-7c3a-9a51-3f1f0c2b7d10',
  'x-sluice-route': 'slang',
  'x-sluice-model': 'slang-base',
  'x-sluice-rung': '2',
  'x-sluice-confidence': '0.63',
};

const skip = process.env.SLUICE_URL
  ? 'SLUICE_URL is set: only gateway*.test.js run against a real gateway'
  : false;

/** A suite whose tests get `page`, `gateway` and the helpers below through `t`. */
export function suite(name, define) {
  describe(name, { skip }, () => {
    let browser;
    const t = {
      notice: () => answer(t.page).locator('.notice'),
      status: () => t.page.getByRole('status').textContent(),
      focused: () =>
        t.page.evaluate(
          () => document.activeElement.id || document.activeElement.textContent.trim().slice(0, 40),
        ),

      /** Asks, and hands over the request with its answer opened. */
      async asked(prompt, headers) {
        await ask(t.page, prompt);
        const call = await t.gateway.call();
        call.open(headers);
        return call;
      },
    };

    before(async () => {
      t.gateway = await MockGateway.start();
      browser = await launch();
    });
    after(async () => {
      await browser?.close();
      t.gateway?.stop();
    });
    beforeEach(async () => {
      t.gateway.models = [ROUTE, MODEL, UNREADY, EMBEDDING];
      t.gateway.key = t.gateway.may = undefined;
      t.gateway.records.clear();
      t.gateway.feedback = [];
      t.gateway.refusals = [];
      t.gateway.recordsAfter = t.gateway.looks = 0;
      t.page = await open(browser, t.gateway.url);
    });
    afterEach(async () => {
      const { faults } = t.page;
      await t.page.context().close();
      assert.deepEqual(
        faults,
        [],
        'no script errors and nothing the content security policy had to block',
      );
      assert.equal(t.gateway.unexpected, 0, 'no request that no test asked for');
    });

    define(t);
  });
}

// The colours of tokens by their probability.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, answerText, untilState, untilText } from './browser.js';
import { SECOND } from './ladder-headers.js';
import { suite } from './suite.js';

suite('probabilities', (t) => {
  const spans = () =>
    answerText(t.page)
      .locator('span')
      .evaluateAll((all) =>
        all.map(({ className, textContent, title }) => [className, textContent, title]),
      );

  test('colours tokens by probability only when told to, and never by colour alone', async () => {
    const plain = await t.asked('Hello');
    assert.equal('logprobs' in plain.body, false);
    await plain.text('a');
    await plain.end();
    await untilState(t.page, 'done');
    assert.equal(await answer(t.page).locator('.legend').isVisible(), false);

    await t.page.evaluate(() => (document.getElementById('options').open = true));
    await t.page.getByLabel('Colour tokens by probability').check();
    const call = await t.asked('Again', SECOND);
    assert.equal(call.body.logprobs, true);
    await call.scored(['Sure', Math.log(0.95)], [' likely', Math.log(0.7)]);
    await call.scored([' maybe', Math.log(0.4)]);
    await call.scored([' hardly', Math.log(0.2)], [' no', Math.log(0.004)]);
    await untilText(t.page, 'Sure likely maybe hardly no');
    assert.deepEqual(await spans(), [
      ['token p0', 'Sure', '95 % probable'],
      ['token p1', ' likely', '70 % probable'],
      ['token p2', ' maybe', '40 % probable'],
      [
        'marker edge',
        '',
        'End of the window: the gateway held back the first 3 tokens until they were judged',
      ],
      ['token p3', ' hardly', '20 % probable'],
      ['token p4', ' no', 'less than 1 % probable'],
    ]);
    const lines = await answer(t.page)
      .locator('.legend .token')
      .evaluateAll((all) =>
        all.map((step) => [
          step.textContent,
          getComputedStyle(step).textDecorationLine,
          getComputedStyle(step).textDecorationStyle,
        ]),
      );
    assert.deepEqual(lines, [
      ['90 % or more', 'none', 'solid'],
      ['from 60 %', 'underline', 'dotted'],
      ['from 30 %', 'underline', 'dashed'],
      ['from 10 %', 'underline', 'solid'],
      ['below 10 %', 'underline', 'wavy'],
    ]);
    await call.end();
    await untilState(t.page, 'done');
    await t.page.reload();
    assert.equal(await t.page.getByLabel('Colour tokens by probability').isChecked(), true);
  });

  test('colours a character that is made of several tokens as a whole', async () => {
    const call = await t.asked('Hello');
    const content = [
      { token: '\ufffd', logprob: Math.log(0.5) },
      { token: '\ufffd', logprob: Math.log(0.98) },
    ];
    await call.data({
      choices: [{ index: 0, delta: { content: '\u{1f30a}' }, logprobs: { content } }],
    });
    await untilText(t.page, '\u{1f30a}');
    assert.deepEqual(await spans(), [['token p1', '\u{1f30a}', '70 % probable']]);
    await call.end();
    await untilState(t.page, 'done');
  });
});

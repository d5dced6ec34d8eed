// What the figures of an experiment say: guardrails, variants, whether they can be trusted, the
// shadow.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite } from './experiments-suite.js';

suite("an experiment's figures", (t) => {
  test('takes a sample ratio for neither kept nor broken while there are too few units', async () => {
    const ratio = {
      p: 0.4,
      enough: false,
      broken: false,
      sentence: '12 units are enrolled, too few to say.',
      counts: { control: 6, candidate: 6 },
    };
    t.mock.add('slang-v2', {}, { figures: { sample_ratio: ratio } });
    await t.open('slang-v2');
    const row = t.page.locator('.health li').first();
    await row
      .getByText('12 units are enrolled, too few to say. These are the units enrolled in stage 2.')
      .waitFor();
    assert.equal(await row.locator('path').getAttribute('d'), 'M4 2.5h8L4 13.5h8z');
  });

  test('says each verdict by word, shape and sentence', async () => {
    t.mock.add(
      'slang-v2',
      {},
      {
        figures: {
          guardrails: ['clear', 'crossed', 'open', 'too_early'].map((verdict) => ({
            text: `${verdict} > 1`,
            candidate: 'candidate',
            verdict,
            sentence: `It is ${verdict}.`,
          })),
        },
      },
    );
    await t.open('slang-v2');
    await t.page.getByText('It is crossed.').waitFor();
    assert.deepEqual(await t.texts('.guardrails li'), [
      'Kept clear > 1 It is clear.',
      'Crossed crossed > 1 It is crossed.',
      'Open open > 1 It is open.',
      'Too early too_early > 1 It is too_early.',
    ]);
    const shapes = await t.page
      .locator('.guardrails li path')
      .evaluateAll((all) => all.map((path) => path.getAttribute('d')));
    assert.equal(new Set(shapes).size, 4);
  });

  test('shows variants, whether they can be trusted, and what can be seen', async () => {
    t.mock.add(
      'slang-v2',
      {},
      {
        figures: {
          conflicts: 12,
          feedback_shift: 'The candidate is rated by 12 % of its units, the control by 31 %.',
        },
      },
    );
    await t.open('slang-v2');
    await t.page.getByText('Means per unit').waitFor();
    assert.deepEqual(await t.texts('.variants tr'), [
      'Variant Serves Units Inferences rating completion latency',
      'control what the route serves 798 5,210 3.91 (310) 98.7 % (798) 0.84 s (798)',
      'candidate slang-v2 812 5,402 4.06 (322) 99.1 % (812) 0.61 s (812)',
    ]);
    assert.deepEqual(await t.texts('.health li'), [
      'Sample ratio The 1,610 units went to the variants as planned, or nearly (p = 0.73).',
      'Conflicts 12 units were served a variant other than the one enrolled with.',
      'Feedback The candidate is rated by 12 % of its units, the control by 31 %.',
      "Detectable rating: can detect a difference of 0.17 or more by 2026-11-20 at today's traffic (900 units of each variant).",
    ]);
  });

  test('names the rungs of a variant, with their thresholds', async () => {
    const variants = [
      { name: 'control', weight: 5000, model: null, threshold: null, ladder: null },
      { name: 'one', weight: 2500, model: 'slang-v2', threshold: 0.8, ladder: null },
      {
        name: 'two',
        weight: 2500,
        model: null,
        threshold: null,
        ladder: [{ model: 'small', threshold: 0.75 }, { model: 'large' }],
      },
    ];
    t.mock.add('slang-v2', { state: 'pending', stage: null, variants });
    await t.open('slang-v2');
    assert.deepEqual(await t.texts('.variants tbody td:nth-child(2)'), [
      'what the route serves',
      'slang-v2 (at 0.8 or more)',
      'small (at 0.75 or more) → large',
    ]);
  });

  test('shows what the shadow has shown', async () => {
    t.mock.add(
      'slang-v2',
      {},
      {
        figures: {
          shadow: {
            copies: 1200,
            failed: 7,
            served_failed: 5,
            similarity: 0.912,
            seconds: 0.61,
            served_seconds: 0.84,
            cost_usd: 1.24,
            served_cost_usd: null,
          },
        },
      },
    );
    await t.open('slang-v2');
    await t.page.getByText('1,200, 7 failed').waitFor();
    assert.equal(
      await t.section('shadow'),
      'Shadow Copies 1,200, 7 failed Original answers 5 failed Similarity 0.91 Time 0.61 s, served 0.84 s Cost $1.24, served unknown',
    );
  });

  test('names the candidate where there are several', async () => {
    t.mock.add('slang-v2');
    const figures = t.mock.analyses.get('slang-v2');
    figures.comparisons = ['one', 'two'].map((candidate) => ({
      ...figures.comparisons[0],
      candidate,
    }));
    figures.guardrails = ['one', 'two'].map((candidate) => ({
      ...figures.guardrails[1],
      candidate,
    }));
    await t.open('slang-v2');
    await t.plotted(100);
    assert.deepEqual(await t.texts('#metric option'), ['rating, one', 'rating, two']);
    assert.deepEqual(await t.texts('.guardrails code'), ['one: errors > 5 %', 'two: errors > 5 %']);
  });
});

// One experiment: its head, stages, figures, plot and decisions.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './experiments-analysis.js';
import { CHANGES, ONLY_STAGE, STAGES, view } from './experiments-data.js';
import { suite } from './experiments-suite.js';

suite('one experiment', (t) => {
  const section = (name) => t.texts(`.experiment > .${name}`).then(([text]) => text);

  test('says its state, where it is and since when', async () => {
    t.mock.add('slang-v2', { description: 'The second tune.' });
    await t.open('slang-v2');
    assert.equal(await t.page.locator('.word').innerText(), 'Running');
    assert.deepEqual(await t.texts('.facts > div'), [
      'Route slang',
      'Stage 25 % · stage 2 of 4',
      'Started 10 Nov, 09:00',
    ]);
    assert.equal(await t.page.getByText('The second tune.').isVisible(), true);
    await t.live('Live');
  });

  test('shows the stages: what is done, what is now and what it waits for, what is to come', async () => {
    t.mock.add('slang-v2');
    await t.open('slang-v2');
    await t.page.getByText('Still needed to continue:').waitFor();
    assert.deepEqual(await t.texts('.stages > li'), [
      'Done 10 % 3 d or more · 100 units of each · watched closely',
      'Now 25 % 4 d or more · 100 units of each · needs approval Time 1 d 4 h of 4 d Units of candidate 400 of 100 Units of control 88 of 100 Still needed to continue: 2 d 20 h more in this stage 12 more units of control the approval of a person',
      'To come 50 % 7 d or more · 100 units of each · needs every guardrail kept',
      'To come 100 % 1 d or more · watched now and then',
    ]);
    assert.deepEqual(await t.page.locator('.stages > li[aria-current="step"]').count(), 1);
    assert.deepEqual(
      await t.page
        .locator('progress')
        .evaluateAll((all) => all.map(({ value, max, ariaLabel }) => [value, max, ariaLabel])),
      [
        [100_800, 345_600, 'Time: 1 d 4 h of 4 d'],
        [100, 100, 'Units of candidate: 400 of 100'],
        [88, 100, 'Units of control: 88 of 100'],
      ],
    );
    const shapes = await t.page
      .locator('.stages .mark-of path')
      .evaluateAll((all) => all.map((path) => path.getAttribute('d')));
    assert.equal(new Set(shapes).size, 3);
  });

  const marks = {
    pending: [{ state: 'pending', stage: null }, ['To come', 'To come', 'To come', 'To come']],
    held: [
      { state: 'held', reason: 'No unit has come in for 1 h' },
      ['Done', 'Now', 'To come', 'To come'],
    ],
    'rolled back': [
      { state: 'rolled_back', outcome: 'fail' },
      ['Done', 'Ended here', 'Not reached', 'Not reached'],
    ],
    stopped: [
      { state: 'stopped', outcome: 'inconclusive', stage: { ...view('x').stage, index: 2 } },
      ['Done', 'Done', 'Ended here', 'Not reached'],
    ],
    completed: [
      { state: 'completed', outcome: 'pass', stage: { ...view('x').stage, index: 3 } },
      ['Done', 'Done', 'Done', 'Done'],
    ],
    'concluded early': [
      { state: 'completed', outcome: 'pass', stage: { ...view('x').stage, index: 1 } },
      ['Done', 'Done', 'Not reached', 'Not reached'],
    ],
  };
  for (const [what, [changed, expected, figures]] of Object.entries(marks)) {
    test(`marks the stages of one that is ${what}`, async () => {
      t.mock.add('slang-v2', changed, { figures });
      await t.open('slang-v2');
      await t.page.waitForFunction(
        (words) =>
          [...document.querySelectorAll('.stages .mark-of')]
            .map((mark) => mark.textContent)
            .join() === words.join(),
        expected,
      );
    });
  }

  test('says that nobody meets what the configuration cannot serve, and why', async () => {
    t.mock.add('slang-v2', { unservable: "the route 'slang' is not in the configuration" });
    await t.open('slang-v2');
    assert.deepEqual(await t.texts('.word .sign'), ['Running', 'Not served: it reaches nobody']);
    assert.equal(
      await t.page.locator('.reason').innerText(),
      "The configuration can't serve it: the route 'slang' is not in the configuration.",
    );
  });

  test('says of one that has ended what its figures are, and whom everybody is served', async () => {
    t.mock.add(
      'slang-v2',
      { state: 'completed', outcome: 'pass', winner: 'candidate' },
      { howMany: 0 },
    );
    await t.open('slang-v2');
    await t.page.locator('.guardrails .note').getByText('These figures are current').waitFor();
    assert.deepEqual(await t.texts('.facts > div'), [
      'Route slang',
      'Outcome Pass',
      'Winner candidate (slang-v2)',
      'Started 10 Nov, 09:00',
    ]);
    await t.page
      .getByText(
        'There is nothing to plot: it ended before there were enough units for an interval.',
      )
      .waitFor();
  });

  test('draws single looks where there are few', async () => {
    t.mock.add('slang-v2', {}, { howMany: 1 });
    await t.open('slang-v2');
    await t.plotted(1);
    assert.equal(await t.page.locator('.plot circle.single').count(), 1);
  });

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

  test('says why it is held, and that its time does not run', async () => {
    t.mock.add('slang-v2', { state: 'held', reason: 'No unit has come in for 1 h' });
    await t.open('slang-v2');
    assert.equal(await t.page.locator('.reason').innerText(), 'No unit has come in for 1 h');
    assert.equal(
      await t.page.locator('.why').innerText(),
      'Held: the clock of the stage is stopped.',
    );
  });

  test('counts copies in the stage of the shadow', async () => {
    const shadow = {
      kind: 'shadow',
      share: 500,
      duration_s: 86_400,
      units: 0,
      monitoring: 'normal',
      approval: false,
      evidence: false,
    };
    t.mock.add(
      'slang-v2',
      {
        stages: [shadow, ...STAGES],
        stage: {
          ...view('x').stage,
          kind: 'shadow',
          index: 0,
          of: 5,
          share: 500,
          watched_s: 3600,
          duration_s: 86_400,
          units_needed: 0,
          approval: false,
        },
      },
      { figures: { missing: [], stage: 0, shadow: { copies: 250 } } },
    );
    await t.open('slang-v2');
    await t.page.locator('.meters').getByText('250').waitFor();
    assert.equal(
      (await t.texts('.stages > li'))[0],
      'Now 5 % shadow 1 d or more Time 1 h of 1 d Copies 250 Nothing is missing: it advances at the next look.',
    );
  });

  test('says when nothing is missing, and when somebody has approved', async () => {
    t.mock.add(
      'slang-v2',
      { stage: { ...view('x').stage, approved: true } },
      { figures: { missing: [] } },
    );
    await t.open('slang-v2');
    await t.page.getByText('Nothing is missing: it advances at the next look.').waitFor();
    assert.equal(await t.page.getByText('Somebody has approved the next stage.').isVisible(), true);
  });

  test('an experiment without stages says so', async () => {
    const missing = ['2,390 more of the 4,000 units that are planned', 'somebody to conclude it'];
    t.mock.add(
      'plain',
      {
        stages: ONLY_STAGE,
        stage: { ...view('x').stage, kind: 'experiment', index: 0, of: 1, share: 5000 },
      },
      { figures: { missing } },
    );
    await t.open('plain');
    await t.page.getByText('somebody to conclude it').waitFor();
    assert.equal(
      await section('ladder'),
      `Stages No stages: 50 % of all units take part until somebody concludes it. Still needed to continue: ${missing.join(' ')}`,
    );
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
      'Conflicts 12 units were served a variant other than the one they were enrolled with.',
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
    await t.page.getByText('1,200, 7 of them failed').waitFor();
    assert.equal(
      await section('shadow'),
      'Shadow Copies 1,200, 7 of them failed Original answers 5 failed Similarity 0.91 Time 0.61 s, served 0.84 s Cost $1.24, served unknown',
    );
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
      await section('intervals'),
      /Below 0 is worse\. Higher than the control with a probability of 93 %; expected loss \+0\.01 points with the candidate, \+0\.42 points with the control \(Beta–Binomial, for information only; nothing is decided by it\)\./,
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

  test('says that there is no such experiment', async () => {
    t.page = await t.open();
    await t.page.goto(`${t.mock.url}#gone`);
    await t.page.getByText("there is no experiment 'gone'").first().waitFor();
    assert.equal(await t.page.locator('.notice strong').innerText(), 'Not found');
  });

  test('shows what it has when the analysis cannot be made', async () => {
    t.mock.add('slang-v2');
    t.mock.problems.set('GET /api/experiments/slang-v2/analysis', [
      503,
      'database_unavailable',
      "the database can't be reached",
    ]);
    await t.open('slang-v2');
    await t.page.locator('.notice').getByText("the database can't be reached").waitFor();
    assert.deepEqual(await t.texts('.guardrails li'), [
      'Not judged yet rating_drop > 0.3',
      'Not judged yet errors > 5 %',
      'Not judged yet latency > 2x',
    ]);
    assert.equal(await t.page.getByText('There is traffic again.').isVisible(), true);
    t.mock.problems.clear();
    await t.button('Try again').click();
    await t.plotted(100);
    assert.equal(await t.page.locator('.notice').count(), 0);
  });

  test('asks for a key and goes on where it was', async () => {
    t.mock.add('slang-v2');
    t.mock.key = 'k';
    t.page = await t.open();
    await t.page.goto(`${t.mock.url}#slang-v2`);
    await t.page.getByLabel('API key').fill('k');
    await t.page.keyboard.press('Enter');
    await t.state('Running');
    await t.live('Live');
    assert.equal(
      t.mock.made('GET', '/api/experiments/slang-v2/events').at(-1).headers.authorization,
      'Bearer k',
    );
  });
});

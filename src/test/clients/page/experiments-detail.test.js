// One experiment: its head and its stages.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ONLY_STAGE, STAGES, view } from './experiments-data.js';
import { suite } from './experiments-suite.js';

suite('one experiment', (t) => {
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
    await t.page.locator('.guardrails .note').getByText('Figures of now').waitFor();
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
      await t.section('ladder'),
      `Stages No stages: 50 % of all units take part until somebody concludes it. Still needed to continue: ${missing.join(' ')}`,
    );
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
      'Not read yet rating_drop > 0.3',
      'Not read yet errors > 5 %',
      'Not read yet latency > 2x',
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

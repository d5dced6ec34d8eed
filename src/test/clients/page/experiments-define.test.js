// The form that defines an experiment: what it sends, and what it shows of a refusal.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paleText } from './judge.js';
import { EMBEDDING } from './mock.js';
import { suite } from './experiments-suite.js';

const POST = 'POST /api/experiments';

suite('the form of an experiment', (t) => {
  const field = (label) => t.page.getByLabel(label, { exact: true });
  const sent = () => t.mock.made('POST', '/api/experiments').map(({ body }) => body);
  const define = () => t.button('Define').click();
  const wrong = () =>
    t.page
      .locator('.field:has([aria-invalid])')
      .evaluateAll((all) =>
        all.map((one) => [
          one.querySelector('[aria-invalid]').id,
          one.querySelector('.wrong').textContent,
        ]),
      );

  async function open(options) {
    await t.open('', options);
    await t.page.getByRole('link', { name: 'Define an experiment' }).first().click();
    await t.button('Define').waitFor();
  }

  test('offers the routes and models of this gateway', async () => {
    await open();
    assert.equal(await t.page.title(), 'Define an experiment · Sluice');
    assert.deepEqual(await t.texts('[id="define-route"] option'), [
      'slang',
      'smollm2',
      'qwen3 (not ready)',
    ]);
    assert.deepEqual(await t.texts('[id="define-candidate"] option'), [
      'smollm2',
      'qwen3 (not ready)',
    ]);
  });

  test('sends a rollout, and leads to what it has made', async () => {
    await open();
    await field('Id').fill('slang-v2');
    await field('Candidate').selectOption('smollm2');
    await define();
    await t.state('Not started');
    assert.deepEqual(sent(), [
      {
        id: 'slang-v2',
        route: 'slang',
        candidate: 'smollm2',
        guardrails: ['rating_drop > 0.3', 'errors > 5 %', 'latency > 2x'],
        rollout: {},
      },
    ]);
    assert.equal(new URL(t.page.url()).hash, '#slang-v2');
  });

  test('sends whatever the API takes', async () => {
    await open();
    await field('Id').fill('all');
    await field('Description').fill('Everything.');
    await field('How it grows').selectOption('stages');
    await t.button('Remove the last stage').click();
    await t.button('Remove the last stage').click();
    await t.button('Remove the last stage').click();
    await field('A person approves the next').check();
    await t.button('Add a stage').click();
    await field('Share, basis points').last().fill('10000');
    await field('Before the first stage').selectOption('shadow');
    await field('Cost, USD').fill('2.5');
    await field('Holdback, basis points').fill('100');
    await field('Undecided after').fill('30d');
    await field('Then').selectOption('roll_back');
    await t.page.getByText('Who takes part').click();
    await field('Requests without a unit').selectOption('key');
    await field('Testers, one a line: UNIT = VARIANT').fill('anna = candidate\n\nb=ert = control');
    await field('Layer').fill('models');
    await field('from bucket').fill('0');
    await field('to bucket').fill('5000');
    await t.page.getByText('Statistics and breaker').click();
    await field('Metrics to compare').fill('rating, feedback.solved tokens');
    await field('Alpha').fill('a tenth');
    await field('In a row').fill('12');
    await define();
    await t.state('Not started');
    assert.deepEqual(sent()[0], {
      id: 'all',
      route: 'slang',
      candidate: 'smollm2',
      description: 'Everything.',
      guardrails: ['rating_drop > 0.3', 'errors > 5 %', 'latency > 2x'],
      metrics: ['rating', 'feedback.solved', 'tokens'],
      alpha: 'a tenth',
      anonymous: 'key',
      testers: { anna: 'candidate', 'b=ert': 'control' },
      layer: { name: 'models', from: 0, to: 5000 },
      breaker: { consecutive: 12 },
      rollout: {
        stages: [{ share: 1000, duration: '3d', approval: true }, { share: 10_000 }],
        shadow: { share: 500, cost: 2.5 },
        holdback: 100,
        undecided: { after: '30d', then: 'roll_back' },
      },
    });
  });

  test('compares several variants without stages', async () => {
    await open();
    await field('Id').fill('three');
    await field('What is compared').selectOption('variants');
    await t.button('Add a variant').click();
    await field('Name').last().fill('two');
    await field('Weight, basis points').last().fill('2500');
    await field('Model').first().selectOption('qwen3');
    await field('Threshold').first().fill('0.8');
    await field('Or a ladder of its own, one rung a line: MODEL THRESHOLD')
      .last()
      .fill('smollm2 0.7\nqwen3');
    await field('How it grows').selectOption('');
    await field('Guardrails, one a line').fill('');
    await define();
    await t.state('Not started');
    assert.deepEqual(sent()[0], {
      id: 'three',
      route: 'slang',
      variants: [
        { name: 'control', weight: 5000 },
        { name: 'one', weight: 2500, model: 'qwen3', threshold: 0.8 },
        {
          name: 'two',
          weight: 2500,
          ladder: [{ model: 'smollm2', threshold: 0.7 }, { model: 'qwen3' }],
        },
      ],
    });
  });

  test('shows every mistake at its field, and goes to the first', async () => {
    const errors = [
      { field: 'id', value: '', expected: 'a text' },
      { field: 'guardrails[1]', value: 'errors', expected: 'a guardrail' },
      { field: 'rollout.stages[1].share', value: 1, expected: 'more than the 1000' },
      { field: 'testers.an[na', value: 'x', expected: 'one of control, candidate' },
      { field: 'elsewhere', value: 'x', expected: 'nothing' },
    ];
    t.mock.problems.set(POST, (body) =>
      body.id === 'good' ? undefined : [400, 'invalid_parameter', 'id is missing', errors],
    );
    await open();
    await field('How it grows').selectOption('stages');
    await define();
    await t.page.getByRole('alert').getByText('4 fields are marked above.').waitFor();
    assert.deepEqual(await wrong(), [
      ['define-id', 'expected a text'],
      ['define-guardrails', 'guardrails[1]: expected a guardrail'],
      ['define-rollout.stages[1].share', 'expected more than the 1000'],
      ['define-testers', 'testers.an[na: expected one of control, candidate'],
    ]);
    assert.equal(
      await t.page.locator('.notice p').first().textContent(),
      "4 fields are marked above. elsewhere is 'x', expected nothing",
    );
    assert.equal(await t.page.evaluate(() => document.activeElement.id), 'define-id');
    await t.page.keyboard.type('good');
    assert.equal((await wrong()).length, 3, 'what is mended is not marked any more');
    await t.page.keyboard.press('Enter');
    await t.state('Not started');
  });

  test('a mistake of a field that is out of sight is not marked any more', async () => {
    const errors = [{ field: 'rollout.stages[1].share', value: 1, expected: 'more' }];
    t.mock.problems.set(POST, [400, 'invalid_parameter', 'no', errors]);
    await open();
    await field('How it grows').selectOption('stages');
    await define();
    await t.page.getByText('1 field is marked above.').waitFor();
    await field('How it grows').selectOption('default');
    t.mock.problems.set(POST, [409, 'experiment_exists', "there is an experiment 'a' already"]);
    await define();
    await t.page.getByText("there is an experiment 'a' already").waitFor();
  });

  test('says what is wrong as a whole, and what the failure is', async () => {
    t.mock.problems.set(POST, [409, 'experiment_exists', "there is an experiment 'a' already"]);
    await open();
    await field('Id').fill('a');
    await define();
    await t.page.getByText("there is an experiment 'a' already").waitFor();
    assert.deepEqual(await wrong(), []);
    t.mock.problems.clear();
    await t.page.route('**/api/experiments', (route) => route.abort('connectionrefused'));
    await define();
    await t.page.getByText('The gateway cannot be reached. Is it still running?').waitFor();
    assert.equal(await field('Id').inputValue(), 'a', 'nothing is lost');
  });

  test('asks for a key and then sends', async () => {
    await open();
    await field('Id').fill('keyed');
    t.mock.key = 'k';
    await define();
    await t.page.getByLabel('API key').fill('k');
    await t.page.keyboard.press('Enter');
    await t.state('Not started');
  });

  test('says what to do where there is no model, and when they cannot be listed', async () => {
    t.mock.models = [EMBEDDING];
    await t.open();
    await t.page.goto(`${t.mock.url}#/new`);
    await t.page.getByText('An experiment needs a route and a model to try on it.').waitFor();
    assert.equal(await t.button('Define').isVisible(), false);
    t.mock.problems.set('GET /v1/models', [503, 'c', 'away']);
    await t.page.reload();
    await t.page.getByText('The routes and models cannot be listed').waitFor();
    assert.equal(await t.page.getByText('An experiment needs a route').count(), 0);
  });

  test('says the same as a command', async () => {
    await open();
    await field('Id').fill('slang-v2');
    await t.page.getByText('The same as a command').click();
    const read = async () =>
      JSON.parse((await t.page.locator('.define pre').innerText()).split("-d '")[1].slice(0, -1));
    assert.equal((await read()).id, 'slang-v2');
    await field('Id').fill('slang-v3');
    assert.equal((await read()).id, 'slang-v3');
  });

  for (const width of [375, 1280]) {
    test(`fits ${width} pixels, with everything unfolded, in both themes`, async () => {
      await open({ viewport: { width, height: 740 } });
      await field('How it grows').selectOption('stages');
      await field('What is compared').selectOption('variants');
      await field('Before the first stage').selectOption('shadow');
      await t.page.getByText('Who takes part').click();
      await t.page.getByText('Statistics and breaker').click();
      await t.page.mouse.move(0, 0);
      const { scrollWidth } = await t.page.evaluate(() => ({
        scrollWidth: document.documentElement.scrollWidth,
      }));
      assert.equal(scrollWidth, width);
      for (const theme of ['light', 'dark']) {
        await t.page.emulateMedia({ colorScheme: theme });
        assert.deepEqual(await t.page.evaluate(paleText), [], theme);
      }
    });
  }
});

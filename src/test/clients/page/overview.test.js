// The pages of models and of keys.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everyPage, suite } from './api-suite.js';

const ago = (ms) => new Date(Date.now() - ms).toISOString();
const HOUR = 3_600_000;

const model = (name, changed = {}) => ({
  name,
  kind: 'base',
  upstream: 'openai',
  sent_model: name,
  file: null,
  adapter: null,
  operations: ['chat_completions', 'completions', 'embeddings'],
  ready: true,
  detail: '',
  context_tokens: null,
  engine: null,
  routes: [],
  ...changed,
});

const MODELS = {
  object: 'list',
  data: [
    model('slang-base', {
      sent_model: 'gpt-4o-mini',
      routes: [{ route: 'slang', rung: 2, threshold: null }],
    }),
    model('slang-tuned', {
      kind: 'fine-tuned',
      routes: [{ route: 'slang', rung: 1, threshold: 0.8 }],
    }),
    model('smollm2', {
      kind: 'local',
      upstream: 'here',
      file: 'smollm2-135m',
      operations: ['chat_completions', 'completions'],
      context_tokens: 8192,
      engine: { state: 'ready', slots: 4, busy: 1, waiting: 2 },
      routes: [
        { route: 'slang', rung: 3, threshold: null },
        { route: 'summary', rung: 1, threshold: null },
      ],
    }),
    model('qwen3', {
      kind: 'local',
      upstream: 'here',
      file: 'qwen3',
      ready: false,
      detail: 'failed: the file is not on this machine. Run `./sluice model pull qwen3`.',
      context_tokens: 8192,
      engine: { state: 'failed', slots: 4, busy: 0, waiting: 0 },
    }),
  ],
  upstreams: [
    {
      name: 'here',
      provider: 'local',
      address: null,
      breaker: { state: 'closed', since: null, retry_at: null },
      models: ['smollm2', 'qwen3'],
    },
    { name: 'in-process', provider: null, address: null, breaker: null, models: [] },
    {
      name: 'openai',
      provider: 'openai',
      address: 'https://api.openai.com/v1',
      breaker: { state: 'open', since: ago(HOUR), retry_at: ago(HOUR - 5000) },
      models: ['slang-base', 'slang-tuned'],
    },
    {
      name: 'tries',
      provider: 'openai',
      address: `https://${'x'.repeat(60)}.test/v1`,
      breaker: { state: 'half_open', since: ago(1000), retry_at: null },
      models: [],
    },
  ],
};

suite('models.html', (t) => {
  const fill = () => t.api.answers.set('/api/models', MODELS);

  everyPage(t, {
    fill,
    path: '/api/models',
    shown: '.models th[scope="row"]',
    failed: 'The models cannot be listed',
  });

  test('shows each model with what serves it, and each upstream with its breaker', async () => {
    fill();
    await t.open();
    await t.page.getByRole('rowheader', { name: 'smollm2' }).waitFor();
    assert.deepEqual(await t.texts('.models tbody tr'), [
      'slang-base base model asked for as gpt-4o-mini Ready openai – – Chat, Completions, Embeddings slang rung 2',
      'slang-tuned fine-tuned Ready openai – – Chat, Completions, Embeddings slang rung 1, from 0.8',
      'smollm2 local loads smollm2-135m Ready here ready 1 of 4 slots busy, 2 waiting 8,192 tokens Chat, Completions slang rung 3 summary rung 1',
      'qwen3 local loads qwen3 Not ready failed: the file is not on this machine. Run ./sluice model pull qwen3. here failed 0 of 4 slots busy 8,192 tokens Chat, Completions, Embeddings No route asked for by its own name',
    ]);
    const upstreams = await t.texts('.upstreams tbody tr');
    assert.equal(upstreams[0], 'here local Closed no call yet – smollm2, qwen3');
    assert.equal(upstreams[1], 'in-process built in None – –');
    assert.match(upstreams[2], /^openai openai Open skipped; the next request tries it since /);
    assert.match(upstreams[3], /^tries openai Half open one call tries it https/);
    assert.deepEqual(await t.texts('.facts > div'), [
      'Models ready 3 of 4',
      'In a route 3 of 4',
      'Breakers closed 1 of 3',
      'With a running engine 1 of 2',
    ]);
  });

  test('looks again by itself', async () => {
    fill();
    await t.open();
    await t.page.getByText('failed', { exact: true }).waitFor();
    const data = MODELS.data.map((one) => ({ ...one, ready: true, detail: '' }));
    t.api.answers.set('/api/models', { ...MODELS, data });
    await t.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await t.page.getByText('4 of 4').waitFor();
  });

  test('an open breaker is skipped no longer than it says', async () => {
    const [, , open] = MODELS.upstreams;
    const breaker = { ...open.breaker, retry_at: new Date(Date.now() + HOUR).toISOString() };
    t.api.answers.set('/api/models', { ...MODELS, upstreams: [{ ...open, breaker }] });
    await t.open();
    await t.page.getByText('skipped until').waitFor();
    await t.page.clock.install();
    await t.page.clock.setFixedTime(Date.now() + 2 * HOUR);
    await t.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await t.page.getByText('skipped; the next request tries it').waitFor();
  });

  test('says what to write where there is none', async () => {
    t.api.answers.set('/api/models', { object: 'list', data: [], upstreams: [] });
    await t.open();
    await t.page.getByText('sluice.yaml has no models yet.').waitFor();
    assert.match(await t.page.locator('pre').textContent(), /key: "\$\{OPENAI_API_KEY\}"/);
    t.api.answers.set('/api/models', {
      object: 'list',
      data: [model('all-minilm-l6-v2', { kind: 'local', upstream: 'in-process' })],
      upstreams: MODELS.upstreams.filter(({ name }) => name === 'in-process'),
    });
    await t.page.reload();
    await t.page.getByText('sluice.yaml has no models yet.').waitFor();
    await t.page.getByRole('rowheader', { name: 'all-minilm-l6-v2' }).waitFor();
    fill();
    await t.page.reload();
    await t.page.getByRole('rowheader', { name: 'smollm2' }).waitFor();
    assert.equal(await t.page.getByText('sluice.yaml has no models yet.').count(), 0);
  });
});

suite('keys.html', (t) => {
  const key = (name, changed = {}) => ({
    name,
    digest: '3da3c622',
    role: 'client',
    created: null,
    open_max: null,
    requests: 0,
    counted_since: '2026-11-30T08:00:00Z',
    last_request_at: null,
    last_inference_at: null,
    ...changed,
  });
  const answer = (records_problem, ...data) => ({ object: 'list', data, records_problem });
  const fill = () =>
    t.api.answers.set(
      '/api/keys',
      answer(
        null,
        key('chat-app', {
          created: '2026-11-01',
          requests: 12_345,
          last_request_at: ago(5_000),
          last_inference_at: ago(2 * HOUR),
        }),
        key('nightly', {
          role: 'operator',
          open_max: 4,
          last_inference_at: '2026-11-01T08:00:00Z',
        }),
        key('x'.repeat(64)),
      ),
    );

  everyPage(t, {
    fill,
    path: '/api/keys',
    shown: '.keys th[scope="row"]',
    failed: 'The keys cannot be listed',
  });

  test('shows how old each is and when it was last used, and no key', async () => {
    fill();
    await t.open();
    await t.page.getByRole('rowheader', { name: 'chat-app' }).waitFor();
    const [first, second, third] = await t.texts('.keys tbody tr');
    assert.match(
      first,
      /^chat-app digest 3da3c622… client (\d+ days ago|today|yesterday|-?\d+ days ago) 1 Nov 2026 \d+ s ago .+ 2 h( \d+ s)? ago .+ 12,345 since 30 Nov, 08:00 no limit$/,
    );
    assert.match(
      second,
      /^nightly digest 3da3c622… operator not written down none yet .+ ago 1 Nov.* 4 at most$/,
    );
    assert.match(third, /none yet none recorded 0 since/);
    assert.deepEqual((await t.texts('.facts > div')).slice(0, 2), [
      'Keys 3',
      'Used in the last 24 hours 1 of 3',
    ]);
    assert.deepEqual((await t.texts('.facts > div')).slice(2), [
      'Never seen 1',
      'Requests since the start 12,345',
    ]);
  });

  test('says that the records are away, and shows the rest', async () => {
    t.api.answers.set('/api/keys', answer("the database can't return the records", key('a')));
    await t.open();
    await t.page.getByText('The last inferences are unknown').waitFor();
    assert.match((await t.texts('.keys tbody tr'))[0], /none yet not known 0 since/);
    assert.deepEqual(await t.texts('.facts > div'), ['Keys 1', 'Requests since the start 0']);
    assert.equal(await t.page.getByRole('rowheader', { name: 'a' }).isVisible(), true);
  });

  test('says what it means that there are none', async () => {
    t.api.answers.set('/api/keys', answer(null));
    await t.open();
    await t.page
      .getByText('There are none: this gateway listens on the loopback address only')
      .waitFor();
    assert.equal(
      await t.page.locator('.empty pre').textContent(),
      './sluice key new NAME --role admin',
    );
  });
});

// promptfoo: the command line, with prompts, providers and checks in a file.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { EMBEDDER, feature, KEY, MODEL, run, said, sentUpstream, TOO_LONG, URL_V1 } from './trying.mjs';

const HOME = process.env.HOME;
const at = { apiBaseUrl: URL_V1, apiKey: KEY };
const local = { id: `openai:chat:${MODEL}`, config: { ...at, max_tokens: 8, temperature: 0 } };
const tool = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { city: { type: 'string', maxLength: 12 } }, required: ['city'] },
  },
};
const schema = {
  type: 'object',
  properties: { city: { type: 'string', maxLength: 12 }, degrees: { type: 'integer' } },
  required: ['city', 'degrees'],
  additionalProperties: false,
};

/** What an evaluation gave: one result for each provider, prompt and test. */
function evaluate(providers, tests, prompts = ['{{text}}'], more = {}) {
  const config = join(HOME, 'promptfooconfig.json');
  const output = join(HOME, 'results.json');
  writeFileSync(config, JSON.stringify({ prompts, providers, tests, ...more }));
  const done = spawnSync('promptfoo', ['eval', '-c', config, '-o', output, '--no-cache', '--no-progress-bar', '--no-share'], {
    env: {
      ...process.env, PROMPTFOO_CONFIG_DIR: HOME, PROMPTFOO_DISABLE_TELEMETRY: '1', PROMPTFOO_DISABLE_UPDATE: '1',
      PROMPTFOO_DISABLE_REMOTE_GENERATION: '1', OPENAI_API_KEY: KEY, OPENAI_BASE_URL: URL_V1, REQUEST_TIMEOUT_MS: '80000',
    },
    encoding: 'utf8',
    timeout: 85_000,
  });
  console.log(done.stdout, done.stderr);
  return JSON.parse(readFileSync(output, 'utf8')).results.results;
}

function passed(results) {
  for (const { success, error } of results) assert.ok(success, error ?? 'expected: success');
  return results;
}

const something = [{ type: 'javascript', value: 'output.length > 0' }];
const asks = [{ vars: { text: 'Say hello in one short sentence.' }, assert: something }];

feature('chat and completions, four tests at once', () => {
  const completing = { id: `openai:completion:${MODEL}`, config: { ...at, max_tokens: 8 } };
  const tests = ['One, two, three,', 'Red, green,'].map((text) => ({ vars: { text }, assert: something }));
  const results = passed(evaluate([local, completing], tests));
  assert.equal(results.length, 4);
  assert.ok(results[0].response.tokenUsage.total > 0, 'expected: usage');
  return said(results[0].response.output);
});

feature('an object by a schema', () => {
  const config = {
    ...local.config, max_tokens: 150,
    response_format: { type: 'json_schema', json_schema: { name: 'city', strict: true, schema } },
  };
  const test = { vars: { text: 'It has 20 degrees in Oslo.' }, assert: [{ type: 'is-json', value: schema }] };
  return JSON.stringify(passed(evaluate([{ ...local, config }], [test]))[0].response.output);
});

feature('a tool, forced by name', () => {
  const config = {
    ...local.config, max_tokens: 60, tools: [tool], tool_choice: { type: 'function', function: { name: 'get_weather' } },
  };
  const test = { vars: { text: 'Weather in Oslo?' }, assert: [{ type: 'is-valid-openai-tools-call' }] };
  return JSON.stringify(passed(evaluate([{ ...local, config }], [test]))[0].response.output);
});

feature('answers alike, by embeddings', () => {
  const embedder = { id: `openai:embedding:${EMBEDDER}`, config: at };
  const sure = { id: 'openai:chat:final', config: at };
  const test = { vars: { text: 'Hello?' }, assert: [{ type: 'similar', value: 'Hello there.', threshold: 0.9, provider: embedder }] };
  return `${passed(evaluate([sure], [test]))[0].score}`;
});

feature('surprise, by log-probabilities', () => {
  const config = { ...local.config, passthrough: { logprobs: true } };
  const test = { ...asks[0], assert: [{ type: 'perplexity', threshold: 1000 }] };
  return `${passed(evaluate([{ ...local, config }], [test]))[0].score}`;
});

feature('user and metadata', async () => {
  const config = { ...at, passthrough: { user: 'ada', metadata: { team: 'docs' } } };
  passed(evaluate([{ id: 'openai:chat:final', config }], asks));
  const [body] = await sentUpstream();
  assert.deepEqual([body.user, body.metadata], ['ada', { team: 'docs' }]);
  return 'reach the upstream';
});

feature('context overflow is told', () => {
  const [{ error }] = evaluate([local], [{ vars: { text: TOO_LONG } }]);
  assert.match(error, /maximum context length is/);
  return error;
});

await run();

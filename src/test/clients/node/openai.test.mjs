// OpenAI's own Node client as the judge of a running gateway. See ../run.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import OpenAI from 'openai';
import { apiKey, askedUpstream, baseURL, judged, openGate, sent, stillAnswering, upstreamWasReset } from './judge.mjs';

const { SLUICE_LOCAL_MODEL } = process.env;
const messages = [{ role: 'user', content: 'Say hello in one short sentence.' }];
const client = (maxRetries = 0) => new OpenAI({ baseURL, apiKey, maxRetries });
const ask = (model, fields, retries) => client(retries).chat.completions.create({ model, messages, ...fields });
const stream = (model, fields, retries) => ask(model, { stream: true, ...fields }, retries);
const text = (chunks) => chunks.map(({ choices }) => choices[0]?.delta?.content ?? '').join('');

async function all(chunks) {
  const read = [];
  for await (const chunk of await chunks) read.push(chunk);
  return read;
}

describe('a local model', () => {
  test('streams with usage', async () => {
    const chunks = await all(stream(SLUICE_LOCAL_MODEL, { max_tokens: 12, temperature: 0, stream_options: { include_usage: true } }));
    assert.ok(text(chunks).trim());
    assert.ok(chunks.at(-1).usage.completion_tokens > 0);
  });

  test('is put together by the stream helper', async () => {
    const helper = client().chat.completions.stream({ model: SLUICE_LOCAL_MODEL, messages, max_tokens: 12, temperature: 0 });
    const { message, finish_reason } = (await helper.finalChatCompletion()).choices[0];
    assert.ok(message.content.trim());
    assert.ok(['stop', 'length'].includes(finish_reason));
  });

  test('embeds', async () => {
    const answer = await client().embeddings.create({ model: 'all-minilm-l6-v2', input: 'a cat' });
    assert.equal(answer.data[0].embedding.length, 384);
  });
});

describe('an upstream', () => {
  judged();

  test('is heard before it has ended', async () => {
    const chunks = (await stream('gated'))[Symbol.asyncIterator]();
    const first = [(await chunks.next()).value, (await chunks.next()).value];
    assert.equal(text(first), 'First');
    await stillAnswering();
    await openGate('rest');
    const rest = await all(chunks);
    assert.equal(text(rest), ' and last.');
    assert.equal(rest.at(-1).choices[0].finish_reason, 'stop');
    assert.equal(new Set([...first, ...rest].map(({ id, created }) => `${id} ${created}`)).size, 1);
  });

  test('is reset when the client leaves its loop', async () => {
    for await (const chunk of await stream('stalls')) {
      if (chunk.choices[0].delta.content) {
        await stillAnswering();
        break;
      }
    }
    await upstreamWasReset();
  });

  test('is reset when the client aborts its helper', async () => {
    const helper = client().chat.completions.stream({ model: 'stalls', messages });
    helper.on('content', () => helper.abort());
    await assert.rejects(helper.finalChatCompletion(), OpenAI.APIUserAbortError);
    await upstreamWasReset();
  });

  for (const [model, code] of [['reset', 'upstream_cut'], ['closed', 'upstream_cut'], ['unfinished', 'upstream_cut'], ['dies', 'engine_dead']]) {
    test(`that ${model} is an error in the stream`, async () => {
      const chunks = [];
      await assert.rejects(async () => {
        for await (const chunk of await stream(model)) chunks.push(chunk);
      }, (error) => error instanceof OpenAI.APIError && error.code === code);
      assert.equal(text(chunks), 'One two');
      await assert.rejects(client().chat.completions.stream({ model, messages }).finalChatCompletion(), OpenAI.OpenAIError);
    });
  }

  for (const model of ['reset', 'closed']) {
    test(`that ${model} is an error without a stream`, async () => {
      await assert.rejects(ask(model), (error) => error instanceof OpenAI.InternalServerError && error.code === 'upstream_cut');
    });
  }

  test('tells its usage to who asks', async () => {
    const asked = await all(stream('counted', { stream_options: { include_usage: true } }));
    assert.deepEqual(asked.at(-1).choices, []);
    assert.equal(asked.at(-1).usage.total_tokens, 13);
    assert.equal(asked.at(-1).usage.prompt_tokens_details.cached_tokens, 5);
    assert.ok(asked.slice(0, -1).every(({ choices, usage }) => choices.length && usage === null));
    assert.ok((await all(stream('counted'))).every(({ choices }) => choices.length));
    assert.ok((await sent()).every((body) => body.stream_options.include_usage));
    assert.equal((await ask('counted')).usage.total_tokens, 13);
  });

  test('calls tools', async () => {
    const streamed = await client().chat.completions.stream({ model: 'tools', messages }).finalChatCompletion();
    for (const { choices: [{ message, finish_reason }] } of [streamed, await ask('tools')]) {
      assert.equal(finish_reason, 'tool_calls');
      assert.deepEqual(
        message.tool_calls.map(({ id, function: { name, arguments: json } }) => [id, name, JSON.parse(json).city]),
        [['call_oslo', 'get_weather', 'Oslo'], ['call_lima', 'get_weather', 'Lima']],
      );
    }
  });

  test('gives log-probabilities', async () => {
    const wish = { logprobs: true, top_logprobs: 2 };
    const chunks = (await all(stream('scored', wish))).flatMap(({ choices }) => choices[0].logprobs?.content ?? []);
    for (const scores of [chunks, (await ask('scored', wish)).choices[0].logprobs.content]) {
      assert.deepEqual(scores.map(({ token, logprob }) => [token, logprob]), [['Sure', -0.125], ['ly', -0.25]]);
      assert.ok(scores.every(({ top_logprobs }) => top_logprobs.length === 2));
    }
  });

  test('gives several choices', async () => {
    const streamed = await client().chat.completions.stream({ model: 'choices', messages, n: 2 }).finalChatCompletion();
    for (const { choices } of [streamed, await ask('choices', { n: 2 })]) {
      assert.deepEqual(choices.map(({ message, finish_reason }) => [message.content, finish_reason]), [['left', 'stop'], ['right side', 'stop']]);
    }
  });

  test('may split, number and comment its events', async () => {
    assert.equal(text(await all(stream('bytewise'))), 'Zażółć gęślą jaźń 🎈');
    assert.equal(text(await all(stream('numbered'))), 'Numbered.');
    assert.ok((await all(stream('reasoning'))).some(({ choices }) => choices[0].delta.reasoning_content === 'Hmm.'));
  });

  for (const [model, kind, status, code] of [
    ['busy', OpenAI.RateLimitError, 429],
    ['refused', OpenAI.BadRequestError, 400, 'invalid_value'],
    ['ecko', OpenAI.NotFoundError, 404, 'model_not_found'],
    ['broken', OpenAI.InternalServerError, 500],
    ['overloaded', OpenAI.InternalServerError, 503],
    ['locked', OpenAI.InternalServerError, 502, 'upstream_auth'],
  ]) {
    test(`that is ${model} is a ${kind.name} before the first token`, async () => {
      for (const streaming of [true, false]) {
        await assert.rejects(ask(model, { stream: streaming }), (error) => {
          assert.ok(error instanceof kind, String(error));
          assert.equal(error.status, status);
          if (code) assert.equal(error.code, code);
          assert.ok(error.requestID);
          return true;
        });
      }
    });
  }

  test('is asked again when and as it says', async () => {
    await assert.rejects(stream('busy'), ({ headers }) => headers.get('retry-after') === '7');
    const began = performance.now();
    assert.match(text(await all(stream('busy-once', {}, 2))), /hello/);
    assert.ok(performance.now() - began >= 2900);
    await askedUpstream(3);
    assert.match(text(await all(stream('worth-another-try', {}, 2))), /hello/);
    await askedUpstream(5);
    await assert.rejects(stream('hopeless', {}, 2), OpenAI.InternalServerError);
    await askedUpstream(6);
    await assert.rejects(stream('no-rung-left', {}, 2), ({ headers }) => headers.get('x-should-retry') === 'false');
    await askedUpstream(8);
  });

  for (const [route, fallback] of [['third-rung', '1=unsure(0.1353), 2=refused'], ['third-after-cut', '1=unsure(0.1353), 2=cut']]) {
    test(`gives one answer through ${route}`, async () => {
      const { data, response } = await stream(route).withResponse();
      const chunks = await all(data);
      assert.equal(text(chunks), 'Surely');
      assert.equal(chunks.at(-1).choices[0].finish_reason, 'stop');
      assert.equal(new Set(chunks.map(({ id, created, model }) => `${id} ${created} ${model}`)).size, 1);
      assert.ok(chunks.every(({ choices, usage }) => !choices[0].logprobs && !usage));
      assert.deepEqual(['rung', 'model', 'fallback'].map((name) => response.headers.get(`x-sluice-${name}`)), ['3', 'scored', fallback]);
      await askedUpstream(3);
      const { choices: [{ message, logprobs }], usage } = await ask(route);
      assert.deepEqual([message.content, logprobs, usage.completion_tokens], ['Surely', null, 2]);
      const scored = (await all(stream(route, { logprobs: true }))).flatMap(({ choices }) => choices[0].logprobs?.content ?? []);
      assert.deepEqual(scored.map(({ token, logprob }) => [token, logprob]), [['Sure', -0.125], ['ly', -0.25]]);
    });
  }

  test('gives usage and tool calls of the third rung', async () => {
    const asked = await all(stream('third-counts', { stream_options: { include_usage: true } }));
    assert.deepEqual([asked.at(-1).choices, asked.at(-1).usage.total_tokens], [[], 13]);
    const streamed = await client().chat.completions.stream({ model: 'third-calls', messages }).finalChatCompletion();
    for (const { choices: [{ message }] } of [streamed, await ask('third-calls')]) {
      assert.deepEqual(message.tool_calls.map((call) => JSON.parse(call.function.arguments).city), ['Oslo', 'Lima']);
    }
  });

  test('gives the best when nobody is sure', async () => {
    const { data, response } = await stream('best-of-two').withResponse();
    assert.equal(text(await all(data)), 'Probably.');
    assert.deepEqual(['rung', 'verdict', 'confidence'].map((name) => response.headers.get(`x-sluice-${name}`)), ['1', 'best', '0.6065']);
    assert.equal((await ask('best-of-two')).choices[0].message.content, 'Probably.');
  });

  test('completes prompts', async () => {
    const chunks = await all(client().completions.create({ model: 'counted', prompt: 'Say hello', stream: true }));
    assert.equal(chunks.map(({ choices }) => choices[0].text).join(''), 'Counted words.');
  });
});

// The Vercel AI SDK, with its provider for OpenAI-compatible servers, as the judge of a running gateway. See ../run.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateText, streamText, tool } from 'ai';
import { z } from 'zod';
import { apiKey, askedUpstream, baseURL, eventually, judged, openGate, sent, stats, stillAnswering, upstreamWasReset } from './judge.mjs';

globalThis.AI_SDK_LOG_WARNINGS = false;
const prompt = 'Say hello in one short sentence.';
const sluice = (options) => createOpenAICompatible({ name: 'sluice', baseURL, apiKey, ...options });
const asking = (model, { includeUsage, ...fields } = {}) =>
  ({ model: sluice({ includeUsage })(model), prompt, maxRetries: 0, onError() {}, ...fields });
const tools = { get_weather: tool({ description: 'The weather of a city.', inputSchema: z.object({ city: z.string() }) }) };

async function all(parts) {
  const read = [];
  for await (const part of parts) read.push(part);
  return read;
}
const parts = (model, fields) => all(streamText(asking(model, fields)).fullStream);
const of = (read, type) => read.filter((part) => part.type === type);
const text = (read) => of(read, 'text-delta').map((part) => part.text).join('');
const raw = async (model, providerOptions) =>
  of(await parts(model, { includeRawChunks: true, providerOptions: { sluice: providerOptions } }), 'raw').map(({ rawValue }) => rawValue);

describe('the AI SDK', () => {
  judged();

  test('sees the first token before the upstream has ended', async () => {
    const answer = streamText(asking('gated'));
    const words = answer.textStream[Symbol.asyncIterator]();
    assert.equal((await words.next()).value, 'First');
    await stillAnswering();
    await openGate('rest');
    assert.equal((await all({ [Symbol.asyncIterator]: () => words })).join(''), ' and last.');
    assert.equal(await answer.finishReason, 'stop');
  });

  test('cancels half way', async () => {
    const leaving = new AbortController();
    const seen = [];
    for await (const part of streamText(asking('stalls', { abortSignal: leaving.signal })).fullStream) {
      seen.push(part.type);
      if (part.type === 'text-delta' && part.text === ' two') {
        await stillAnswering();
        leaving.abort();
      }
    }
    assert.equal(seen.at(-1), 'abort');
    await upstreamWasReset();
  });

  test('cancels before there is an answer', async () => {
    const leaving = new AbortController();
    const answer = generateText(asking('stalls', { abortSignal: leaving.signal }));
    await eventually(async () => (await stats()).open === 1);
    leaving.abort();
    await assert.rejects(answer, { name: 'AbortError' });
    await upstreamWasReset();
  });

  for (const [model, code] of [['reset', 'upstream_cut'], ['closed', 'upstream_cut'], ['unfinished', 'upstream_cut'], ['dies', 'engine_dead']]) {
    test(`sees an upstream that ${model} as an error`, async () => {
      const read = await parts(model);
      assert.equal(text(read), 'One two');
      assert.deepEqual(of(read, 'error').map(({ error }) => error.code), [code]);
      assert.equal(of(read, 'finish')[0].finishReason, 'error');
    });
  }

  for (const model of ['reset', 'closed']) {
    test(`sees an upstream that ${model} as an error without a stream`, async () => {
      await assert.rejects(generateText(asking(model)), (error) => APICallError.isInstance(error) && error.statusCode === 502);
    });
  }

  test('gets usage when it asks, and none when it does not', async () => {
    const [asked] = of(await parts('counted', { includeUsage: true }), 'finish');
    assert.deepEqual([asked.totalUsage.inputTokens, asked.totalUsage.outputTokens, asked.totalUsage.totalTokens], [11, 2, 13]);
    const read = await parts('counted', { includeRawChunks: true });
    assert.ok(of(read, 'raw').every(({ rawValue }) => rawValue.choices.length));
    assert.equal(of(read, 'finish')[0].totalUsage.totalTokens, undefined);
    assert.ok((await sent()).every((body) => body.stream_options.include_usage));
    assert.equal((await generateText(asking('counted'))).usage.totalTokens, 13);
  });

  test('puts tool calls together', async () => {
    const calls = [['call_oslo', 'get_weather', { city: 'Oslo' }], ['call_lima', 'get_weather', { city: 'Lima' }]];
    const read = await parts('tools', { tools });
    assert.deepEqual(of(read, 'tool-call').map((call) => [call.toolCallId, call.toolName, call.input]), calls);
    assert.equal(of(read, 'finish')[0].finishReason, 'tool-calls');
    const whole = await generateText(asking('tools', { tools }));
    assert.deepEqual(whole.toolCalls.map((call) => [call.toolCallId, call.toolName, call.input]), calls);
    assert.equal((await sent())[0].tools[0].function.name, 'get_weather');
  });

  test('is given the log-probabilities that it asks for', async () => {
    const chunks = await raw('scored', { logprobs: true, top_logprobs: 2 });
    const scores = chunks.flatMap(({ choices }) => choices[0].logprobs?.content ?? []);
    assert.deepEqual(scores.map(({ token, logprob }) => [token, logprob]), [['Sure', -0.125], ['ly', -0.25]]);
  });

  test('is given the choices that it asks for', async () => {
    const chunks = await raw('choices', { n: 2 });
    const said = ['', ''];
    for (const { choices: [{ index, delta }] } of chunks) said[index] += delta.content ?? '';
    assert.deepEqual(said, ['left', 'right side']);
    assert.deepEqual(chunks.filter(({ choices }) => choices[0].finish_reason).map(({ choices }) => choices[0].index), [0, 1]);
  });

  for (const route of ['third-rung', 'third-after-cut']) {
    test(`gets one answer through ${route}`, async () => {
      const answer = streamText(asking(route));
      const read = await all(answer.fullStream);
      assert.equal(text(read), 'Surely');
      assert.deepEqual([of(read, 'error'), of(read, 'finish')[0].finishReason], [[], 'stop']);
      assert.equal((await answer.response).headers['x-sluice-rung'], '3');
      await askedUpstream(3);
      const chunks = await raw(route);
      assert.equal(new Set(chunks.map(({ id, created, model }) => `${id} ${created} ${model}`)).size, 1);
      assert.ok(chunks.every(({ choices }) => !choices[0].logprobs));
      const scores = (await raw(route, { logprobs: true })).flatMap(({ choices }) => choices[0].logprobs?.content ?? []);
      assert.deepEqual(scores.map(({ token, logprob }) => [token, logprob]), [['Sure', -0.125], ['ly', -0.25]]);
      const whole = await generateText(asking(route));
      assert.deepEqual([whole.text, whole.response.headers['x-sluice-rung']], ['Surely', '3']);
    });
  }

  test('gets usage and tool calls of the third rung', async () => {
    assert.equal(of(await parts('third-counts', { includeUsage: true }), 'finish')[0].totalUsage.totalTokens, 13);
    const calls = [['call_oslo', { city: 'Oslo' }], ['call_lima', { city: 'Lima' }]];
    const read = await parts('third-calls', { tools });
    assert.deepEqual(of(read, 'tool-call').map((call) => [call.toolCallId, call.input]), calls);
    const whole = await generateText(asking('third-calls', { tools }));
    assert.deepEqual(whole.toolCalls.map((call) => [call.toolCallId, call.input]), calls);
  });

  test('gets the best when nobody is sure', async () => {
    const answer = streamText(asking('best-of-two'));
    assert.equal(text(await all(answer.fullStream)), 'Probably.');
    assert.equal((await answer.response).headers['x-sluice-verdict'], 'best');
    assert.equal((await generateText(asking('best-of-two'))).text, 'Probably.');
  });

  test('reads reasoning, and events in pieces', async () => {
    const read = await parts('reasoning');
    assert.equal(of(read, 'reasoning-delta').map((part) => part.text).join(''), 'Hmm.');
    assert.equal(text(read), 'Thought about it.');
    assert.equal(text(await parts('bytewise')), 'Zażółć gęślą jaźń 🎈');
    assert.equal(text(await parts('numbered')), 'Numbered.');
  });

  for (const [model, status, retryable] of [
    ['busy', 429, true], ['refused', 400, false], ['ecko', 404, false], ['broken', 500, true], ['overloaded', 503, true], ['error-in-200', 502, true],
  ]) {
    test(`sees ${model} as a ${status} before the first token`, async () => {
      const [{ error }] = of(await parts(model), 'error');
      assert.ok(APICallError.isInstance(error), String(error));
      assert.deepEqual([error.statusCode, error.isRetryable], [status, retryable]);
      assert.ok(error.message && error.responseHeaders['x-request-id']);
      if (model === 'busy') assert.equal(error.responseHeaders['retry-after'], '7');
    });
  }

  test('asks again when it is told', async () => {
    const began = performance.now();
    assert.match(text(await parts('busy-once', { maxRetries: 2 })), /hello/);
    assert.ok(performance.now() - began >= 2900);
    await askedUpstream(2);
  });
});

// The AI SDK, by both of its packages: the one for any server like OpenAI's, and OpenAI's own.

import assert from 'node:assert/strict';

import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { embedMany, generateText, Output, isStepCount, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';

import {
  EMBEDDER, feature, HELLO, KEY, MODEL, run, said, sentUpstream, TOO_LONG, upstreamWasReset, URL_V1,
} from './trying.mjs';

const sluice = createOpenAICompatible({
  name: 'sluice', baseURL: URL_V1, apiKey: KEY, includeUsage: true, supportsStructuredOutputs: true,
});
const openai = createOpenAI({ baseURL: URL_V1, apiKey: KEY });
const city = z.object({ city: z.string().max(12), degrees: z.int() });
const steps = isStepCount ?? stepCountIs;
const tools = {
  get_weather: tool({
    description: 'The weather of a city.',
    inputSchema: z.object({ city: z.string().max(12) }),
    execute: async ({ city: name }) => `sunny in ${name}`,
  }),
};
const asking = (fields = {}) => ({ model: sluice(MODEL), prompt: HELLO, maxOutputTokens: 8, maxRetries: 0, ...fields });

for (const [name, model] of [['openai-compatible', sluice(MODEL)], ['openai, chat', openai.chat(MODEL)]]) {
  feature(`chat, whole and streamed, by ${name}`, async () => {
    const whole = await generateText(asking({ model }));
    assert.ok(whole.usage.totalTokens > 0);
    const stream = streamText(asking({ model }));
    const text = await stream.text;
    assert.ok((await stream.totalUsage ?? await stream.usage).outputTokens > 0);
    return said(text);
  });

  feature(`an object by a schema, by ${name}`, async () => {
    const { output } = await generateText(asking({
      model, maxOutputTokens: 150, temperature: 0, prompt: 'It has 20 degrees in Oslo.', output: Output.object({ schema: city }),
    }));
    return JSON.stringify(city.parse(output));
  });

  feature(`a tool, forced by name, by ${name}`, async () => {
    const answer = await generateText(asking({
      model, tools, maxOutputTokens: 60, toolChoice: { type: 'tool', toolName: 'get_weather' },
    }));
    assert.equal(answer.toolCalls[0].toolName, 'get_weather');
    return JSON.stringify(answer.toolCalls[0].input);
  });
}

feature('four at once', async () => {
  const answers = await Promise.all([1, 2, 3, 4].map(() => generateText(asking())));
  return said(answers[3].text);
});

feature('an agent\'s two turns, streamed', async () => {
  const stream = streamText(asking({ model: sluice('weather'), tools, prompt: 'Weather in Oslo?', stopWhen: steps(3) }));
  assert.equal(await stream.text, 'It is sunny in Oslo.');
  assert.equal((await sentUpstream())[1].messages.at(-1).tool_call_id, 'call_oslo');
  return stream.text;
});

feature('a tool, required, streamed', async () => {
  const stream = streamText(asking({ tools, toolChoice: 'required', maxOutputTokens: 60 }));
  const calls = await stream.toolCalls;
  assert.equal(calls[0]?.toolName, 'get_weather');
  return JSON.stringify(calls[0].input);
});

feature('completions', async () => {
  const { text } = await generateText(asking({ model: sluice.completionModel(MODEL), prompt: 'One, two,' }));
  return said(text);
});

feature('embeddings', async () => {
  const { embeddings } = await embedMany({ model: sluice.embeddingModel(EMBEDDER), values: ['a cat', 'a dog'] });
  assert.deepEqual(embeddings.map((vector) => vector.length), [384, 384]);
  return '2 × 384';
});

feature('user', async () => {
  await generateText(asking({ model: sluice('final'), providerOptions: { sluice: { user: 'ada' } } }));
  assert.equal((await sentUpstream())[0].user, 'ada');
  return 'reaches the upstream';
});

feature('context overflow is told', async () => {
  const failure = await generateText(asking({ prompt: TOO_LONG })).then(
    () => assert.fail('expected a refusal'), (error) => error);
  assert.equal(failure.statusCode, 400);
  assert.match(failure.message, /maximum context length is/);
  return failure.message;
});

feature('leaving resets the upstream', async () => {
  const leaving = new AbortController();
  const stream = streamText(asking({ model: sluice('slow'), abortSignal: leaving.signal }));
  for await (const part of stream.fullStream) {
    if (part.type === 'text-delta' && part.text === ' two') leaving.abort();
  }
  return upstreamWasReset();
});

await run();

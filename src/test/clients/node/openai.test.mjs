// OpenAI's own Node client as the judge of a running gateway. See ../run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';

const { SLUICE_URL, SLUICE_KEY, SIMULATOR_URL, SLUICE_LOCAL_MODEL } = process.env;
const client = new OpenAI({ baseURL: `${SLUICE_URL}/v1`, apiKey: SLUICE_KEY, maxRetries: 0 });
const messages = [{ role: 'user', content: 'Say hello in one short sentence.' }];

const stats = async () => (await fetch(`${SIMULATOR_URL}/_sim/stats`)).json();

async function eventually(condition) {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, 'not within 10 seconds');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('streams a real model with usage', async () => {
  const stream = await client.chat.completions.create({
    model: SLUICE_LOCAL_MODEL, messages, max_tokens: 12, temperature: 0, stream: true,
    stream_options: { include_usage: true },
  });
  let text = '';
  let usage;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? '';
    usage = chunk.usage ?? usage;
  }
  assert.ok(text.trim());
  assert.ok(usage.completion_tokens > 0);
});

test('the stream helper assembles a whole answer', async () => {
  const stream = client.chat.completions.stream({ model: SLUICE_LOCAL_MODEL, messages, max_tokens: 12, temperature: 0 });
  const completion = await stream.finalChatCompletion();
  assert.ok(completion.choices[0].message.content.trim());
  assert.ok(['stop', 'length'].includes(completion.choices[0].finish_reason));
});

test('the stream helper assembles tool calls', async () => {
  const stream = client.chat.completions.stream({ model: 'tool-call', messages });
  const call = (await stream.finalChatCompletion()).choices[0].message.tool_calls[0];
  assert.equal(call.function.name, 'get_weather');
  assert.deepEqual(JSON.parse(call.function.arguments), { city: 'Oslo' });
});

test('cancels half way', async () => {
  const before = (await stats()).cancelled;
  const stream = await client.chat.completions.create({ model: 'stall', messages, stream: true });
  for await (const chunk of stream) {
    if (chunk.choices[0].delta.content) break;
  }
  await eventually(async () => (await stats()).cancelled > before);
});

test('sees a cut as an error', async () => {
  const stream = await client.chat.completions.create({ model: 'cut-after-3', messages, stream: true });
  await assert.rejects(async () => {
    for await (const chunk of stream) assert.ok(chunk);
  }, /cut/);
});

test('gets a status before the first token', async () => {
  await assert.rejects(
    client.chat.completions.create({ model: 'rate-limited', messages, stream: true }),
    (error) => error.status === 429 && error.headers.get('retry-after') === '7',
  );
  await assert.rejects(
    client.chat.completions.create({ model: 'ecko', messages }),
    (error) => error.status === 404 && error.code === 'model_not_found',
  );
});

test('embeds', async () => {
  const answer = await client.embeddings.create({ model: 'all-minilm-l6-v2', input: 'a cat' });
  assert.equal(answer.data[0].embedding.length, 384);
});

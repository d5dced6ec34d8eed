// A parser of server-sent events that knows nothing of language models as the judge of a running gateway. See ../run.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createParser } from 'eventsource-parser';
import { apiKey, baseURL, judged } from './judge.mjs';

/** What an EventSource would make of the answer. */
async function listen(model) {
  const answer = await fetch(`${baseURL}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'Say hello' }] }),
  });
  const heard = { type: answer.headers.get('content-type'), events: [], comments: [] };
  const parser = createParser({
    onEvent: (event) => heard.events.push(event),
    onComment: (comment) => heard.comments.push(comment),
    onError: (error) => assert.fail(error),
    onRetry: () => assert.fail('nobody may reconnect: an answer cannot be resumed'),
  });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const bytes of answer.body) parser.feed(decoder.decode(bytes, { stream: true }));
  const unfinished = heard.events.length;
  parser.reset({ consume: true });
  assert.equal(heard.events.length, unfinished, 'the last event has its blank line');
  return heard;
}

describe('a listener', () => {
  judged();

  for (const [model, expected] of [['bytewise', 'Zażółć gęślą jaźń 🎈'], ['numbered', 'Numbered.'], ['reasoning', 'Thought about it.'], ['choices', 'rightle sideft'],
    ['third-rung', 'Surely'], ['third-after-cut', 'Surely'], ['third-counts', 'Counted words.'], ['best-of-two', 'Probably.']]) {
    test(`hears ${model} as plain messages that end once`, async () => {
      const { type, events } = await listen(model);
      assert.match(type, /^text\/event-stream/);
      assert.ok(events.every(({ id, event }) => id === undefined && event === undefined));
      assert.equal(events.findIndex(({ data }) => data === '[DONE]'), events.length - 1);
      const chunks = events.slice(0, -1).map(({ data }) => JSON.parse(data));
      assert.equal(chunks.map(({ choices }) => choices[0].delta.content ?? '').join(''), expected);
    });
  }

  test('takes no comment for an event', async () => {
    assert.deepEqual((await listen('reasoning')).comments.map((comment) => comment.trim()), ['thinking']);
  });

  for (const model of ['reset', 'closed', 'unfinished', 'dies']) {
    test(`hears that the upstream ${model} in the last event`, async () => {
      const { events } = await listen(model);
      assert.deepEqual(Object.keys(JSON.parse(events.at(-1).data)), ['error']);
      assert.ok(events.every(({ data }) => data !== '[DONE]'));
    });
  }
});

// The parser of server-sent events, and the chat client on top of it, without a browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PAGE } from './mock.js';

const { SseParser } = await import(new URL('assets/shell/sse.js', PAGE));
const { ApiError } = await import(new URL('assets/shell/api.js', PAGE));
const { chat } = await import(new URL('assets/chat/chat.js', PAGE));
const { Measure, duration, rate } = await import(new URL('assets/chat/measure.js', PAGE));
const { chatModels, readDetail } = await import(new URL('assets/chat/models.js', PAGE));

const bytes = (text) => new TextEncoder().encode(text);

function parse(...parts) {
  const parser = new SseParser();
  return parts.flatMap((part) => parser.push(part));
}

const STREAM = bytes(
  ': a comment\n\n' +
    'data: {"text":"één 水門 🌊"}\n\n' +
    'event: error\r\ndata: first\r\ndata:second\r\n\r\n' +
    'id: 7\rretry: 10\rdata\r\r' +
    'event: forgotten\n\n' +
    'data: [DONE]\n\n' +
    'data: without its blank line\n',
);
const EVENTS = [
  { comment: 'a comment' },
  { event: 'message', data: '{"text":"één 水門 🌊"}' },
  { event: 'error', data: 'first\nsecond' },
  { event: 'message', data: '' },
  { event: 'message', data: '[DONE]' },
];

test('reads comments, fields, all three line ends and many-line data', () => {
  assert.deepEqual(parse(STREAM), EVENTS);
});

test('reads the same when it is split at every byte', () => {
  for (let at = 0; at <= STREAM.length; at += 1) {
    assert.deepEqual(parse(STREAM.subarray(0, at), STREAM.subarray(at)), EVENTS, `split at ${at}`);
  }
});

test('reads the same one byte at a time', () => {
  assert.deepEqual(parse(...Array.from(STREAM, (_, i) => STREAM.subarray(i, i + 1))), EVENTS);
});

test('dispatches at a lone CR and does not take the LF after it for a blank line', () => {
  const parser = new SseParser();
  assert.deepEqual(parser.push(bytes('data: a\r\r')), [{ event: 'message', data: 'a' }]);
  assert.deepEqual(parser.push(bytes('\ndata: b\n')), []);
  assert.deepEqual(parser.push(bytes('\n')), [{ event: 'message', data: 'b' }]);
});

test('skips a byte order mark and keeps only one leading space off', () => {
  assert.deepEqual(parse(bytes('\uFEFFdata:  two spaces\n\n')), [
    { event: 'message', data: ' two spaces' },
  ]);
});

test('refuses an event without end', () => {
  const parser = new SseParser();
  const mebibyte = bytes(`data: ${'x'.repeat(1024 * 1024)}\n`);
  for (let i = 0; i < 4; i += 1) parser.push(mebibyte.subarray(0, i === 3 ? 1024 : undefined));
  assert.throws(() => parser.push(mebibyte), RangeError);
});

/** Runs the chat client on a canned response. */
async function run(body, init = { headers: { 'content-type': 'text/event-stream' } }) {
  const real = globalThis.fetch;
  globalThis.fetch = async () => new Response(body, init);
  const seen = [];
  try {
    for await (const part of chat({ url: 'http://gateway.test/', body: {} })) seen.push(part);
  } catch (failure) {
    return { seen, failure };
  } finally {
    globalThis.fetch = real;
  }
  return { seen };
}

const chunk = (json) => `data: ${JSON.stringify(json)}\n\n`;
const text = (content) => chunk({ choices: [{ index: 0, delta: { content } }] });

test('yields text, reasoning, finish and usage, and ends at [DONE]', async () => {
  const { seen, failure } = await run(
    chunk({ model: 'm', choices: [{ delta: { role: 'assistant', content: '' } }] }) +
      chunk({ choices: [{ delta: { reasoning_content: 'hm' } }] }) +
      text('Hi') +
      chunk({ choices: [{ delta: {}, finish_reason: 'stop' }] }) +
      chunk({ choices: [], usage: { completion_tokens: 1 } }) +
      'data: [DONE]\n\n' +
      text('after the end'),
  );
  assert.equal(failure, undefined);
  assert.deepEqual(seen, [
    { type: 'head', headers: {} },
    { type: 'model', model: 'm' },
    { type: 'reasoning', text: 'hm' },
    { type: 'text', text: 'Hi' },
    { type: 'finish', reason: 'stop' },
    { type: 'usage', usage: { completion_tokens: 1 } },
  ]);
});

test('yields tokens, a replaced answer, a hand-over and late headers, and no other comments', async () => {
  const tokens = [{ token: 'Hi', logprob: -0.1 }];
  const { seen, failure } = await run(
    ': keep-alive\n\n' +
      ': x-sluice-model: weak\n: x-sluice-rung: 1\n\n' +
      chunk({ choices: [{ delta: { content: 'Hi' }, logprobs: { content: tokens } }] }) +
      'event: answer.replaced\ndata: {"object":"sluice.answer.replaced","replaced":{"rung":1},"by":{"rung":2}}\n\n' +
      text('Ho') +
      ': x-sluice-continued: true\n: x-sluice-rung: 3\n\n' +
      'data: [DONE]\n\n',
  );
  assert.equal(failure, undefined);
  assert.deepEqual(seen, [
    { type: 'head', headers: {} },
    { type: 'late', headers: { 'x-sluice-model': 'weak', 'x-sluice-rung': '1' } },
    { type: 'text', text: 'Hi', tokens },
    { type: 'replaced', replaced: { rung: 1 }, by: { rung: 2 } },
    { type: 'text', text: 'Ho' },
    { type: 'continued', headers: { 'x-sluice-continued': 'true', 'x-sluice-rung': '3' } },
  ]);
});

for (const [name, body, init, kind, message] of [
  [
    'an end without [DONE]',
    text('Hi'),
    undefined,
    'cut',
    'The stream ended without [DONE], so the answer is not complete.',
  ],
  [
    'an error envelope in the stream',
    text('Hi') + chunk({ error: { message: 'no', type: 't' } }),
    undefined,
    'event',
    'no',
  ],
  [
    'an error event that is not JSON',
    'event: error\ndata: plain words\n\n',
    undefined,
    'event',
    'plain words',
  ],
  [
    'a chunk that is not JSON',
    'data: {"choices\n\n',
    undefined,
    'unreadable',
    'Expected a JSON object, got: {"choices',
  ],
  [
    'an error inside a 200',
    '{"error":{"message":"inside"}}',
    { headers: { 'content-type': 'application/json' } },
    'event',
    'inside',
  ],
  [
    'an envelope with a status',
    '{"error":{"message":"slow down","type":"t","code":"c"}}',
    { status: 429 },
    'status',
    'slow down',
  ],
  ['an error as a bare string', '{"error":"bare"}', { status: 500 }, 'status', 'bare'],
  [
    "a proxy's page",
    '<html>Bad Gateway</html>',
    { status: 502 },
    'status',
    '<html>Bad Gateway</html>',
  ],
  [
    'a status and nothing else',
    '',
    { status: 504 },
    'status',
    'The server answered 504 without an explanation.',
  ],
]) {
  test(`reports ${name}`, async () => {
    const { failure } = await run(body, init);
    assert.ok(failure instanceof ApiError, String(failure));
    assert.deepEqual([failure.kind, failure.message], [kind, message]);
  });
}

test('takes a whole completion when the server did not stream', async () => {
  const { seen, failure } = await run(
    '{"choices":[{"message":{"content":"whole"},"finish_reason":"stop"}]}',
    { headers: { 'content-type': 'application/json' } },
  );
  assert.equal(failure, undefined);
  assert.deepEqual(seen.slice(1), [
    { type: 'text', text: 'whole' },
    { type: 'finish', reason: 'stop' },
  ]);
});

test('measures first token, rate from usage and, without it, from chunks', () => {
  let now = 1000;
  const measure = new Measure(() => now);
  for (const at of [1250, 1500, 1750, 2250]) {
    now = at;
    measure.chunk();
  }
  now = 2300;
  measure.end();
  now = 9999;
  assert.deepEqual(
    [measure.first, measure.rate, measure.count, measure.elapsed],
    [250, 3, { value: 4, unit: 'chunks' }, 1300],
  );
  measure.usage = { completion_tokens: 11 };
  assert.deepEqual([measure.rate, measure.count], [10, { value: 11, unit: 'tokens' }]);
});

test('measures the model that goes on, and the first token of all', () => {
  let now = 0;
  const measure = new Measure(() => now);
  for (const at of [100, 200]) {
    now = at;
    measure.chunk();
  }
  measure.handOver();
  for (const at of [1000, 1500, 2000]) {
    now = at;
    measure.chunk();
  }
  assert.deepEqual(
    [measure.first, measure.rate, measure.count],
    [100, 2, { value: 3, unit: 'chunks' }],
  );
});

test('has no rate for an answer that came at once', () => {
  const measure = new Measure(() => 5);
  measure.chunk();
  measure.chunk();
  assert.equal(measure.rate, undefined);
});

test('writes durations and rates to three figures', () => {
  assert.deepEqual([0, 999.4, 999.6, 1234, 12_345, 99_949, 99_951, 125_000].map(duration), [
    '0 ms',
    '999 ms',
    '1.00 s',
    '1.23 s',
    '12.3 s',
    '99.9 s',
    '1 min 40 s',
    '2 min 5 s',
  ]);
  assert.deepEqual([3.14159, 99.94, 99.96, 812.3].map(rate), ['3.1', '99.9', '100', '812']);
});

test('lists what can chat, ready ones first, and finds the command in a detail', () => {
  const model = (id, sluice) => ({ id, ...(sluice && { sluice }) });
  const list = {
    data: [
      model('a', { ready: false }),
      model('b', { task: 'embedding' }),
      model('c'),
      model('d', { ready: true }),
    ],
  };
  assert.deepEqual(
    chatModels(list).map(({ id }) => id),
    ['c', 'd', 'a'],
  );
  assert.deepEqual(chatModels({}), []);
  assert.equal(readDetail(model('a', { detail: 'Missing. Run `x y`.' })).command, 'x y');
  assert.equal(
    readDetail(model('a', { detail: 'not pulled: sluice model pull a.b)' })).command,
    'sluice model pull a.b',
  );
  assert.equal(
    readDetail(model('a', { detail: 'Missing, run ./sluice model pull a.' })).command,
    './sluice model pull a',
  );
  assert.equal(readDetail(model('a')).command, undefined);
});

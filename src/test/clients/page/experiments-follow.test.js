// Following a stream of events without a browser: what is told of it, and when it is taken up
// again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PAGE } from './mock.js';

const { follow } = await import(new URL('assets/shell/follow.js', PAGE));

const SHORT = { poll: 5, first: 1, longest: 4, silence: 1_000 };

/** A stream that says these parts and then ends, or stays open. */
function stream(parts, { open = false, type = 'text/event-stream;charset=UTF-8' } = {}) {
  const encoder = new TextEncoder();
  const body = new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(encoder.encode(part));
      if (!open) controller.close();
    },
  });
  return { headers: new Headers({ 'content-type': type }), body };
}

const refused = (status) =>
  Promise.reject(Object.assign(new Error(`status ${status}`), { status }));

/**
 * Follows until `enough` says so, and returns all that was told. `script` has one answer for each
 * attempt.
 */
function told(script, enough, times = SHORT) {
  const all = [];
  const { promise, resolve } = withResolvers();
  let attempts = 0;
  const note = (entry) => {
    all.push(entry);
    if (!enough(all)) return;
    stop();
    resolve(all);
  };
  const stop = follow({
    connect: async (signal) => script[Math.min(attempts++, script.length - 1)](signal),
    onEvent: ({ event, data }) => note(`${event} ${data}`),
    onStatus: (status) => note(status),
    look: async () => note('look'),
    times,
  });
  return promise;
}

function withResolvers() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}

test('tells events, and takes the stream up again when it ends', async () => {
  const script = [
    () => stream(['event: state\ndata: 1\n\n', ': still here\n\n']),
    () => stream(['event: state\ndata: 2\n\n'], { open: true }),
  ];
  assert.deepEqual(await told(script, (all) => all.includes('state 2')), [
    'live',
    'state 1',
    'lost',
    'look',
    'live',
    'state 2',
  ]);
});

test('a comment alone is a sign of life', async () => {
  assert.deepEqual(
    await told([() => stream([': \n\n'], { open: true })], (all) => all.length === 1),
    ['live'],
  );
});

test('a stream that says nothing is taken as dead', async () => {
  const script = [
    (signal) => {
      const answer = stream([], { open: true });
      signal.addEventListener('abort', () => answer.body.cancel().catch(() => {}));
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      );
    },
    () => stream(['data: 1\n\n'], { open: true }),
  ];
  assert.deepEqual(
    await told(script, (all) => all.includes('message 1'), { ...SHORT, silence: 20 }),
    ['lost', 'look', 'live', 'message 1'],
  );
});

test('an error is tried again and again, and the state looked at meanwhile', async () => {
  const script = [
    () => refused(503),
    () => refused(undefined),
    () => stream(['data: 1\n\n'], { open: true }),
  ];
  assert.deepEqual(await told(script, (all) => all.includes('message 1')), [
    'lost',
    'look',
    'lost',
    'look',
    'live',
    'message 1',
  ]);
});

for (const [what, answer] of Object.entries({
  'no such path': () => refused(404),
  'no such method': () => refused(405),
  'something else': () => stream(['{}'], { type: 'application/json' }),
})) {
  test(`without a stream (${what}) it looks every so often`, async () => {
    assert.deepEqual(await told([answer], (all) => all.length === 4), [
      'polling',
      'look',
      'look',
      'look',
    ]);
  });
}

test('a refusal of the key ends it', async () => {
  let attempts = 0;
  const all = await told([() => ((attempts += 1), refused(401))], (entries) =>
    entries.includes('refused'),
  );
  assert.deepEqual(all, ['refused']);
  assert.equal(attempts, 1);
});

test('stopped, it tells nothing more and lets the connection go', async () => {
  const { promise: aborted, resolve } = withResolvers();
  const all = [];
  const { promise: live, resolve: isLive } = withResolvers();
  let push;
  const stop = follow({
    connect: async (signal) => {
      signal.addEventListener('abort', resolve);
      const body = new ReadableStream({ start: (controller) => (push = controller) });
      push.enqueue(new TextEncoder().encode('data: 1\n\n'));
      return { headers: new Headers({ 'content-type': 'text/event-stream' }), body };
    },
    onEvent: ({ data }) => all.push(data),
    onStatus: (status) => (all.push(status), isLive()),
    look: async () => all.push('look'),
    times: SHORT,
  });
  await live;
  await new Promise(setImmediate);
  stop();
  push.enqueue(new TextEncoder().encode('data: 2\n\n'));
  await new Promise(setImmediate);
  push.close();
  await aborted;
  assert.deepEqual(all, ['live', '1']);
});

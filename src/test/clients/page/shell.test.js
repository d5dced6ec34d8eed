// The shell without a browser: what every page's HTML has in common, and the client of the API.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { PAGE } from './mock.js';
import { PAGES, modulesOf, read, sheetsIn } from './pages.js';

const { ApiError, address, call, explained, inWords, retryWords, rows, send } = await import(
  new URL('assets/shell/api.js', PAGE)
);
const { SseParser } = await import(new URL('assets/shell/sse.js', PAGE));
const { follow } = await import(new URL('assets/shell/follow.js', PAGE));

globalThis.document = { baseURI: 'http://gateway.test/somewhere/' };

/** The sheets of the shell, in the order in which they are laid over each other. */
const SHELL = ['tokens', 'base', 'frame', 'controls', 'parts', 'tables'].map(
  (name) => `assets/shell/${name}.css`,
);

const sheet = (path) => `  <link rel="stylesheet" href="${path}">`;

/** Every sheet of a page: the one of its name first. */
async function sheetsOf(folder) {
  const first = `assets/${folder}/${folder}.css`;
  return [first, ...(await sheetsIn(`assets/${folder}`)).filter((path) => path !== first)];
}

test('the shell has no sheet that pages do not load', async () => {
  assert.deepEqual(await sheetsIn('assets/shell'), SHELL.toSorted());
});

for (const page of PAGES) {
  test(`${page} has the head of every page, and names what it loads`, async () => {
    const html = await read(page);
    const folder = /src="assets\/(\w+)\/main\.js"/.exec(html)?.[1];
    const modules = await modulesOf(`assets/${folder}/main.js`);
    const title = /<title>(.+)<\/title>/.exec(html)?.[1];
    assert.match(title, /Sluice$/);
    const head = [
      '<!doctype html>',
      '<html lang="en">',
      '<head>',
      '  <meta charset="utf-8">',
      '  <meta name="viewport" content="width=device-width, initial-scale=1">',
      '  <meta name="color-scheme" content="light dark">',
      `  <title>${title}</title>`,
      '  <link rel="icon" href="assets/mark.svg" type="image/svg+xml">',
      ...SHELL.map(sheet),
      ...(await sheetsOf(folder)).map(sheet),
      '  <script src="assets/shell/theme.js"></script>',
      ...modules.map((module) => `  <link rel="modulepreload" href="${module}">`),
      `  <script type="module" src="assets/${folder}/main.js"></script>`,
      '</head>',
    ];
    assert.deepEqual(html.slice(0, html.indexOf('\n<body>')).split('\n'), head);
    assert.equal(modules.includes('assets/shell/page.js'), true, 'it is drawn into the frame');
    const foreign = modules.filter(
      (name) => !/^assets\/shell\//.test(name) && !name.includes(`/${folder}/`),
    );
    assert.deepEqual(foreign, [], 'a page has nothing of another one');
    assert.doesNotMatch(html, /\son\w+=|\sstyle=|<style|<script>/, 'what the policy would block');
  });
}

test('every page needs no key, and is in the navigation', async () => {
  const listed = [...(await read('assets/shell/page.js')).matchAll(/\{ href: '([^']+)'/g)];
  const paths = listed.map(([, href]) => (href === './' ? 'index.html' : href));
  assert.deepEqual(paths.toSorted(), PAGES.toSorted());
  const filter = await openPaths();
  for (const page of PAGES) assert.ok(filter.includes(`/${page}`), page);
});

/** What AccessFilter lets in without a key, wherever that class is. */
async function openPaths() {
  const sources = new URL('../../../main/java/', import.meta.url);
  const files = await readdir(sources, { recursive: true });
  const file = files.find((name) => name.endsWith('/AccessFilter.java'));
  const code = await readFile(new URL(file, sources), 'utf8');
  const list = /OPEN_PATHS\s*=\s*Set\.of\(([^)]*)\)/.exec(code)?.[1] ?? '';
  return [...list.matchAll(/"([^"]+)"/g)].map(([, path]) => path);
}

/** Calls with a canned answer; gives what was asked and what came of it. */
async function answered(response, ask) {
  const real = globalThis.fetch;
  const asked = [];
  globalThis.fetch = async (url, options) => {
    asked.push({ url: String(url), ...options });
    if (response instanceof Error) throw response;
    return response;
  };
  try {
    return { asked, value: await ask() };
  } catch (failure) {
    return { asked, failure };
  } finally {
    globalThis.fetch = real;
  }
}

const json = (body, init) => new Response(JSON.stringify(body), init);

test('asks for JSON that nothing on the way may keep', async () => {
  const { asked, value } = await answered(json({ data: [1] }), () => call('GET', '/api/things'));
  assert.deepEqual(value, { data: [1] });
  const [{ url, method, headers, body, cache }] = asked;
  assert.deepEqual([url, method, body, cache], ['/api/things', 'GET', undefined, 'no-store']);
  assert.deepEqual(headers, { accept: 'application/json' });
});

test('sends the key, a body as JSON, and where a stream goes on', async () => {
  globalThis.window = { sessionStorage: { getItem: () => 'secret' } };
  const options = { body: { a: 1 }, accept: 'text/event-stream', lastEventId: '7' };
  const { asked } = await answered(json({}), () => send('POST', '/api/things', options));
  delete globalThis.window;
  assert.deepEqual(asked[0].headers, {
    accept: 'text/event-stream',
    authorization: 'Bearer secret',
    'content-type': 'application/json',
    'last-event-id': '7',
  });
  assert.equal(asked[0].body, '{"a":1}');
});

test('reads a problem, with every field of it', async () => {
  const errors = [
    { field: 'id', value: 'A', expected: 'lower case' },
    { field: 'route', value: 'x', expected: 'a route of sluice.yaml' },
  ];
  const problem = {
    title: 'Bad',
    detail: "id is 'A', expected lower case",
    code: 'invalid',
    errors,
  };
  const { failure } = await answered(
    json(problem, { status: 400, headers: { 'retry-after': '2' } }),
    () => call('POST', '/api/things', { body: {} }),
  );
  assert.ok(failure instanceof ApiError);
  assert.deepEqual([failure.kind, failure.status, failure.code], ['status', 400, 'invalid']);
  assert.deepEqual(inWords(failure), {
    title: 'Not accepted',
    message: "id is 'A', expected lower case; route is 'x', expected a route of sluice.yaml",
    code: '400 · invalid · retry after 2 s',
  });
});

for (const [what, body, message] of [
  [
    'the envelope of the filter',
    { error: { message: 'a key is needed', code: 'c' } },
    'a key is needed',
  ],
  ['a problem without a detail', { title: 'Conflict' }, 'Conflict'],
  ['a bare string', { error: 'no' }, 'no'],
  ['a shape of its own', { reason: 'tired' }, '{"reason":"tired"}'],
]) {
  test(`explains ${what}`, () => assert.equal(explained(body)[0], message));
}

test('says that nobody answers, and what is no JSON', async () => {
  const gone = await answered(new TypeError('fetch failed'), () => call('GET', '/x'));
  assert.deepEqual(inWords(gone.failure), {
    title: 'No answer',
    message: 'The gateway cannot be reached. Is it still running?',
    code: '',
  });
  const page = await answered(new Response('<html>'), () => call('GET', '/x'));
  assert.deepEqual(
    [page.failure.kind, page.failure.message],
    ['unreadable', 'Expected a JSON object, got: <html>'],
  );
  const none = await answered(new Response(null, { status: 204 }), () => call('DELETE', '/x'));
  assert.equal(none.value, null);
});

test('a name is one step of the path, and never leaves it', () => {
  const url = address('api/things', ['a/b?c#d ü', 'events']);
  assert.equal(url.href, 'http://gateway.test/somewhere/api/things/a%2Fb%3Fc%23d%20%C3%BC/events');
  for (const name of ['.', '..', '']) {
    assert.throws(() => address('api/things', [name], 'thing'), {
      message: 'There is no thing with that name.',
      status: 404,
      code: 'thing_not_found',
    });
  }
});

test('words of a retry, and what a list holds', () => {
  assert.deepEqual(['7', 'Wed, 21 Oct 2026', null].map(retryWords), [
    'retry after 7 s',
    'retry after Wed, 21 Oct 2026',
    undefined,
  ]);
  assert.deepEqual([rows({ data: [1] }), rows(null), rows({ data: 'x' })], [[1], [], []]);
});

test('knows the id of the last whole event', () => {
  const parser = new SseParser();
  const push = (text) => parser.push(new TextEncoder().encode(text));
  push('id: 1\ndata: a\n\nid: 2\ndata: b\n');
  assert.equal(parser.lastEventId, '1');
  push('\ndata: c\n\n');
  assert.equal(parser.lastEventId, '2');
  push('id: with\0null\ndata: d\n\n');
  assert.equal(parser.lastEventId, '2');
  push('id\ndata: e\n\n');
  assert.equal(parser.lastEventId, '');
});

test('takes a stream up after the last event that has come', async () => {
  const asked = [];
  const encoder = new TextEncoder();
  await new Promise((resolve) => {
    const stop = follow({
      connect: async (_signal, lastEventId) => {
        asked.push(lastEventId);
        if (asked.length === 3) {
          stop();
          resolve();
        }
        const body = new ReadableStream({
          start(controller) {
            controller.enqueue(encoder.encode(`id: ${asked.length}\ndata: x\n\n`));
            controller.close();
          },
        });
        return { headers: new Headers({ 'content-type': 'text/event-stream' }), body };
      },
      onEvent: () => {},
      onStatus: () => {},
      look: () => {},
      times: { first: 1, longest: 1 },
    });
  });
  assert.deepEqual(asked, ['', '1', '2']);
});

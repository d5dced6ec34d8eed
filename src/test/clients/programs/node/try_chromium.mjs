// Chromium: a page of another origin asks the gateway with fetch, as an application in the browser does.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';

import { chromium } from 'playwright-core';

import { feature, HELLO, KEY, MODEL, ROOT, run, said, upstreamWasReset } from './trying.mjs';

const site = createServer((_, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><title>A page of its own</title>');
});
await new Promise((resolve) => site.listen(Number(process.env.SITE_PORT ?? 0), '127.0.0.1', resolve));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${site.address().port}/`);
const given = { root: ROOT, key: KEY, model: MODEL, hello: HELLO };

feature('lists the models', async () => {
  const models = await page.evaluate(async ({ root, key }) => {
    const answer = await fetch(`${root}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
    return (await answer.json()).data.map(({ id }) => id);
  }, given);
  assert.ok(models.includes(MODEL));
  return models.join(', ');
});

feature('reads an answer as it comes, and its headers', async () => {
  const seen = await page.evaluate(async ({ root, key, model, hello }) => {
    const answer = await fetch(`${root}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model, stream: true, max_tokens: 8, messages: [{ role: 'user', content: hello }] }),
    });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
    return { id: answer.headers.get('x-request-id'), text };
  }, given);
  assert.ok(seen.id, 'expected: the header x-request-id is shown to the page');
  assert.match(seen.text, /data: \[DONE\]/);
  return said(seen.text);
});

feature('reads the words of a refusal', async () => {
  const seen = await page.evaluate(async ({ root }) => {
    const answer = await fetch(`${root}/v1/models`, { headers: { authorization: 'Bearer sk-wrong' } });
    return { status: answer.status, message: (await answer.json()).error.message };
  }, given);
  assert.equal(seen.status, 401);
  return seen.message;
});

feature('leaving resets the upstream', async () => {
  await page.evaluate(async ({ root, key, hello }) => {
    const leaving = new AbortController();
    const answer = await fetch(`${root}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'slow', stream: true, messages: [{ role: 'user', content: hello }] }),
      signal: leaving.signal,
    });
    await answer.body.getReader().read();
    leaving.abort();
  }, given);
  return upstreamWasReset();
});

feature('a page of this origin needs nothing', async () => {
  const own = await browser.newPage();
  await own.goto(ROOT);
  const status = await own.evaluate(async ({ key }) => {
    const answer = await fetch('/v1/models', { headers: { authorization: `Bearer ${key}` } });
    return answer.status;
  }, given);
  assert.equal(status, 200);
  return `models listed, by Chromium ${browser.version()}`;
});

await run();
await browser.close();
site.close();

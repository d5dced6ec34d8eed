// Feedback under an answer: what is sent, what is shown of it, how it is replaced or fails.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, readings, untilState } from './browser.js';
import { ID, SECOND } from './ladder-headers.js';
import { suite } from './suite.js';

suite('feedback', (t) => {
  const group = () => answer(t.page).getByRole('group', { name: 'Feedback on this answer' });
  const press = (name) => group().getByRole('button', { name, exact: true }).click();
  const said = (text) => group().locator('.note').filter({ hasText: text }).waitFor();
  const pressed = () =>
    group()
      .locator('[aria-pressed="true"]')
      .evaluateAll((all) => all.map(({ ariaLabel }) => ariaLabel));

  async function answered(headers = { 'x-request-id': ID }) {
    const call = await t.asked('Hello', headers);
    await call.text('Hi');
    assert.equal(await group().isVisible(), false, 'not before the answer has ended');
    await call.end();
    await untilState(t.page, 'done');
  }

  test('a thumb and a rating go to the inference of the answer', async () => {
    t.gateway.records.set(ID, { id: ID });
    await answered();
    assert.deepEqual(await pressed(), []);
    await press('Good answer');
    await said('Saved: thumbs up. Another choice replaces it.');
    await press('4 of 5');
    await said('Saved: rated 4 of 5. Another choice replaces it.');
    assert.equal(await t.status(), 'Saved: rated 4 of 5.');
    assert.deepEqual(await pressed(), ['Good answer', '4 of 5']);
    assert.deepEqual(t.gateway.feedback, [
      { inference: ID, thumbs: 'up' },
      { inference: ID, rating: 4 },
    ]);
    await press('4 of 5');
    assert.equal(t.gateway.feedback.length, 2, 'nothing is sent twice');
  });

  test('another choice replaces the one before, and can be undone', async () => {
    t.gateway.records.set(ID, { id: ID });
    await answered();
    await press('2 of 5');
    await said('Saved: rated 2 of 5.');
    await press('5 of 5');
    await said('Saved: rated 5 of 5, instead of 2 of 5.');
    await group().getByRole('button', { name: 'Undo' }).click();
    await said('Saved: rated 2 of 5, instead of 5 of 5.');
    assert.deepEqual(await pressed(), ['2 of 5']);
    assert.equal(await t.page.evaluate(() => document.activeElement.ariaLabel), '2 of 5');
    assert.deepEqual(
      t.gateway.feedback.map(({ rating }) => rating),
      [2, 5, 2],
    );
  });

  test('says that the answer is not recorded yet', async () => {
    await answered();
    await press('Bad answer');
    await said('Saved: thumbs down. It counts once the answer is recorded, in a moment.');
  });

  test('a failure says so, keeps what was saved, and can be tried again', async () => {
    t.gateway.records.set(ID, { id: ID });
    await answered();
    await press('3 of 5');
    await said('Saved: rated 3 of 5.');
    t.gateway.refusals.push([503, 'the database is unavailable']);
    await press('1 of 5');
    await said('Not saved: the database is unavailable. It is still rated 3 of 5.');
    assert.deepEqual(await pressed(), ['3 of 5']);
    await group().getByRole('button', { name: 'Try again' }).click();
    await said('Saved: rated 1 of 5, instead of 3 of 5.');
    assert.deepEqual(await pressed(), ['1 of 5']);
  });

  test('of several choices in a hurry the last one arrives last', async () => {
    t.gateway.records.set(ID, { id: ID });
    await answered();
    let go;
    t.gateway.refusals.push(new Promise((resolve) => (go = resolve)));
    await press('1 of 5');
    await said('Saving …');
    await press('2 of 5');
    await press('3 of 5');
    assert.deepEqual(await pressed(), ['3 of 5']);
    go();
    await said('Saved: rated 3 of 5');
    assert.deepEqual(
      t.gateway.feedback.map(({ rating }) => rating),
      [1, 3],
    );
  });

  test('asks for a key and then saves', async () => {
    t.gateway.records.set(ID, { id: ID });
    await answered();
    t.gateway.key = 'k';
    await press('Good answer');
    await t.page.getByLabel('API key').fill('k');
    await t.page.keyboard.press('Enter');
    await said('Saved: thumbs up.');
  });

  test('there is none for what is no answer of an inference', async () => {
    await answered({ 'x-request-id': 'req-of-another-server' });
    assert.equal(await group().isVisible(), false);
    const call = await t.asked('Again', { 'x-request-id': ID });
    call.cut();
    await untilState(t.page, 'failed');
    assert.equal(await group().isVisible(), false);
  });

  test('the id of the request leads to its story', async () => {
    t.gateway.records.set(ID, {
      id: ID,
      story: [{ at: 0, event: 'begin', text: "'slang' was asked for a stream" }],
    });
    const call = await t.asked('Hello', { ...SECOND, 'x-sluice-fallback': '' });
    await call.text('Hi');
    assert.equal(await answer(t.page).locator('.origin a').count(), 0);
    await call.end();
    await untilState(t.page, 'done');
    assert.equal((await readings(t.page)).Request, ID);
    await answer(t.page).getByText('What happened').click();
    const link = answer(t.page).getByRole('link', { name: ID });
    assert.equal(await link.getAttribute('href'), `inferences.html#${ID}`);
    await link.click();
    await answer(t.page).getByText("'slang' was asked for a stream").waitFor();
    assert.equal(await t.page.evaluate(() => document.activeElement.textContent), 'What happened');
  });
});

// Chromium for the tests, and a page that remembers what went wrong in it.

import { chromium } from 'playwright-core';

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * A fresh page in a fresh context. `page.faults` are script errors and breaches of the content
 * security policy.
 */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    ...options,
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(String(error)));
  page.on('console', (entry) => {
    // An HTTP error is logged as a resource that failed to load: tests provoke those.
    if (entry.type() === 'error' && !entry.text().startsWith('Failed to load resource')) {
      page.faults.push(entry.text());
    }
  });
  await page.goto(url);
  return page;
}

export const answer = (page) => page.locator('.answer').last();
export const answerText = (page) => answer(page).locator('> .text');

/** Waits until the last answer is in a state. */
export async function untilState(page, state) {
  await page.locator(`.turn:last-child .answer[data-state="${state}"]`).waitFor();
}

/** Waits until the last answer shows exactly this text. */
export async function untilText(page, text) {
  await page.waitForFunction(
    (expected) =>
      [...document.querySelectorAll('.answer > .text')].at(-1)?.textContent === expected,
    text,
  );
}

export async function ask(page, prompt) {
  await page.getByLabel('Message').fill(prompt);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}

/** The readings under the last answer, by name. */
export function readings(page) {
  return answer(page)
    .locator('dl > div')
    .evaluateAll((rows) =>
      Object.fromEntries(
        rows.map((row) => [
          row.querySelector('dt').textContent,
          row.querySelector('dd').textContent,
        ]),
      ),
    );
}

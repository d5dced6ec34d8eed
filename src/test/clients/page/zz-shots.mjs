import { launch, open, ask } from './browser.js';
import { readFile } from 'node:fs/promises';
import { PAGE } from './mock.js';
const url = process.argv[2];
const b = await launch();
for (const [name, route, opts] of [['a', 'held', {}], ['b', 'replaced', { colorScheme: 'dark' }], ['c', 'held', { viewport: { width: 390, height: 844 } }], ['d', 'carried', { colorScheme: 'dark', viewport: { width: 390, height: 844 } }]]) {
  const page = await open(b, url, opts);
  await page.route('**/assets/*', async (r) => r.fulfill({ body: await readFile(new URL(new URL(r.request().url()).pathname.slice(1), PAGE)), contentType: r.request().url().endsWith('.css') ? 'text/css' : r.request().url().endsWith('.svg') ? 'image/svg+xml' : 'text/javascript' }));
  await page.reload();
  await page.locator('.examples').waitFor();
  await page.evaluate(() => (document.getElementById('options').open = true));
  await page.getByLabel('Colour tokens').check();
  await page.evaluate(() => (document.getElementById('options').open = innerWidth > 600));
  await page.getByLabel('Route or model').selectOption(route);
  await ask(page, `Tell me about the mill.`);
  if (name === 'a') { await page.waitForFunction(() => document.querySelector('.answer .edge')); await page.waitForTimeout(200); await page.screenshot({ path: '/tmp/demo-page/live.png' }); }
  await page.waitForFunction(() => ['done','cut','failed'].includes([...document.querySelectorAll('.answer')].at(-1).dataset.state), null, { timeout: 20000 });
  await page.locator('.story li').first().waitFor();
  if (name === 'b') await page.locator('details.replaced').evaluate((d) => (d.open = true));
  await page.screenshot({ path: `/tmp/demo-page/${name}.png` });
  if (name === 'c') { await page.evaluate(() => scrollTo(0, 0)); await page.screenshot({ path: `/tmp/demo-page/c2.png` }); }
  console.log(name, page.faults);
  await page.context().close();
}
await b.close();

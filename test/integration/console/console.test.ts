import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulatedConfig } from '../../../apps/gateway/src/rollout/testing/simulated-gateway.ts';
import { SimulatedConsole } from '../../../apps/gateway/src/testing/simulated-console.ts';
import { withModel } from '../../console/scenes.ts';
import { chromiumPath, launchChromium } from '../../support/chromium.ts';
import { ConsoleVisit } from '../../support/console-visit.ts';

const path = chromiumPath();
if (path === null) {
  const missing =
    'The console is not tested in a browser: there is no Chromium here (Debian: apt-get install chromium; or set CHROMIUM).';
  if (process.env['CI'] === 'true') throw new Error(missing);
  console.warn(missing);
}

const faster = { mlp: { tpotMs: 16, acceleration: 1.75 } };
const quiet = 'guardrails: { finishReasons: { action: report } }';

/** A rollout in its first step, with a minute behind it. */
async function underWay(): Promise<SimulatedConsole> {
  const sim = await SimulatedConsole.start({ config: simulatedConfig(quiet) });
  await sim.gateway.run(20, 4);
  await sim.gateway.ask('start');
  await sim.gateway.run(10, 8, faster, 'running');
  await sim.gateway.run(3, 8, faster);
  return sim;
}

describe.skipIf(path === null)('the console in Chromium', { timeout: 30_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(path ?? '');
  });
  afterAll(async () => await browser.close());

  it('shows state, figures and charts, and breaks no rule of its policy', async () => {
    await using sim = await underWay();
    await using visit = await ConsoleVisit.open(browser, sim);
    const { page } = visit;
    await visit.seesText('#live-head .pill', 'Running');
    await visit.sees(async () => (await page.locator('.chart canvas').count()) === 5, 'five charts');
    expect(await page.locator('.card').count()).toBe(2);
    expect(await page.locator('#live-steps [aria-current=step]').textContent()).toContain('20 % of matched');
    await visit.seesText('.chart[data-chart=acceleration] .key', 'mlp');
    expect(await page.locator('#tail-rows tr').count()).toBeGreaterThan(100);
    expect(visit.complaints).toEqual([]);
    expect(sim.errors).toEqual([]);
  });

  it('pauses, resumes, promotes and rolls back, each with its reason on record', async () => {
    await using sim = await underWay();
    await using visit = await ConsoleVisit.open(browser, sim);
    await visit.act('pause', { why: 'lunch' });
    await visit.seesText('#live-head .pill', 'Paused');
    await visit.seesText('#live-log', 'lunch');
    await visit.seesText('#live-log', 'by admin');
    await visit.act('resume');
    await visit.seesText('#live-head .pill', 'Running');
    await visit.page.locator('[data-act=promote]').click();
    expect(await visit.page.locator('#act-do').isDisabled()).toBe(true);
    await visit.page.fill('#act-name', 'live');
    await visit.page.click('#act-do');
    await visit.seesText('#live-head .pill', 'Promoted');
    await visit.seesText('#live-log', 'by hand, without a proof');
    await visit.act('undo', { why: 'slower for key customers' });
    await visit.seesText('#live-head .pill', 'Rolled back');
    await visit.seesText('#live-log', 'slower for key customers');
    expect(visit.complaints).toEqual([]);
  });

  it('does nothing where the rollout has moved since it was looked at, and says who moved it', async () => {
    await using sim = await underWay();
    await using visit = await ConsoleVisit.open(browser, sim);
    await visit.page.locator('[data-act=abort]').click();
    await sim.gateway.ask('pause', { by: 'grace', why: 'something is odd' });
    await visit.page.click('#act-do');
    await visit.page.waitForSelector('#act-problem:not([hidden])');
    expect(await visit.page.locator('#act-problem').textContent()).toContain('Moved by grace: something is odd');
    expect(sim.gateway.phase).toBe('paused');
    await visit.page.keyboard.press('Escape');
    expect(await visit.dialog.isVisible()).toBe(false);
    await visit.seesText('#live-head .pill', 'Paused');
  });

  it('says that it has lost the gateway, greys what is old, and finds back', async () => {
    await using sim = await underWay();
    await using visit = await ConsoleVisit.open(browser, sim);
    const lost = visit.page.locator('#lost');
    await visit.seesText('.chart[data-chart=acceleration] .key', 'mlp');
    await sim.hangUp();
    await lost.waitFor({ state: 'visible' });
    expect(await visit.page.locator('body').getAttribute('class')).toContain('is-lost');
    await sim.listen();
    await lost.waitFor({ state: 'hidden' });
    await visit.act('pause');
    await visit.seesText('#live-head .pill', 'Paused');
  });

  it('keeps fifty variants apart, and the page as wide as its window', async () => {
    const names = Array.from({ length: 50 }, (_, n) => (n === 0 ? 'baseline' : `speculator-number-${n}`));
    await using sim = await SimulatedConsole.start({ config: withModel(simulatedConfig(), 'many', names) });
    await using visit = await ConsoleVisit.open(browser, sim, { path: '/console/models/many' });
    expect(await visit.page.locator('#live-variants tbody tr').count()).toBe(50);
    for (const width of [1280, 768, 390]) {
      await visit.page.setViewportSize({ width, height: 800 });
      expect(
        await visit.page.evaluate('document.documentElement.scrollWidth - innerWidth'),
        String(width),
      ).toBeLessThanOrEqual(0);
    }
    await visit.sees(
      async () => (await visit.page.locator('.chart[data-chart=tpot] .key li').count()) === 6,
      'six lines',
    );
    expect(visit.complaints).toEqual([]);
  });

  it('shows names that try to be markup as the text that they are', async () => {
    const image = '<img src=x onerror=alert(1)>';
    const names = ['baseline', `"><script>alert(1)</script>`, image, `\u202Egnp.exe`, 'x'.repeat(200)];
    await using sim = await SimulatedConsole.start({ config: withModel(simulatedConfig(), image, names) });
    await sim.gateway.ask('start', { by: image, why: `${image}"'` });
    await using visit = await ConsoleVisit.open(browser, sim, { path: `/console/models/${encodeURIComponent(image)}` });
    const { page } = visit;
    expect(await page.locator('h1').textContent()).toBe(image);
    await visit.sees(async () => (await page.locator('.chart[data-chart=tpot] .key li').count()) === 5, 'five lines');
    expect(await page.locator('.chart[data-chart=tpot] .key').textContent()).toContain(image);
    await page.goto(`${sim.url}/console/rollouts/live`);
    await visit.seesText('#live-log', `${image}"'`);
    expect(await page.locator('img, main script').count()).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(visit.complaints).toEqual([]);
  });

  it('can be read without script, and offers nothing there that takes it', async () => {
    await using sim = await underWay();
    await using visit = await ConsoleVisit.open(browser, sim, { javaScriptEnabled: false });
    const { page } = visit;
    expect(await page.locator('#live-head .sentence').textContent()).toContain('Holding');
    expect(await page.locator('#live-checks tbody tr').count()).toBeGreaterThan(5);
    expect(await page.locator('[data-act]:visible, .charts:visible').count()).toBe(0);
    expect(await page.locator('noscript').textContent()).toContain('take script');
    await page.click('text=Sign out');
    expect(page.url()).toContain('/console/sign-in');
  });

  it('is dark or light as the system is, or as was chosen', async () => {
    await using sim = await SimulatedConsole.start();
    await using visit = await ConsoleVisit.open(browser, sim, { colorScheme: 'dark' });
    const { page } = visit;
    const ground = async (): Promise<unknown> =>
      await page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    expect(await ground()).toBe('rgb(11, 12, 15)');
    await page.keyboard.press('t');
    expect(await ground()).toBe('rgb(247, 247, 248)');
    await page.reload();
    expect(await ground()).toBe('rgb(247, 247, 248)');
  });

  it('is led by keys alone, and keeps focus and what is open while it changes', async () => {
    await using sim = await underWay();
    await using visit = await ConsoleVisit.open(browser, sim);
    const { page } = visit;
    await page.keyboard.press('?');
    expect(await page.locator('#shortcuts-list').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await page.locator('#live-log summary').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-act=pause]').focus();
    await sim.gateway.run(1, 8, faster);
    await visit.sees(
      async () => (await page.locator('#tail-rows tr').first().textContent())?.includes('req-') === true,
      'news',
    );
    expect(await page.locator('#live-log details[open]').count()).toBe(1);
    expect(await page.evaluate('document.activeElement.dataset.act')).toBe('pause');
    await page.keyboard.press('p');
    expect(await visit.dialog.isVisible()).toBe(true);
    await page.keyboard.type('by keys');
    await page.keyboard.press('Enter');
    await visit.seesText('#live-log', 'by keys');
    await page.keyboard.press('k');
    await page.waitForURL('**/console/models/tgi');
  });

  it('pulls the brake and lets it go, and says when the store is away', async () => {
    await using sim = await underWay();
    await using visit = await ConsoleVisit.open(browser, sim);
    await visit.act('brake', { why: 'pager' });
    await visit.seesText('#live-banners', 'Pulled by admin: pager');
    await visit.seesText('#live-head .pill', 'Rolled back');
    await visit.act('release');
    await visit.sees(async () => (await visit.page.locator('#live-banners .banner').count()) === 0, 'no banner');
    sim.table.state = 'away';
    await visit.seesText('#live-banners', 'The store of rollouts is away');
  });

  it('lets a viewer look, and offers no action', async () => {
    await using sim = await underWay();
    await using visit = await ConsoleVisit.open(browser, sim, { role: 'viewer' });
    expect(await visit.page.locator('[data-act]').count()).toBe(0);
    expect(await visit.page.locator('#live-actions').textContent()).toContain('takes the role operator');
  });
});

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { chromiumPath, launchChromium } from '../support/chromium.ts';
import { ConsoleVisit } from '../support/console-visit.ts';
import type { SimulatedConsole } from '../../apps/gateway/src/testing/simulated-console.ts';
import { holding, manyVariants, noTraffic, rolledBack } from './scenes.ts';

/** Draws what docs/console.md shows, from a simulated gateway whose answers are the same each time: `npm run console:screenshots`. */
const shots: readonly Shot[] = [
  { name: 'holding-light', scene: holding, colorScheme: 'light' },
  { name: 'holding-dark', scene: holding, colorScheme: 'dark' },
  { name: 'rolled-back-dark', scene: rolledBack, colorScheme: 'dark' },
  { name: 'many-variants-light', scene: manyVariants, colorScheme: 'light', path: '/console/models/many' },
  { name: 'no-traffic-light', scene: noTraffic, colorScheme: 'light' },
  { name: 'narrow-dark', scene: holding, colorScheme: 'dark', width: 390 },
];

interface Shot {
  readonly name: string;
  readonly scene: () => Promise<SimulatedConsole>;
  readonly colorScheme: 'light' | 'dark';
  readonly path?: string;
  readonly width?: number;
}

const [out = join(import.meta.dirname, '..', '..', 'docs', 'images'), wanted = '', size = ''] = process.argv.slice(2);

async function draw(
  browser: Browser,
  { name, scene, colorScheme, path = '/console', width = 1440 }: Shot,
): Promise<void> {
  await using sim = await scene();
  const viewport = { width, height: width < 500 ? 1200 : 1180 };
  await using visit = await ConsoleVisit.open(browser, sim, { colorScheme, viewport, path, reducedMotion: 'reduce' });
  const { page } = visit;
  await page.waitForSelector('.chart canvas', { state: 'attached' });
  await page.click('[data-window="300"]');
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
  await page.screenshot({ path: join(out, `console-${name}.png`), fullPage: size === 'full' });
  for (const complaint of visit.complaints) console.error(`${name}: ${complaint}`);
}

const executable = chromiumPath();
if (executable === null)
  throw new Error('There is no Chromium here (Debian: apt-get install chromium; or set CHROMIUM).');
mkdirSync(out, { recursive: true });
const browser = await launchChromium(executable);
for (const shot of shots) if (shot.name.includes(wanted)) await draw(browser, shot);
await browser.close();

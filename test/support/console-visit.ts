import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { secretOf } from '../../apps/gateway/src/testing/simulated-console.ts';
import type { SimulatedConsole } from '../../apps/gateway/src/testing/simulated-console.ts';
import { until } from './until.ts';

export interface VisitOptions extends BrowserContextOptions {
  readonly role?: string;
  readonly path?: string;
}

/** Somebody at a browser, signed in to the console; time goes on while they wait for something. */
export class ConsoleVisit implements AsyncDisposable {
  readonly page: Page;
  readonly sim: SimulatedConsole;
  /** What the browser complained of: violations of the policy, errors of scripts, dialogs that somebody else opened. */
  readonly complaints: string[] = [];

  private constructor(page: Page, sim: SimulatedConsole) {
    this.page = page;
    this.sim = sim;
    page.on('pageerror', ({ message }) => this.complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('dialog', (dialog) => {
      this.complaints.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  static async open(browser: Browser, sim: SimulatedConsole, options: VisitOptions = {}): Promise<ConsoleVisit> {
    const { role = 'admin', path = '/console', ...context } = options;
    const opened = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...context });
    const page = await opened.newPage();
    page.setDefaultTimeout(10_000);
    const visit = new ConsoleVisit(page, sim);
    await page.goto(`${sim.url}${path}`);
    await page.fill('#key', secretOf(role));
    await page.click('button[type=submit]');
    await page.waitForSelector('main#main');
    return visit;
  }

  /** Waits until it holds, while seconds go by for the gateway. */
  async sees(holds: () => Promise<boolean>, what: string): Promise<void> {
    await until(async () => {
      this.sim.time.advance(1000);
      await this.sim.gateway.look();
      return await holds();
    }, `the page does not come to show ${what}`);
  }

  async seesText(selector: string, text: string): Promise<void> {
    const place = this.page.locator(selector);
    await this.sees(async () => ((await place.textContent()) ?? '').includes(text), `“${text}” in ${selector}`);
  }

  /** Opens the dialog of an action, says why, and does it. */
  async act(verb: string, { why = '', typed }: { readonly why?: string; readonly typed?: string } = {}): Promise<void> {
    await this.page.locator(`[data-act="${verb}"]`).first().click();
    await this.page.fill('#act-why', why);
    if (typed !== undefined) await this.page.fill('#act-name', typed);
    await this.page.click('#act-do');
  }

  get dialog(): Locator {
    return this.page.locator('dialog#act');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}

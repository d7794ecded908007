import axe from 'axe-core';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium } from './find-chromium.js';

/** Nothing leaves this machine, and a container without privileges suffices. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];
/** What hangs is found all the same, and a busy machine fails nothing. */
const PATIENCE_MS = 30_000;

export const PASSWORD = 'correct horse battery staple';

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: FLAGS });
}

interface Violation {
  id: string;
  impact: string;
  nodes: { html: string }[];
}

/** Somebody in front of the console, with a browser of their own that knows nothing yet. */
export class Visitor {
  /** What the browser complained of: broken scripts, and whatever the content policy kept from happening. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    /** The address of the console, without a slash at the end. */
    readonly url: string,
  ) {
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) this.complaints.push(message.text());
    });
  }

  static async arrive(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({
      locale: 'en-GB',
      viewport: { width: 1360, height: 860 },
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    return new Visitor(context, await context.newPage(), url);
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.url + path);
  }

  /** Ends once the page behind it is there: whoever went elsewhere before would not be signed in. */
  async signIn(email: string, password = PASSWORD): Promise<void> {
    const button = this.page.getByRole('button', { name: 'Sign in' });
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByRole('textbox', { name: 'Password' }).fill(password);
    await button.click();
    await button.waitFor({ state: 'detached' });
  }

  /** As who has signed in before, with that token, in this browser. */
  async resume(accessToken: string): Promise<void> {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const session = JSON.stringify({ accessToken, expiresAt });
    await this.context.addInitScript(`localStorage.setItem('voxsync.session', ${JSON.stringify(session)})`);
  }

  /** What has the focus: its kind and its name. */
  focused(): Promise<string> {
    return this.page.evaluate<string>(`(() => {
      const { activeElement: element } = document;
      const kind = element.tagName === 'A' ? 'link' : element.tagName.toLowerCase();
      return kind + ' ' + (element.getAttribute('aria-label') ?? element.textContent).trim();
    })()`);
  }

  /** Presses Tab until something of that name has the focus. */
  tabTo(name: string | RegExp): Promise<void> {
    return this.pressUntil('Tab', name);
  }

  /** The same in a menu, with the arrow that leads down. */
  arrowTo(name: string | RegExp): Promise<void> {
    return this.pressUntil('ArrowDown', name);
  }

  private async pressUntil(key: string, name: string | RegExp): Promise<void> {
    const passed: string[] = [];
    while (passed.length < 100) {
      await this.page.keyboard.press(key);
      const focused = await this.focused();
      passed.push(focused);
      const [, ...words] = focused.split(' ');
      if (words.join(' ').search(name) === 0) return;
    }
    throw new Error(`${String(name)} cannot be reached by ${key}: ${passed.join(', ')}`);
  }

  /** What is seriously wrong for people who cannot see, or use a keyboard; once nothing moves any more. */
  async seriousFaults(): Promise<string[]> {
    await this.page.evaluate(axe.source); // not as a script of the page, which the content policy would refuse
    const { violations } = await this.page.evaluate<{ violations: Violation[] }>('axe.run()');
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  }

  /** How far the page can be scrolled sideways, in pixels: nothing where all of it fits. */
  overflow(): Promise<number> {
    return this.page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}

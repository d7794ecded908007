import { jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { addApplication, sync, SYNC_CALLS, SYNC_PENDING } from '../synced-application.js';
import { type SignedUp, TestApi } from '../test-api.js';
import { launchBrowser, PASSWORD, Visitor } from './visitor.js';

jest.setTimeout(180_000);

const ANSWERED = `{ calls(filter: { hasTranscript: true, hasRecording: true }, first: 1) { nodes { id } } }`;

describe('the console for', () => {
  const email = 'keyboard@example.com';
  let api: TestApi;
  let admin: SignedUp;
  let browser: Browser;
  let callId: string;

  beforeAll(async () => {
    api = await TestApi.start({ simulator: { calls: { perApplication: 30, days: 20 } } });
    admin = await api.signUp({ email });
    const { applicationId } = await addApplication(admin, api.simulator.accounts[0]!);
    await sync(admin, SYNC_CALLS, { input: { applicationId } });
    await sync(admin, SYNC_PENDING, { applicationId });
    const { calls } = await admin.graphql<{ calls: { nodes: { id: string }[] } }>(ANSWERED);
    callId = calls.nodes[0]!.id;
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await api.stop();
  });

  describe('a VIEWER', () => {
    let visitor: Visitor;
    const refused: string[] = [];

    beforeAll(async () => {
      const viewer = await api.addUser(admin, 'VIEWER');
      visitor = await Visitor.arrive(browser, api.url);
      await visitor.resume(viewer.token);
      visitor.page.on('response', (response) => {
        if (!response.url().endsWith('/graphql')) return;
        response.text().then(
          (text) => text.includes('FORBIDDEN') && refused.push(text),
          () => undefined, // the page has been left
        );
      });
    });

    afterAll(() => visitor.leave());

    it.each([
      ['/voximplant/call-history', ['Columns', 'Export CSV']],
      ['/voximplant/applications', ['Scenario']],
      ['/voximplant/setup', []],
      ['/dashboard', []],
    ])('has nothing on %s that is not for them', async (path, buttons) => {
      const { page } = visitor;
      await visitor.open(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');

      const names = await page.evaluate<string[]>(
        `[...document.querySelectorAll('main button')].map((button) => button.getAttribute('aria-label') ?? button.textContent)`,
      );

      const reading = /^(Play the call with|Pause|Sort|Time|Duration|Cost|Dates|Any time|\\d+ failures?$)/;
      expect(names.filter((name) => !reading.test(name))).toEqual(buttons);
      expect(refused).toEqual([]);
    });

    it('has no way to erase a call, and none to the team', async () => {
      const { page } = visitor;
      await visitor.open(`/voximplant/call-history/${callId}`);
      await page.getByRole('list', { name: 'Transcript' }).waitFor();

      const entries = await page.getByRole('navigation', { name: 'Main' }).getByRole('link').allTextContents();

      expect(entries).toEqual(['Dashboard', 'Call History', 'Applications', 'Setup']);
      expect(await page.getByRole('button', { name: /Erase|Fetch/ }).count()).toBe(0);
      expect(refused).toEqual([]);
    });
  });

  describe('somebody without a mouse', () => {
    it('leads from signing in to the middle of a recording', async () => {
      const visitor = await Visitor.arrive(browser, api.url.replace('127.0.0.1', 'localhost'));
      const { keyboard } = visitor.page;
      await visitor.open(`/voximplant/call-history?status=answered&sort=-duration`);
      await visitor.page.getByLabel('E-mail').focus();

      await keyboard.type(email);
      await keyboard.press('Tab');
      await keyboard.type(PASSWORD);
      await keyboard.press('Enter');
      await visitor.page.locator('[data-call]').first().waitFor();
      await visitor.tabTo('Skip to content');
      await keyboard.press('Enter');
      await visitor.tabTo(/^Play the call with/);
      await keyboard.press('Shift+Tab');
      if (!(await visitor.focused()).startsWith('link')) await keyboard.press('Shift+Tab');
      await keyboard.press('Enter');
      await visitor.page.locator('[data-drawn]').waitFor();
      await visitor.tabTo('Position in the recording');
      for (let step = 0; step < 5; step++) await keyboard.press('PageUp');
      await visitor.tabTo(/^Play the call with/);
      await keyboard.press('Space');
      await visitor.page.getByRole('button', { name: 'Pause' }).waitFor();

      expect(await visitor.page.locator('[data-heard]').getAttribute('data-position')).not.toBe('0');
      expect(visitor.complaints).toEqual([]);
      await visitor.leave();
    });
  });
});

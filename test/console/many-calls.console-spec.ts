import { jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { Db } from '../../src/database/index.js';
import { fillCallsPlainly } from '../many-rows.js';
import { addApplication } from '../synced-application.js';
import { TestApi } from '../test-api.js';
import { keyOf } from '../transcribed-calls.js';
import { launchBrowser, Visitor } from './visitor.js';

jest.setTimeout(300_000);

const CALLS = 20_000;
const ROWS_SEEN = 1_500;
const WORKSPACE = '{ viewer { workspace { id } } }';
const SCROLLER = `document.querySelector('[role=region][aria-label="Call History"]')`;

interface Rows {
  /** Where each row stands in the list, and what it is about. */
  indexes: number[];
  ids: string[];
  /** All elements of the page. */
  elements: number;
}

describe('the call history with 20,000 calls', () => {
  let api: TestApi;
  let browser: Browser;
  let visitor: Visitor;

  beforeAll(async () => {
    api = await TestApi.start({ simulator: { calls: { perApplication: 1 } } });
    const admin = await api.signUp();
    const { applicationId } = await addApplication(admin, api.simulator.accounts[0]!);
    const { viewer } = await admin.graphql<{ viewer: { workspace: { id: string } } }>(WORKSPACE);
    const scope = { workspaceId: keyOf(viewer.workspace.id), applicationId: keyOf(applicationId) };
    await fillCallsPlainly(api.app.get(Db, { strict: false }), scope, CALLS, '486 Busy Here');
    browser = await launchBrowser();
    visitor = await Visitor.arrive(browser, api.url);
    await visitor.resume(admin.token);
    await visitor.open('/voximplant/call-history');
  });

  afterAll(async () => {
    await browser.close();
    await api.stop();
  });

  /** Scrolls by that many pixels, and waits until the row that is in the middle then has been drawn. */
  async function scrollBy(pixels: number): Promise<Rows> {
    const { page } = visitor;
    await page.evaluate(`new Promise((drawn) => {
      const scroller = ${SCROLLER};
      const { x, y, height } = scroller.getBoundingClientRect();
      const look = () =>
        document.elementFromPoint(x + 60, y + height / 2).closest('[data-call]') ? drawn() : requestAnimationFrame(look);
      scroller.scrollBy(0, ${pixels});
      requestAnimationFrame(look);
    })`);
    return page.evaluate<Rows>(`(() => {
      const rows = [...document.querySelectorAll('[data-call]')];
      return {
        indexes: rows.map((row) => Number(row.getAttribute('aria-rowindex'))),
        ids: rows.map((row) => row.dataset.call),
        elements: document.querySelectorAll('*').length,
      };
    })()`);
  }

  it('is scrolled through page after page, each call once, with no more in the document than fits the screen', async () => {
    const { page } = visitor;
    await page.getByText('20,000 calls', { exact: true }).waitFor();
    const before = await scrollBy(0);
    const seen = new Map<number, string>();
    let most = before;

    for (let rows = before; Math.max(0, ...seen.keys()) < ROWS_SEEN; rows = await scrollBy(1000)) {
      rows.indexes.forEach((index, i) => seen.set(index, rows.ids[i] ?? ''));
      if (rows.elements > most.elements) most = rows;
    }

    expect(new Set(seen.values()).size).toBe(seen.size);
    expect([...seen.keys()].sort((a, b) => a - b)).toEqual(Array.from(seen.keys(), (_, i) => i + 2));
    expect(most.elements).toBeLessThan(before.elements * 1.5);
    expect(visitor.complaints).toEqual([]);
  });

  it('keeps the focus where a keyboard left it, however far one scrolls', async () => {
    const { page } = visitor;
    const link = page.locator('[data-call] a').nth(20);
    const address = await link.getAttribute('href');
    await link.focus();

    await scrollBy(20_000);
    await scrollBy(20_000);

    expect(await page.evaluate<string>('document.activeElement.getAttribute("href")')).toBe(address);
  });
});

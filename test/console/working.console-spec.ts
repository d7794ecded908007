import { jest } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { effects } from '../../simulator/index.js';
import { TcpProxy } from '../faults/tcp-proxy.js';
import { addApplication, sync } from '../synced-application.js';
import { type SignedUp, TestApi } from '../test-api.js';
import { launchBrowser, Visitor } from './visitor.js';

jest.setTimeout(180_000);

const CALLS = 150;
const SYNC_CALLS = `mutation ($input: SyncCallsInput!) { syncCalls(input: $input) { run { id } } }`;
const SYNC_DATA = `mutation ($applicationId: ID!) { syncPendingData(applicationId: $applicationId) { run { id } } }`;
const COUNT = `query ($filter: CallFilter) { calls(filter: $filter) { totalCount nodes { id } } }`;

interface Counted {
  calls: { totalCount: number; nodes: { id: string }[] };
}

describe('the console at work', () => {
  const email = 'working@example.com';
  let api: TestApi;
  let admin: SignedUp;
  let applicationId: string;
  let proxy: TcpProxy;
  let browser: Browser;
  let visitor: Visitor;

  beforeAll(async () => {
    api = await TestApi.start({ simulator: { calls: { perApplication: CALLS, days: 20 } } });
    admin = await api.signUp({ email });
    ({ applicationId } = await addApplication(admin, api.simulator.accounts[0]!));
    await sync(admin, SYNC_CALLS, { input: { applicationId } });
    await sync(admin, SYNC_DATA, { applicationId });
    proxy = await TcpProxy.start(api.url);
    browser = await launchBrowser();
    visitor = await Visitor.arrive(browser, api.url.replace('127.0.0.1', 'localhost')); // where recordings are, too
    await visitor.open('/');
    await visitor.signIn(email);
  });

  afterAll(async () => {
    await browser.close();
    await proxy.stop();
    await api.stop();
  });

  const count = async (filter: object) => (await admin.graphql<Counted>(COUNT, { filter })).calls;
  const shown = (n: number) => visitor.page.getByText(new RegExp(`^${n} calls?$`)).waitFor();

  it('filters, keeps the filters in the address, and shows the same to who opens that address', async () => {
    const { page } = visitor;
    const answered = await count({ status: ['ANSWERED'], direction: 'INBOUND' });
    await visitor.open('/voximplant/call-history');

    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'Answered' }).click();
    await page.getByRole('combobox', { name: 'Direction' }).click();
    await page.getByRole('option', { name: 'Inbound' }).click();
    await shown(answered.totalCount);
    const address = new URL(page.url());
    await page.reload();
    await shown(answered.totalCount);
    const badges = new Set(await page.locator('[role=row] [data-value=ANSWERED]').allTextContents());

    expect(address.search).toBe('?status=answered&direction=inbound');
    expect([...badges].every((text) => text.startsWith('Answered'))).toBe(true);
    expect(badges.size).toBeGreaterThan(0);
  });

  it('keeps two filters that are set before the page is drawn again', async () => {
    const { page } = visitor;
    await visitor.open('/voximplant/call-history');

    await page.getByLabel('Number').fill('7');
    await page.getByLabel('Said in the call').fill('hello');
    await page.evaluate((milliseconds) => {
      const until = performance.now() + milliseconds;
      while (performance.now() < until); // both are due by then
    }, 1_000);
    await page.waitForURL(/text=hello/);

    expect(new URL(page.url()).search).toBe('?number=7&text=hello');
  });

  it('finds a number however it is typed, and says so where nothing fits', async () => {
    const { page } = visitor;
    await visitor.open('/voximplant/call-history');

    await page.getByLabel('Number').fill('000 111 222 333');
    await page.getByRole('heading', { name: 'No call fits these filters' }).waitFor();
    const address = page.url();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await shown(CALLS);

    expect(address).toContain('number=000+111+222+333');
    expect(page.url()).not.toContain('number');
  });

  it('sorts by duration, in the address too', async () => {
    const { page } = visitor;
    await visitor.open('/voximplant/call-history');

    await page.getByRole('button', { name: 'Duration' }).click();
    await page.waitForURL(/sort=-duration/);
    await page.locator('[role=columnheader][aria-sort=descending]', { hasText: 'Duration' }).waitFor();

    expect(await visitor.seriousFaults()).toEqual([]);
  });

  it('plays a recording in its row', async () => {
    const { page } = visitor;
    await visitor.open('/voximplant/call-history');

    await page
      .getByRole('button', { name: /^Play the call with/ })
      .first()
      .click();
    const time = page.getByTestId('player-time');
    await time.getByText(/0:0[1-9]/).waitFor();

    expect(await page.getByRole('slider', { name: 'Position in the recording' }).isVisible()).toBe(true);
  });

  it('plays a call from the turn that is clicked, and marks the turn that is heard', async () => {
    const { page } = visitor;
    const { nodes } = await count({ hasTranscript: true, hasRecording: true, durationSeconds: { min: 40 } });
    await visitor.open(`/voximplant/call-history/${nodes[0]!.id}`);
    await page.locator('[data-drawn]').waitFor(); // the waveform

    const turn = page.getByRole('list', { name: 'Transcript' }).getByRole('listitem').nth(2);
    await turn.getByRole('button').click();
    await page.locator('[data-position="2"][data-heard]').waitFor();
    const before = await page.getByTestId('audio-time').textContent();
    await page
      .getByTestId('audio-time')
      .filter({ hasNotText: before ?? '' })
      .waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();

    expect(before).not.toMatch(/^0:00/);
    expect(await visitor.seriousFaults()).toEqual([]);
  });

  it('marks what is searched for in the transcript', async () => {
    const { page } = visitor;
    const transcript = page.getByRole('list', { name: 'Transcript' });
    const [word = ''] =
      /\S{3,}/.exec((await transcript.locator('li').first().locator('button').innerText()).split('\n').at(-1) ?? '') ??
      [];

    await page.getByRole('searchbox', { name: 'Find in the transcript' }).fill(word);

    await transcript.locator('mark').first().waitFor();
    expect((await transcript.locator('mark').first().textContent())?.toLowerCase()).toBe(word.toLowerCase());
  });

  it('exports exactly the calls of the view', async () => {
    const { page } = visitor;
    const { totalCount } = await count({ status: ['BUSY'] });
    await visitor.open('/voximplant/call-history?status=busy');

    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const file = await readFile(await (await downloading).path(), 'utf8');

    expect(file.trim().split('\r\n')).toHaveLength(totalCount + 1);
  });

  it.each(['/dashboard', '/team', '/voximplant/setup', '/voximplant/applications', '/voximplant/call-history'])(
    'shows %s in Russian and in the dark on a phone, without serious faults',
    async (path) => {
      const phone = await Visitor.arrive(browser, visitor.url, {
        locale: 'ru-RU',
        colorScheme: 'dark',
        viewport: { width: 390, height: 844 },
        storageState: await visitor.page.context().storageState(),
      });
      await phone.open(path);
      await phone.page.getByRole('heading', { level: 1 }).waitFor();
      await phone.page.waitForLoadState('networkidle');

      const faults = await phone.seriousFaults();
      const [overflow, language] = [await phone.overflow(), await phone.page.locator('html').getAttribute('lang')];
      await phone.leave();

      expect({ faults, overflow, language }).toEqual({ faults: [], overflow: 0, language: 'ru' });
      expect(phone.complaints).toEqual([]);
    },
  );

  it('goes on with a sync after the connection was lost', async () => {
    const far = await Visitor.arrive(browser, proxy.url.replace(/\/$/, ''));
    const { page } = far;
    api.simulator.faults.add(effects.delay(1500), { method: 'GetCallHistory' });
    api.simulator.faults.add(
      effects.alteredRows((rows) => rows.slice(0, 20)),
      { method: 'GetCallHistory' },
    );
    await far.open(`/voximplant/call-history?application=${applicationId}`);
    await far.signIn(email);
    await page.getByRole('button', { name: 'Sync Calls' }).click();
    await page.getByRole('dialog').getByRole('radio', { name: 'What is new' }).waitFor();
    await page.getByRole('button', { name: 'Start the sync' }).click();
    await page.locator('[data-status=RUNNING]').first().waitFor();

    proxy.setDown(true);
    await page.getByText('The connection is lost').waitFor();
    api.simulator.faults.clear(); // it ends while nobody can see it
    proxy.setDown(false);
    await page.getByText('The connection is lost').waitFor({ state: 'hidden' });
    await page.locator('[data-status=SUCCEEDED]').first().waitFor();
    await far.leave();

    expect(far.complaints).toEqual([]);
  });

  it('leads back to where one was when the session has ended', async () => {
    const { page } = visitor;
    await visitor.open('/voximplant/call-history?status=busy');
    await page.getByRole('table').waitFor();
    const session = JSON.stringify({ accessToken: 'ended', expiresAt: new Date().toISOString() });
    await page.evaluate(`localStorage.setItem('voxsync.session', ${JSON.stringify(session)})`);

    await page.reload();
    await page.getByText('Your session has ended').waitFor();
    await visitor.signIn(email);
    await page.getByRole('table').waitFor();

    expect(new URL(page.url()).search).toBe('?status=busy');
    expect(visitor.complaints).toEqual([]);
  });
});

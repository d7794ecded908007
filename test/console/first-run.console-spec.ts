import { jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { effects } from '../../simulator/index.js';
import { TestApi } from '../test-api.js';
import { launchBrowser, PASSWORD, Visitor } from './visitor.js';

jest.setTimeout(180_000);

const CALLS = 60;

describe('the first day with the console', () => {
  let api: TestApi;
  let browser: Browser;
  let visitor: Visitor;

  beforeAll(async () => {
    api = await TestApi.start({
      env: { SIGNUP: 'first' },
      simulator: { calls: { perApplication: CALLS, days: 20, running: 0 } },
    });
    browser = await launchBrowser();
    visitor = await Visitor.arrive(browser, api.url);
  });

  afterAll(async () => {
    await browser.close();
    await api.stop();
  });

  afterEach(() => expect(visitor.complaints).toEqual([]));

  it('begins with the first user, and shows an empty history', async () => {
    const { page } = visitor;
    await visitor.open('/');

    await page.getByLabel('Workspace').fill('Acme');
    await page.getByLabel('E-mail').fill('first@example.com');
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    const faults = await visitor.seriousFaults();
    await page.getByRole('button', { name: 'Create the workspace' }).click();

    await page.getByRole('heading', { name: 'No calls yet' }).waitFor();
    expect(page.url()).toBe(`${api.url}/voximplant/call-history`);
    expect(faults).toEqual([]);
  });

  it('tells what Voximplant says of wrong credentials, and saves none', async () => {
    const { page } = visitor;
    await visitor.open('/voximplant/setup');
    await page.getByRole('button', { name: 'Add Account' }).click();

    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Account ID').fill(api.simulator.accounts[0]!.accountId);
    await dialog.getByRole('textbox', { name: 'API key' }).fill('wrong-key');
    await dialog.getByRole('button', { name: 'Test Connection' }).click();

    const answer = dialog.getByRole('alert');
    await answer.waitFor();
    expect(await answer.textContent()).toMatch(/Voximplant refused the connection.+code 100/);
  });

  it('adds an account after a test that shows what it has', async () => {
    const { page } = visitor;
    const [account] = api.simulator.accounts;
    const dialog = page.getByRole('dialog');

    await dialog.getByRole('textbox', { name: 'API key' }).fill(account!.apiKey);
    await dialog.getByLabel('Name here').fill('Main');
    await dialog.getByRole('button', { name: 'Test Connection' }).click();
    const answer = await dialog.getByRole('status').textContent();
    await dialog.getByRole('button', { name: 'Add Account' }).click();
    await page.getByText('Connected', { exact: true }).waitFor();

    expect(answer).toContain(account!.applications[0]!.name);
    expect(answer).toContain('120.50');
    expect(await visitor.seriousFaults()).toEqual([]);
  });

  it('creates an application, chosen from the list, and shows its secret once', async () => {
    const { page } = visitor;
    const [account] = api.simulator.accounts;
    const [application] = account!.applications;
    await visitor.open('/voximplant/applications');
    await page.getByRole('button', { name: 'Create Application' }).click();

    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Support');
    await dialog.getByRole('combobox', { name: 'Voximplant application' }).click();
    await page.getByRole('option', { name: application!.name }).click();
    await dialog.getByRole('textbox', { name: 'ElevenLabs API key' }).fill(account!.elevenLabs.apiKey);
    await dialog.getByLabel('ElevenLabs agent').fill(application!.agentId);
    await dialog.getByRole('button', { name: 'Create Application' }).click();
    const secret = await dialog.getByLabel('Webhook secret').inputValue();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByText('Not synced yet').waitFor();

    expect(secret.length).toBeGreaterThan(20);
    expect(await page.content()).not.toContain(secret);
    expect(await visitor.seriousFaults()).toEqual([]);
  });

  it('shows the scenario of the application, and deploys it', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: 'Scenario' }).click();
    const dialog = page.getByRole('dialog');
    const code = dialog.locator('pre');
    await code.locator('.hljs-keyword').first().waitFor();
    await dialog.getByText('Not deployed').waitFor();

    await dialog.getByRole('button', { name: 'Deploy' }).click();
    await dialog.getByText('Deployed', { exact: true }).waitFor();

    expect(await code.textContent()).toContain('VoxEngine');
    expect(await dialog.getByLabel('Webhook address to enter at ElevenLabs').inputValue()).toMatch(/^http/);
    expect(await visitor.seriousFaults()).toEqual([]);
  });

  it('syncs with a live bar that a reload does not lose, and the calls come in', async () => {
    const { page } = visitor;
    const history = { method: 'GetCallHistory' };
    api.simulator.faults.add(effects.delay(1500), history);
    api.simulator.faults.add(
      effects.alteredRows((rows) => rows.slice(0, 8)),
      history,
    );
    await visitor.open('/voximplant/call-history');

    await page.getByRole('button', { name: 'Sync Calls' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Start the sync' }).click();
    await page.locator('[data-status=RUNNING]').getByText(/of 60/).waitFor();
    await page.reload();
    const bar = page.locator('[data-status=RUNNING]').first();
    await bar.getByRole('progressbar', { name: 'Progress of the sync' }).waitFor();
    const facts = await bar.textContent();
    await page.getByRole('table').getByRole('row').nth(3).waitFor(); // while it runs
    api.simulator.faults.clear();
    await page.locator('[data-status=SUCCEEDED]').first().waitFor();
    await page.getByText(`${CALLS} calls`, { exact: true }).waitFor();

    expect(facts).toMatch(/\d+ of \d+/);
    expect(await visitor.seriousFaults()).toEqual([]);
  });

  it('removes an account only once its name has been typed, and says what goes', async () => {
    const { page } = visitor;
    await visitor.open('/voximplant/setup');
    await page.getByRole('button', { name: 'Remove the account' }).click();
    const dialog = page.getByRole('dialog');
    const text = await dialog.textContent();
    const remove = dialog.getByRole('button', { name: 'Remove' });
    const before = await remove.isEnabled();

    await dialog.getByLabel('Name of the account').fill('Main');
    await remove.click();
    await page.getByRole('heading', { name: 'No account yet' }).waitFor();

    expect(before).toBe(false);
    expect(text).toContain('every call, transcript and recording');
  });
});

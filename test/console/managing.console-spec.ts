import { jest } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import { effects, type Account } from '../../simulator/index.js';
import { addApplication, sync, SYNC_CALLS } from '../synced-application.js';
import { type SignedUp, TestApi } from '../test-api.js';
import { launchBrowser, PASSWORD, Visitor } from './visitor.js';

jest.setTimeout(180_000);

const SETTINGS = `query ($id: ID!) { application(id: $id) {
  sync { enabled intervalMinutes lookbackHours transcripts audio } retention { callDays transcriptDays recordingDays } } }`;
const ANSWERED = `{ calls(filter: { hasTranscript: true, hasRecording: true }, first: 1) { nodes { id } } }`;
const CALL = `query ($id: ID!) { call(id: $id) { fromNumber transcriptState recordingState } }`;
const ENDED = `{ calls(filter: { status: [ANSWERED], durationSeconds: { min: 5 } }, last: 1) { nodes { id startTime } } }`;
const COUNT = `query ($filter: CallFilter) { calls(filter: $filter) { totalCount } }`;
const RANGE = `query ($id: ID) { syncRuns(applicationId: $id, first: 1) { nodes { from to } } }`;
const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { viewer { role } } }`;
const WHO = '{ viewer { role apiKey { name } } }';

interface Listed {
  calls: { nodes: { id: string; startTime: string }[] };
}
interface Counted {
  calls: { totalCount: number };
}

describe('the console in the hands of an administrator', () => {
  const email = 'managing@example.com';
  let api: TestApi;
  let admin: SignedUp;
  let applicationId: string;
  let browser: Browser;
  let visitor: Visitor;

  beforeAll(async () => {
    api = await TestApi.start({ simulator: { accounts: 2, calls: { perApplication: 30, days: 20 } } });
    admin = await api.signUp({ email });
    ({ applicationId } = await addApplication(admin, api.simulator.accounts[0]!));
    await sync(admin, SYNC_CALLS, { input: { applicationId } });
    browser = await launchBrowser();
    visitor = await Visitor.arrive(browser, api.url);
    await visitor.resume(admin.token);
  });

  afterAll(async () => {
    await browser.close();
    await api.stop();
  });

  afterEach(() => {
    api.simulator.faults.clear();
    expect(visitor.complaints).toEqual([]);
  });

  /** Lets go of a file above an element. */
  async function drop(target: Locator, name: string, text: string): Promise<void> {
    const make = `(() => {
      const files = new DataTransfer();
      files.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}, { type: 'application/json' }));
      return files;
    })()`;
    const dataTransfer = await visitor.page.evaluateHandle(make);
    await target.dispatchEvent('drop', { dataTransfer });
  }

  it('adds an account by a key file that is dropped onto the page, and refuses another file', async () => {
    const { page } = visitor;
    const { accountId, serviceAccountKey } = api.simulator.accounts[1] as Account;
    await visitor.open('/voximplant/setup');
    await page.getByRole('button', { name: 'Add Account' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Key file', { exact: true }).click();
    const target = dialog.getByRole('button', { name: /Drop the JSON key file here/ });

    await drop(target, 'notes.json', '{"a": 1}');
    const refusal = await dialog.getByRole('alert').textContent();
    await drop(target, 'key.json', serviceAccountKey);
    await dialog.getByText('key.json is loaded').waitFor();
    const found = await dialog.getByLabel('Account ID').inputValue();
    await dialog.getByRole('button', { name: 'Add Account' }).click();
    await page.getByText(/Service account …/).waitFor();

    expect(refusal).toContain('not the key file');
    expect(found).toBe(accountId);
    expect(await visitor.seriousFaults()).toEqual([]);
  });

  it('renames an account and gives it other credentials, once Voximplant accepts them', async () => {
    const { page } = visitor;
    const [account] = api.simulator.accounts;
    await visitor.open('/voximplant/setup');
    const row = page.locator('[data-account]', { hasText: account!.accountId });
    await row.getByRole('button', { name: 'Change name or credentials' }).click();
    const dialog = page.getByRole('dialog');

    await dialog.getByLabel('Name here').fill('Headquarters');
    await dialog.getByRole('textbox', { name: 'API key' }).fill('wrong-key');
    await dialog.getByRole('button', { name: 'Save' }).click();
    const refusal = await dialog.getByRole('alert').textContent();
    await dialog.getByText('Key file', { exact: true }).click();
    await drop(
      dialog.getByRole('button', { name: /Drop the JSON key file here/ }),
      'k.json',
      account!.serviceAccountKey,
    );
    await dialog.getByText('k.json is loaded').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await row.getByText('Headquarters').waitFor();

    expect(refusal).toMatch(/Authorization failed.+code 100/);
    expect(await row.textContent()).toContain(`Service account …${account!.keyId.slice(-4)}`);
  });

  it('offers what a saved account has at Voximplant, and not what is added already', async () => {
    const { page } = visitor;
    const [account] = api.simulator.accounts;
    await visitor.open('/voximplant/applications');
    await page.getByRole('button', { name: 'Create Application' }).click();
    const dialog = page.getByRole('dialog');

    await dialog.getByRole('combobox', { name: 'Voximplant application' }).click();
    const option = page.getByRole('option', { name: `${account!.applications[0]!.name} (added already)` });
    await option.waitFor();

    expect(await option.getAttribute('data-combobox-disabled')).toBe('true');
  });

  it('says why Voximplant does not list its applications, and asks again', async () => {
    const { page } = visitor;
    const method = 'GetApplications';
    api.simulator.faults.add(effects.voximplantError(100, 'Authorization failed'), { method });
    await visitor.open('/voximplant/applications');
    await page.getByRole('button', { name: 'Create Application' }).click();
    const dialog = page.getByRole('dialog');

    const refusal = await dialog.getByRole('alert').textContent();
    api.simulator.faults.clear();
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await dialog.getByRole('alert').waitFor({ state: 'detached' });
    await dialog.getByRole('combobox', { name: 'Voximplant application' }).click();
    await page.getByRole('option').first().waitFor();

    expect(refusal).toMatch(/Authorization failed.+code 100/);
  });

  it('changes schedule and retention of an application', async () => {
    const { page } = visitor;
    await visitor.open('/voximplant/applications');
    await page.getByRole('button', { name: 'Settings' }).click();
    const drawer = page.getByRole('dialog');

    await drawer.getByLabel('Interval, minutes').fill('45');
    await drawer.getByLabel('Look back, hours').fill('72');
    await drawer.getByLabel('Fetch audio').uncheck();
    await drawer.getByRole('textbox', { name: 'Calls' }).fill('365');
    await drawer.getByRole('textbox', { name: 'Recordings' }).fill('30');
    const faults = await visitor.seriousFaults();
    await drawer.getByRole('button', { name: 'Save' }).click();
    await page.getByText('every 45 min').waitFor();

    const { application } = await admin.graphql<{ application: object }>(SETTINGS, { id: applicationId });
    expect(faults).toEqual([]);
    expect(application).toEqual({
      sync: { enabled: true, intervalMinutes: 45, lookbackHours: 72, transcripts: true, audio: false },
      retention: { callDays: 365, transcriptDays: null, recordingDays: 30 },
    });
  });

  it('shows beside the field what is wrong with a setting, and keeps the rest', async () => {
    const { page } = visitor;
    await visitor.open('/voximplant/applications');
    await page.getByRole('button', { name: 'Settings' }).click();
    const drawer = page.getByRole('dialog');

    await drawer.getByLabel('Phone number').fill('12');
    await drawer.getByRole('button', { name: 'Save' }).click();
    const phone = drawer.getByLabel('Phone number');
    await drawer.locator('input[type=tel][aria-invalid=true]').waitFor();

    expect(await phone.inputValue()).toBe('12');
  });

  it('adds a user, who can sign in then', async () => {
    const { page } = visitor;
    const email = 'second@example.com';
    await visitor.open('/team');
    await page.getByRole('button', { name: 'Add User' }).click();
    const dialog = page.getByRole('dialog');

    await dialog.getByLabel('E-mail').fill(email);
    await dialog.getByRole('textbox', { name: 'First password' }).fill(PASSWORD);
    await dialog.getByRole('combobox', { name: 'Role' }).click();
    await page.getByRole('option', { name: 'Operator' }).click();
    await dialog.getByRole('button', { name: 'Add User' }).click();
    await page.getByRole('cell', { name: email }).waitFor();

    const signedIn = await api.graphql(SIGN_IN, { input: { email, password: PASSWORD } });
    expect(signedIn).toEqual({ signIn: { viewer: { role: 'OPERATOR' } } });
    expect(await visitor.seriousFaults()).toEqual([]);
  });

  it('makes an API key that is shown once, and takes it back', async () => {
    const { page } = visitor;
    await visitor.open('/team');
    await page.getByRole('button', { name: 'Create API Key' }).click();
    const dialog = page.getByRole('dialog');

    await dialog.getByLabel('Name').fill('Reports');
    await dialog.getByRole('button', { name: 'Create API Key' }).click();
    const token = await dialog.getByLabel('The key').inputValue();
    const program = await api.as(token).graphql(WHO);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    const row = page.getByRole('row', { name: /Reports/ });
    await row.waitFor();
    const shownAgain = (await page.content()).includes(token);
    await row.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await row.getByText('revoked').waitFor();

    expect(program).toEqual({ viewer: { role: 'VIEWER', apiKey: { name: 'Reports' } } });
    expect(shownAgain).toBe(false);
    expect(await api.as(token).graphql(WHO)).toEqual({ viewer: null });
  });

  it('fetches the transcript and the audio of one call, and then what all others lack', async () => {
    const { page } = visitor;
    const { calls } = await admin.graphql<Listed>(ENDED);
    await visitor.open(`/voximplant/call-history/${calls.nodes[0]!.id}`);

    await page.getByRole('button', { name: 'Fetch Transcript' }).click();
    await page.getByRole('list', { name: 'Transcript' }).getByRole('listitem').first().waitFor();
    await page.getByRole('button', { name: 'Fetch Audio' }).click();
    await page.getByRole('button', { name: /^Play the call with/ }).waitFor();
    await visitor.open('/voximplant/call-history');
    await page.getByRole('button', { name: 'Sync Transcripts & Audio' }).click();
    await page.locator('[data-status=SUCCEEDED]').waitFor();

    const filter = { hasTranscript: true, hasRecording: true };
    expect((await admin.graphql<Counted>(COUNT, { filter })).calls.totalCount).toBeGreaterThan(1);
  });

  it('syncs the days that are chosen, as they begin and end where the viewer is', async () => {
    const { page } = visitor;
    const first = new Date(new Date().setUTCDate(1)).toISOString().slice(0, 10); // of this month; the browser is in UTC
    await visitor.open('/voximplant/call-history');
    await page.getByRole('button', { name: 'Sync Calls' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sync calls' });

    await dialog.getByRole('radio', { name: 'A range of dates' }).check();
    await dialog.getByRole('button', { name: 'Dates' }).click();
    const day = page.locator('button:not([data-outside])', { hasText: /^1$/ }).first();
    await day.click();
    await day.click();
    await dialog.getByRole('button', { name: 'Start the sync' }).click();
    await page.locator('[data-status=SUCCEEDED]').waitFor();

    const { syncRuns } = await admin.graphql<{ syncRuns: { nodes: { from: string; to: string }[] } }>(RANGE, {
      id: applicationId,
    });
    const [run] = syncRuns.nodes;
    expect(run!.from).toBe(`${first}T00:00:00.000Z`);
    expect(Date.parse(run!.to) - Date.parse(run!.from)).toBeLessThanOrEqual(86_400_000);
  });

  it('counts days and tells times by the zone of the viewer', async () => {
    const timezoneId = 'Asia/Tokyo';
    const { calls } = await admin.graphql<Listed>(ENDED);
    const there = new Date(Date.parse(calls.nodes[0]!.startTime) + 9 * 3_600_000).toISOString(); // Tokyo is nine hours ahead, always
    const [date, time] = [there.slice(0, 10), there.slice(11, 19)];
    const from = new Date(`${date}T00:00:00+09:00`);
    const range = { from, to: new Date(from.getTime() + 86_400_000) };
    const { totalCount } = (await admin.graphql<Counted>(COUNT, { filter: { startTime: range } })).calls;

    const far = await Visitor.arrive(browser, api.url, { timezoneId });
    await far.resume(admin.token);
    await far.open(`/voximplant/call-history?from=${date}&to=${date}`);
    await far.page.getByText(new RegExp(`^${totalCount} calls?$`)).waitFor();

    expect(await far.page.getByRole('table').textContent()).toContain(time);
    await far.leave();
  });

  it('tells on the dashboard what of a run failed', async () => {
    const { page } = visitor;
    api.simulator.faults.add(effects.garbageRow(), { method: 'GetCallHistory' });
    await sync(admin, SYNC_CALLS, { input: { applicationId } });
    api.simulator.faults.clear();
    await visitor.open('/dashboard');

    const row = page.getByRole('row', { name: /Done in part/ });
    await row.getByRole('button', { name: '1 failure' }).click();
    await page.getByText(/UNREADABLE_ROW · .+ cannot be read/).waitFor();

    expect(await page.getByText('Answer rate', { exact: true }).count()).toBe(1);
    expect(await visitor.seriousFaults()).toEqual([]);
  });

  it('stops a run, and goes on with it', async () => {
    const { page } = visitor;
    const stopped = Promise.withResolvers<void>();
    api.simulator.faults.add(effects.heldUntil(stopped.promise), { method: 'GetCallHistory' });
    await visitor.open('/voximplant/call-history');
    await page.getByRole('button', { name: 'Sync Calls' }).click();
    await page.getByRole('button', { name: 'Start the sync' }).click();

    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('[data-status=CANCELLING], [data-status=CANCELLED]').waitFor();
    stopped.resolve();
    await page.locator('[data-status=CANCELLED]').waitFor();
    api.simulator.faults.clear();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.locator('[data-status=SUCCEEDED]').waitFor();

    expect(await page.locator('[data-status=CANCELLED]').count()).toBe(0);
  });

  it('erases a call once it has been asked again', async () => {
    const { page } = visitor;
    const { calls } = await admin.graphql<{ calls: { nodes: { id: string }[] } }>(ANSWERED);
    const [{ id }] = calls.nodes as [{ id: string }];
    await visitor.open(`/voximplant/call-history/${id}`);
    await page.getByRole('list', { name: 'Transcript' }).waitFor();

    await page.getByRole('button', { name: 'Erase' }).click();
    const question = await page.getByRole('dialog').textContent();
    const { call: before } = await admin.graphql<{ call: object }>(CALL, { id });
    await page.getByRole('dialog').getByRole('button', { name: 'Erase' }).click();
    await page.getByRole('heading', { name: 'No transcript' }).waitFor();

    const { call: after } = await admin.graphql<{ call: object }>(CALL, { id });
    expect(question).toContain('no later sync brings them back');
    expect(before).toMatchObject({ transcriptState: 'AVAILABLE', recordingState: 'AVAILABLE' });
    expect(after).toEqual({ fromNumber: null, transcriptState: 'ERASED', recordingState: 'ERASED' });
    expect(await page.getByRole('button', { name: 'Erase' }).count()).toBe(0);
  });

  it('speaks the language and wears the colours that were chosen, after a reload too', async () => {
    const { page } = visitor;
    await visitor.open('/dashboard');
    const choose = async (menu: string, item: string) => {
      await page.getByRole('button', { name: menu }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };

    await choose('User menu', 'Dark');
    await choose('User menu', 'Русский');
    await page.reload();
    await page.getByRole('heading', { name: 'Сводка' }).waitFor();
    const root = page.locator('html');
    const chosen = [await root.getAttribute('lang'), await root.getAttribute('data-mantine-color-scheme')];
    const faults = await visitor.seriousFaults();
    await choose('Меню пользователя', 'English');
    await choose('User menu', 'As the system');

    expect(chosen).toEqual(['ru', 'dark']);
    expect(faults).toEqual([]);
  });

  it('forgets who has signed out', async () => {
    const leaving = await Visitor.arrive(browser, api.url);
    await leaving.open('/team');
    await leaving.signIn(email);
    await leaving.page.getByRole('cell', { name: new RegExp(email) }).waitFor();

    await leaving.page.getByRole('button', { name: 'User menu' }).click();
    await leaving.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await leaving.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await leaving.page.reload();
    await leaving.page.getByRole('heading', { name: 'Sign in' }).waitFor();

    expect(await leaving.page.content()).not.toContain(email);
    expect(await leaving.page.evaluate('localStorage.getItem("voxsync.session")')).toBeNull();
    await leaving.leave();
  });
});

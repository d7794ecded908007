import { jest } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import type { ApiClient } from '../api-client.js';
import { type SignedUp, TestApi } from '../test-api.js';
import { launchBrowser, PASSWORD, Visitor } from './visitor.js';

jest.setTimeout(180_000);

const NEW_PASSWORD = 'another horse, another battery';
const WHO = '{ viewer { role user { email name } } }';
const USERS = '{ users { email } }';
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { viewer { role } } }';

interface Who {
  viewer: { role: string; user: { email: string; name: string | null } };
}

describe('the team in the console', () => {
  let api: TestApi;
  let admin: SignedUp;
  let browser: Browser;
  let visitor: Visitor;

  beforeAll(async () => {
    api = await TestApi.start();
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await api.stop();
  });

  /** Each test has a workspace of its own, and its ADMIN in front of the console. */
  beforeEach(async () => {
    admin = await api.signUp();
    visitor = await Visitor.arrive(browser, api.url);
    await visitor.resume(admin.token);
  });

  afterEach(async () => {
    const { complaints } = visitor;
    await visitor.leave();
    expect(complaints).toEqual([]);
  });

  const emailOf = async (client: ApiClient) => (await client.graphql<Who>(WHO)).viewer.user.email;
  const rowOf = (address: string): Locator => visitor.page.getByRole('row', { name: address });

  /** Somebody else of the workspace, in front of the console on a page of it. */
  async function colleague(role: 'ADMIN' | 'OPERATOR' | 'VIEWER') {
    const client = await api.addUser(admin, role);
    const other = await Visitor.arrive(browser, api.url);
    await other.open('/dashboard');
    await other.signIn(await emailOf(client));
    await other.page.getByRole('heading', { name: 'Dashboard' }).waitFor();
    return { other, client, address: await emailOf(client) };
  }

  it('gives somebody a name and another role, which their open console shows', async () => {
    const { page } = visitor;
    const { other, client, address } = await colleague('VIEWER');
    await visitor.open('/team');
    await rowOf(address).getByRole('button', { name: 'Change name or role' }).click();
    const dialog = page.getByRole('dialog');

    await dialog.getByLabel('Name').fill('Ada Lovelace');
    await dialog.getByRole('combobox', { name: 'Role' }).click();
    await page.getByRole('option', { name: 'Administrator' }).click();
    const faults = await visitor.seriousFaults();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await rowOf(address).getByText('Ada Lovelace').waitFor();
    await other.page.getByRole('link', { name: 'Team' }).waitFor();

    expect(await rowOf(address).textContent()).toContain('Administrator');
    expect(await client.graphql(WHO)).toMatchObject({ viewer: { role: 'ADMIN', user: { name: 'Ada Lovelace' } } });
    expect(faults).toEqual([]);
    await other.leave();
  });

  it('keeps the only administrator, and says why', async () => {
    const { page } = visitor;
    const own = await emailOf(admin);
    await visitor.open('/team');
    await rowOf(own).getByRole('button', { name: 'Change name or role' }).click();
    const dialog = page.getByRole('dialog');

    await dialog.getByText('The only administrator. Make somebody else one first').waitFor();
    const isDisabled = await dialog.getByRole('combobox', { name: 'Role' }).isDisabled();
    await dialog.getByLabel('Name').fill('Grace');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await rowOf(own).getByText('Grace').waitFor();

    expect(isDisabled).toBe(true);
    expect(await rowOf(own).getByRole('button').count()).toBe(1);
    expect(await admin.graphql(WHO)).toMatchObject({ viewer: { role: 'ADMIN', user: { name: 'Grace' } } });
  });

  it('removes somebody once it has been asked again, who is signed out where they are', async () => {
    const { page } = visitor;
    const { other, address } = await colleague('OPERATOR');
    await visitor.open('/team');
    await rowOf(address).getByRole('button', { name: 'Remove the user' }).click();
    const dialog = page.getByRole('dialog');
    const question = await dialog.textContent();
    const before = await admin.graphql<{ users: object[] }>(USERS);

    await dialog.getByRole('button', { name: 'Remove' }).click();
    await rowOf(address).waitFor({ state: 'detached' });
    await other.page.getByText('Your session has ended').waitFor();

    expect(question).toContain(`Remove ${address}?`);
    expect(question).toContain('API keys stay too');
    expect(before.users).toHaveLength(2);
    expect((await admin.graphql<{ users: object[] }>(USERS)).users).toHaveLength(1);
    await other.leave();
  });

  it('sets the password of who forgot theirs', async () => {
    const { page } = visitor;
    const { other, address } = await colleague('VIEWER');
    await visitor.open('/team');
    await rowOf(address).getByRole('button', { name: 'Set a new password' }).click();
    const dialog = page.getByRole('dialog');

    await dialog.getByRole('textbox', { name: 'New password' }).fill(NEW_PASSWORD);
    const faults = await visitor.seriousFaults();
    await dialog.getByRole('button', { name: 'Set a new password' }).click();
    await page.getByText(`${address} has a new password`).waitFor();
    await other.page.getByText('Your session has ended').waitFor();
    await other.signIn(address, NEW_PASSWORD);
    await other.page.getByRole('heading', { name: 'Dashboard' }).waitFor();

    expect(faults).toEqual([]);
    await other.leave();
  });

  it('changes the own password without a mouse, stays where it is in each tab, and ends what is signed in elsewhere', async () => {
    const own = await emailOf(admin);
    await visitor.open('/dashboard');
    await visitor.page.getByRole('heading', { name: 'Dashboard' }).waitFor();
    const here = await Visitor.arrive(browser, api.url);
    const { page } = here;
    const { keyboard } = page;
    await here.open('/voximplant/setup');
    await here.signIn(own);
    await page.getByRole('heading', { name: 'Setup' }).waitFor();
    const tab = await page.context().newPage();
    await tab.goto(`${api.url}/dashboard`);
    await tab.getByRole('heading', { name: 'Dashboard' }).waitFor();
    await page.bringToFront();

    await here.tabTo('User menu');
    await keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Change password' }).waitFor();
    await here.arrowTo('Change password');
    await keyboard.press('Enter');
    await page.waitForFunction('document.activeElement?.autocomplete === "current-password"');
    await keyboard.type('not the one');
    await here.tabTo(/^$/);
    await page.waitForFunction('document.activeElement?.autocomplete === "new-password"');
    await keyboard.type(NEW_PASSWORD);
    await keyboard.press('Enter');
    await page.getByText('This is not your current password.').waitFor();
    const faults = await here.seriousFaults();
    await page.getByRole('textbox', { name: 'Current password' }).fill(PASSWORD);
    await keyboard.press('Enter');
    await page.getByText('Your password is changed').waitFor();
    await visitor.page.getByText('Your session has ended').waitFor();

    expect(faults).toEqual([]);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Setup');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await api.codeOf(SIGN_IN, { input: { email: own, password: NEW_PASSWORD } })).toBeUndefined();
    await page.reload();
    await page.getByRole('heading', { name: 'Setup' }).waitFor();
    await tab.getByRole('heading', { name: 'Dashboard' }).waitFor();
    expect(here.complaints).toEqual([]);
    await here.leave();
  });

  it('says all of it in Russian', async () => {
    const { page } = visitor;
    const address = await emailOf(await api.addUser(admin, 'OPERATOR'));
    await page.addInitScript(`localStorage.setItem('voxsync.language', 'ru')`);
    await visitor.open('/team');

    await rowOf(address).getByRole('button', { name: 'Удалить пользователя' }).click();
    const question = await page.getByRole('dialog').textContent();
    await page.getByRole('dialog').getByRole('button', { name: 'Отмена' }).click();
    await rowOf(address).getByRole('button', { name: 'Задать новый пароль' }).click();
    const text = await page.getByRole('dialog').textContent();

    expect(question).toContain(`Удалить ${address}?`);
    expect(text).toContain('Не короче 12 знаков');
    expect(await visitor.overflow()).toBe(0);
  });
});

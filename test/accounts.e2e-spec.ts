import { MikroORM } from '@mikro-orm/sql';
import { effects, type Account as SimulatedAccount } from '../simulator/index.js';
import { AccountRemoval } from '../src/accounts/index.js';
import { newId, toGlobalId } from '../src/common/id.js';
import type { ApiClient } from './api-client.js';
import { type SignedUp, TestApi } from './test-api.js';

const ACCOUNT = `id name voximplantAccountId voximplantAccountName credentialKind credentialHint createdAt updatedAt
  connection { state checkedAt error { code message retryable } balance { amount currency cents } }
  applications { id }`;
const ACCOUNTS = `{ accounts { ${ACCOUNT} } }`;
const FIND = `query ($id: ID!) { account(id: $id) { ${ACCOUNT} } }`;
const REMOTE = `query ($id: ID!) { account(id: $id) { name remoteApplications { id name } } }`;
const TEST = `mutation ($input: VoximplantCredentialsInput!) { testConnection(input: $input) {
  ok accountName balance { amount currency } applications { id name } error { code message retryable } warnings } }`;
const ADD = `mutation ($input: AddAccountInput!) { addAccount(input: $input) { account { ${ACCOUNT} } } }`;
const UPDATE = `mutation ($input: UpdateAccountInput!) { updateAccount(input: $input) { account { ${ACCOUNT} } } }`;
const VERIFY = `mutation ($id: ID!) { verifyAccount(id: $id) { account { ${ACCOUNT} } } }`;
const REMOVE = `mutation ($id: ID!) { removeAccount(id: $id) { id } }`;

interface AccountData {
  id: string;
  name: string;
  voximplantAccountName: string | null;
  credentialKind: string;
  credentialHint: string;
  updatedAt: string;
  connection: { state: string; checkedAt: string | null; error: { code: string | null } | null; balance: unknown };
}
interface TestData {
  testConnection: { ok: boolean; error: { code: string | null; retryable: boolean } | null; warnings: string[] };
}

/** Some of every secret that the simulated account has at Voximplant, as it would show if it were not encrypted. */
function secretsOf(account: SimulatedAccount): string[] {
  const { private_key: pem } = JSON.parse(account.serviceAccountKey) as { private_key: string };
  const [, firstLine = ''] = pem.split('\n');
  return [account.apiKey, firstLine];
}

const byApiKey = ({ accountId, apiKey }: SimulatedAccount) => ({ accountId, apiKey });
const byServiceAccount = ({ accountId, serviceAccountKey }: SimulatedAccount) => ({ accountId, serviceAccountKey });

async function add(client: ApiClient, credentials: object, name = 'Acme'): Promise<AccountData> {
  const data = await client.graphql<{ addAccount: { account: AccountData } }>(ADD, { input: { name, credentials } });
  return data.addAccount.account;
}

async function list(client: ApiClient): Promise<AccountData[]> {
  return (await client.graphql<{ accounts: AccountData[] }>(ACCOUNTS)).accounts;
}

async function find(client: ApiClient, id: string): Promise<AccountData> {
  return (await client.graphql<{ account: AccountData }>(FIND, { id })).account;
}

async function verify(client: ApiClient, id: string): Promise<AccountData> {
  return (await client.graphql<{ verifyAccount: { account: AccountData } }>(VERIFY, { id })).verifyAccount.account;
}

describe('accounts', () => {
  let api: TestApi;
  let operator: SignedUp;
  let acme: SimulatedAccount;
  let other: SimulatedAccount;

  beforeAll(async () => {
    api = await TestApi.start({ simulator: { accounts: 2, applications: 2, calls: { perApplication: 1 } } });
    [acme, other] = api.simulator.accounts as [SimulatedAccount, SimulatedAccount];
  });

  /** Each test has a workspace of its own. */
  beforeEach(async () => {
    operator = await api.addUser(await api.signUp(), 'OPERATOR');
  });

  afterEach(() => {
    api.simulator.faults.clear();
    Object.assign(acme, { active: true, frozen: false, balance: 120.5 });
  });

  afterAll(() => api.stop());

  describe('testConnection', () => {
    const test = async (credentials: object) =>
      (await operator.graphql<TestData>(TEST, { input: credentials })).testConnection;

    it.each([
      ['an API key', byApiKey],
      ['a service account', byServiceAccount],
    ])('tells what %s opens, and saves nothing', async (_, credentials) => {
      const tested = await test(credentials(acme));

      expect(tested).toEqual({
        ok: true,
        accountName: acme.name,
        balance: { amount: '120.5', currency: 'USD' },
        applications: acme.applications.map(({ id, name }) => ({ id, name })),
        error: null,
        warnings: [],
      });
      expect(await list(operator)).toEqual([]);
    });

    it("answers Voximplant's own code and words where it says no", async () => {
      const tested = await test({ accountId: acme.accountId, apiKey: 'not-the-right-key' });

      expect(tested).toEqual({
        ok: false,
        accountName: null,
        balance: null,
        applications: [],
        error: { code: '100', message: expect.stringContaining('Authorization failed'), retryable: false },
        warnings: [],
      });
    });

    it('finds out that a service account lacks a role, though it may read the account', async () => {
      const { accountId, serviceAccountKeyWithoutRoles: serviceAccountKey } = acme;

      const tested = await test({ accountId, serviceAccountKey });

      expect(tested).toMatchObject({ ok: false, error: { code: '100', message: expect.stringContaining('roles') } });
    });

    it('asks for a single call of the last hour', async () => {
      api.simulator.requests.clear();

      await test(byApiKey(acme));

      const [request] = api.simulator.requests.of('GetCallHistory');
      expect(request?.parameters.get('count')).toBe('1');
    });

    it('refuses an account that is not active', async () => {
      acme.active = false;

      expect(await test(byApiKey(acme))).toMatchObject({ ok: false, error: { code: null, retryable: false } });
    });

    it('warns of an account that is frozen', async () => {
      acme.frozen = true;

      const tested = await test(byApiKey(acme));

      expect(tested).toMatchObject({ ok: true, warnings: [expect.stringContaining('frozen')] });
    });

    it('says that it may work later where Voximplant cannot be asked', async () => {
      api.simulator.faults.add(effects.httpStatus(409), { upstream: 'voximplant' });

      expect(await test(byApiKey(acme))).toMatchObject({ ok: false, error: { retryable: true } });
    });

    it.each([
      ['no secret', { apiKey: undefined }, ['apiKey', 'serviceAccountKey']],
      ['null for both', { apiKey: null, serviceAccountKey: null }, ['apiKey', 'serviceAccountKey']],
      ['both kinds', { serviceAccountKey: '{}' }, ['apiKey', 'serviceAccountKey']],
      ['an empty API key', { apiKey: '  ' }, ['apiKey']],
      ['an account id that is a name', { accountId: 'acme-demo' }, ['accountId']],
      ['a key file that is none', { apiKey: null, serviceAccountKey: '{"planted":' }, ['serviceAccountKey']],
      ['a key file without a key', { apiKey: null, serviceAccountKey: '{"account_id": 1}' }, ['serviceAccountKey']],
    ])('names the fields of credentials with %s', async (_, change, fields) => {
      const input = { ...byApiKey(acme), ...change };

      const { errors } = await operator.request(TEST, { input });

      expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
      expect(Object.keys(errors[0]?.extensions.fields ?? {}).sort()).toEqual(fields);
      expect(JSON.stringify(errors)).not.toContain('planted');
    });
  });

  describe('addAccount', () => {
    it.each([
      ['an API key', byApiKey, 'API_KEY', () => acme.apiKey],
      ['a service account', byServiceAccount, 'SERVICE_ACCOUNT', () => acme.keyId],
    ])('saves an account with %s', async (_, credentials, kind, shown) => {
      const added = await add(operator, credentials(acme), ' Acme ');

      expect(added).toEqual({
        id: expect.stringMatching(/^acc_/),
        name: 'Acme',
        voximplantAccountId: acme.accountId,
        voximplantAccountName: acme.name,
        credentialKind: kind,
        credentialHint: shown().slice(-4),
        connection: {
          state: 'OK',
          checkedAt: expect.any(String),
          error: null,
          balance: { amount: '120.5', currency: 'USD', cents: 12050 },
        },
        applications: [],
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
      });
      expect(await list(operator)).toEqual([added]);
      expect(await find(operator, added.id)).toEqual(added);
    });

    it.each([
      ['a wrong key', () => ({ accountId: acme.accountId, apiKey: 'not-the-right-key' })],
      ['a key of another account', () => ({ ...byApiKey(acme), accountId: other.accountId })],
      [
        "a service account's key for an account that is no child",
        () => ({ ...byServiceAccount(acme), accountId: '5' }),
      ],
      [
        'a service account without a role',
        () => ({ accountId: acme.accountId, serviceAccountKey: acme.serviceAccountKeyWithoutRoles }),
      ],
    ])('refuses %s and saves nothing', async (_, credentials) => {
      const { data, errors } = await operator.request(ADD, { input: { name: 'Acme', credentials: credentials() } });

      expect(data).toBeNull();
      expect(errors[0]?.extensions).toMatchObject({
        code: 'UPSTREAM_REJECTED',
        upstream: 'voximplant',
        upstreamCode: '100',
      });
      expect(errors[0]?.message).toContain('Authorization failed');
      expect(await list(operator)).toEqual([]);
    });

    it('is refused once, not five times', async () => {
      api.simulator.requests.clear();

      await operator.codeOf(ADD, { input: { name: 'Acme', credentials: { ...byApiKey(acme), apiKey: 'wrong-key' } } });

      expect(api.simulator.requests.count('GetAccountInfo')).toBe(1);
    });

    it('saves nothing where Voximplant does not answer', async () => {
      api.simulator.faults.add(effects.httpStatus(409), { method: 'GetCallHistory' });

      const code = await operator.codeOf(ADD, { input: { name: 'Acme', credentials: byApiKey(acme) } });

      expect(code).toBe('UPSTREAM_UNAVAILABLE');
      expect(await list(operator)).toEqual([]);
    });

    it('names fields inside of the credentials', async () => {
      const credentials = { accountId: 'x', serviceAccountKey: 'not JSON' };

      const { errors } = await operator.request(ADD, { input: { name: ' ', credentials } });

      expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
      expect(Object.keys(errors[0]?.extensions.fields ?? {}).sort()).toEqual([
        'credentials.accountId',
        'credentials.serviceAccountKey',
        'name',
      ]);
    });

    it('refuses the same account twice in a workspace, and only there', async () => {
      const stranger = await api.signUp();
      await add(operator, byApiKey(acme));

      const again = await operator.codeOf(ADD, { input: { name: 'Again', credentials: byServiceAccount(acme) } });
      const elsewhere = await add(stranger, byApiKey(acme));

      expect(again).toBe('CONFLICT');
      expect(await list(operator)).toHaveLength(1);
      expect(await list(stranger)).toEqual([elsewhere]);
    });

    it('adds it once of many times at the same time', async () => {
      const input = { name: 'Acme', credentials: byApiKey(acme) };

      const codes = await Promise.all([1, 2, 3, 4].map(() => operator.codeOf(ADD, { input })));

      expect(codes.sort()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', undefined]);
      expect(await list(operator)).toHaveLength(1);
    });
  });

  describe('updateAccount', () => {
    const update = async (input: object) =>
      (await operator.graphql<{ updateAccount: { account: AccountData } }>(UPDATE, { input })).updateAccount.account;

    it('renames without asking Voximplant, and leaves what is absent or null', async () => {
      const added = await add(operator, byApiKey(acme));
      api.simulator.requests.clear();

      const renamed = await update({ id: added.id, name: 'Renamed', credentials: null });
      const unchanged = await update({ id: added.id, name: null });

      expect(renamed).toEqual({ ...added, name: 'Renamed', updatedAt: renamed.updatedAt });
      expect(Date.parse(renamed.updatedAt)).toBeGreaterThanOrEqual(Date.parse(added.updatedAt));
      expect(unchanged).toEqual(renamed);
      expect(api.simulator.requests.count()).toBe(0);
    });

    it('takes other credentials for the same account once Voximplant accepts them', async () => {
      const added = await add(operator, byApiKey(acme));

      const updated = await update({ id: added.id, credentials: byServiceAccount(acme) });

      expect(updated).toMatchObject({ credentialKind: 'SERVICE_ACCOUNT', credentialHint: acme.keyId.slice(-4) });
      expect(await verify(operator, added.id)).toMatchObject({ connection: { state: 'OK' } });
    });

    it('saves nothing of an update whose credentials are refused', async () => {
      const added = await add(operator, byApiKey(acme));
      const input = { id: added.id, name: 'New', credentials: { ...byApiKey(acme), apiKey: 'not-the-right-key' } };

      const { errors } = await operator.request(UPDATE, { input });

      expect(errors[0]?.extensions).toMatchObject({ code: 'UPSTREAM_REJECTED', upstreamCode: '100' });
      expect(await find(operator, added.id)).toEqual(added);
    });

    it('refuses credentials of another Voximplant account', async () => {
      const added = await add(operator, byApiKey(acme));

      const { errors } = await operator.request(UPDATE, { input: { id: added.id, credentials: byApiKey(other) } });

      expect(errors[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: { 'credentials.accountId': [expect.any(String)] },
      });
      expect(await find(operator, added.id)).toEqual(added);
    });
  });

  describe('verifyAccount', () => {
    it('stores a refusal and keeps what is known, until the key works again', async () => {
      const added = await add(operator, byApiKey(acme));
      const key = acme.apiKey;

      acme.apiKey = 'another-key-in-the-meantime';
      const refused = await verify(operator, added.id);
      acme.apiKey = key;
      acme.balance = 7.255;
      const again = await verify(operator, added.id);

      expect(refused.connection).toEqual({
        state: 'FAILED',
        checkedAt: expect.any(String),
        error: { code: '100', message: expect.stringContaining('Authorization failed'), retryable: false },
        balance: added.connection.balance,
      });
      expect(refused.voximplantAccountName).toBe(acme.name);
      expect(again.connection).toMatchObject({
        state: 'OK',
        error: null,
        balance: { amount: '7.255', currency: 'USD', cents: 726 },
      });
      expect(await find(operator, added.id)).toEqual(again);
    });

    it('stores that Voximplant could not be asked', async () => {
      const added = await add(operator, byApiKey(acme));
      api.simulator.faults.add(effects.httpStatus(409), { upstream: 'voximplant' });

      const { connection } = await verify(operator, added.id);

      expect(connection).toMatchObject({ state: 'FAILED', error: { code: null, retryable: true } });
    });
  });

  describe('remoteApplications', () => {
    const remote = async (client: ApiClient, id: string) => client.request(REMOTE, { id });

    it.each([
      ['an API key', byApiKey],
      ['a service account', byServiceAccount],
    ])('are what the account has at Voximplant, asked with the saved credentials: %s', async (_, credentials) => {
      const added = await add(operator, credentials(acme));

      const { data } = await remote(operator, added.id);

      const remoteApplications = acme.applications.map(({ id, name }) => ({ id, name }));
      expect(data).toEqual({ account: { name: 'Acme', remoteApplications } });
    });

    it('are null, beside what is known of the account, where Voximplant refuses the credentials', async () => {
      const added = await add(operator, byApiKey(acme));
      const key = acme.apiKey;

      acme.apiKey = 'another-key-in-the-meantime';
      const { data, errors } = await remote(operator, added.id);
      acme.apiKey = key;

      expect(data).toEqual({ account: { name: 'Acme', remoteApplications: null } });
      expect(errors).toMatchObject([
        {
          path: ['account', 'remoteApplications'],
          extensions: { code: 'UPSTREAM_REJECTED', upstream: 'voximplant', upstreamCode: '100' },
        },
      ]);
    });

    it('are null where Voximplant cannot be asked', async () => {
      const added = await add(operator, byApiKey(acme));
      api.simulator.faults.add(effects.httpStatus(409), { method: 'GetApplications' });

      const { data, errors } = await remote(operator, added.id);

      expect(data).toEqual({ account: { name: 'Acme', remoteApplications: null } });
      expect(errors[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
    });

    it('are asked for only where they are selected', async () => {
      await add(operator, byApiKey(acme));
      api.simulator.requests.clear();

      await list(operator);

      expect(api.simulator.requests.count()).toBe(0);
    });
  });

  describe('removeAccount', () => {
    it('removes it for good, after what the other modules do first', async () => {
      const added = await add(operator, byApiKey(acme));
      const seen: string[] = [];
      api.app.get(AccountRemoval, { strict: false }).register((id) => {
        seen.push(toGlobalId('Account', id));
        return Promise.resolve();
      });

      const removed = await operator.graphql(REMOVE, { id: added.id });

      expect(removed).toEqual({ removeAccount: { id: added.id } });
      expect(seen).toEqual([added.id]);
      expect(await list(operator)).toEqual([]);
      expect(await operator.codeOf(REMOVE, { id: added.id })).toBe('NOT_FOUND');
      expect(await add(operator, byApiKey(acme))).toMatchObject({ connection: { state: 'OK' } });
    });
  });

  describe('to a stranger', () => {
    it.each([
      ['account', FIND, (id: string) => ({ id })],
      ['account with what it has at Voximplant', REMOTE, (id: string) => ({ id })],
      ['node', 'query ($id: ID!) { node(id: $id) { id } }', (id: string) => ({ id })],
      ['updateAccount', UPDATE, (id: string) => ({ input: { id, name: 'Mine' } })],
      ['verifyAccount', VERIFY, (id: string) => ({ id })],
      ['removeAccount', REMOVE, (id: string) => ({ id })],
    ])('an account does not exist for %s', async (_, operation, variables) => {
      const added = await add(operator, byApiKey(acme));
      const stranger = await api.signUp();
      const ids = [added.id, toGlobalId('Account', newId()), toGlobalId('Call', newId())];

      const codes = await Promise.all(ids.map((id) => stranger.codeOf(operation, variables(id))));
      const malformed = await stranger.request(operation, variables('nonsense'));

      expect(codes).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND']);
      expect(malformed.errors[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: { id: [expect.any(String)] },
      });
      expect(await list(stranger)).toEqual([]);
      expect(await find(operator, added.id)).toEqual(added);
    });
  });

  it('finds an account as a node', async () => {
    const added = await add(operator, byApiKey(acme));

    const { node } = await operator.graphql<{ node: object }>(
      'query ($id: ID!) { node(id: $id) { id ... on Account { name } } }',
      { id: added.id },
    );

    expect(node).toEqual({ id: added.id, name: 'Acme' });
  });

  it('never shows, stores or logs a secret', async () => {
    const answers: unknown[] = [];
    const ask = async (operation: string, variables: object) =>
      answers.push(await operator.request(operation, { ...variables }));
    const added = await add(operator, byApiKey(acme));
    const second = await add(operator, byServiceAccount(other));

    await ask(ACCOUNTS, {});
    await ask(TEST, { input: byApiKey(acme) });
    await ask(TEST, { input: { ...byApiKey(acme), accountId: other.accountId } });
    await ask(ADD, { input: { name: 'Acme', credentials: byApiKey(acme) } });
    await ask(ADD, { input: { name: '', credentials: { ...byApiKey(acme), ...byServiceAccount(acme) } } });
    await ask(UPDATE, { input: { id: added.id, credentials: byServiceAccount(acme) } });
    await ask(VERIFY, { id: second.id });
    await ask(TEST, { input: { ...byApiKey(acme), unknownField: 1 } });
    await ask(`mutation { addAccount(input: {nothing: "${acme.apiKey}"}) { account { id } } }`, {});

    const rows = await api.app.get(MikroORM).em.getConnection().execute('select * from accounts');
    const secrets = [...secretsOf(acme), ...secretsOf(other)];
    const found = (texts: string[]) => texts.filter((text) => secrets.some((secret) => text.includes(secret)));
    expect(found([JSON.stringify(answers)])).toEqual([]);
    expect(found([JSON.stringify(rows)])).toEqual([]);
    expect(found([...api.log])).toEqual([]);
    expect(JSON.stringify(rows)).toContain('v1.');
  });
});

describe('without Voximplant', () => {
  it('refuses to add an account as unavailable, and tells a test so', async () => {
    const api = await TestApi.start();
    const operator = await api.signUp();
    const credentials = { accountId: '9000001', apiKey: 'a-key-of-some-length' };

    const [added, tested] = await Promise.all([
      operator.codeOf(ADD, { input: { name: 'Acme', credentials } }),
      operator.graphql<TestData>(TEST, { input: credentials }),
    ]);

    expect(added).toBe('UPSTREAM_UNAVAILABLE');
    expect(tested.testConnection).toMatchObject({ ok: false, error: { retryable: true } });
    expect(await list(operator)).toEqual([]);
    await api.stop();
  }, 60_000);
});

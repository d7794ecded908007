import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { jest } from '@jest/globals';
import { EntityManager, MikroORM } from '@mikro-orm/sql';
import { effects, type Account as SimulatedAccount, type Application as Simulated } from '../simulator/index.js';
import { ApplicationRemoval, ApplicationsService } from '../src/applications/index.js';
import { ArtifactState, Call, CallDirection, CallStatus } from '../src/calls/index.js';
import { Clock } from '../src/common/clock.js';
import { newId, parseGlobalId, toGlobalId } from '../src/common/id.js';
import { sqlitePath } from '../src/config/index.js';
import { UpstreamError } from '../src/upstream/index.js';
import type { ApiClient } from './api-client.js';
import { createTestDatabase, databaseKind } from './servers/test-database.js';
import { type SignedUp, TestApi } from './test-api.js';

const APPLICATION = `id name voximplantApplicationId elevenLabsAgentId elevenLabsRegion elevenLabsApiKeyHint phoneNumber
  account { id } sync { enabled intervalMinutes lookbackHours transcripts audio }
  retention { recordingDays transcriptDays callDays } syncedThrough createdAt updatedAt`;
const LIST = `query ($accountId: ID) { applications(accountId: $accountId) { ${APPLICATION} } }`;
const FIND = `query ($id: ID!) { application(id: $id) { ${APPLICATION} } }`;
const CREATE = `mutation ($input: CreateApplicationInput!) { createApplication(input: $input) {
  webhookSecret application { ${APPLICATION} } } }`;
const UPDATE = `mutation ($input: UpdateApplicationInput!) { updateApplication(input: $input) { application { ${APPLICATION} } } }`;
const REMOVE = 'mutation ($id: ID!) { removeApplication(id: $id) { id } }';
const ROTATE = `mutation ($applicationId: ID!) { rotateWebhookSecret(applicationId: $applicationId) {
  webhookSecret application { ${APPLICATION} } } }`;
const ADD_ACCOUNT = 'mutation ($input: AddAccountInput!) { addAccount(input: $input) { account { id } } }';
const REMOVE_ACCOUNT = 'mutation ($id: ID!) { removeAccount(id: $id) { id } }';
const NESTED = '{ accounts { id applications { id account { id } } } }';

interface ApplicationData {
  id: string;
  name: string;
  updatedAt: string;
  elevenLabsAgentId: string;
}
interface SecretData {
  webhookSecret: string;
  application: ApplicationData;
}

function keyOf(globalId: string): string {
  return parseGlobalId(globalId)?.id ?? '';
}

async function addAccount(client: ApiClient, { accountId, apiKey }: SimulatedAccount): Promise<string> {
  const input = { name: 'Acme', credentials: { accountId, apiKey } };
  return (await client.graphql<{ addAccount: { account: { id: string } } }>(ADD_ACCOUNT, { input })).addAccount.account
    .id;
}

function inputFor(accountId: string, account: SimulatedAccount, application: Simulated) {
  return {
    accountId,
    name: 'Support',
    voximplantApplicationId: application.id,
    elevenLabsApiKey: account.elevenLabs.apiKey,
    elevenLabsAgentId: application.agentId,
  };
}

async function create(client: ApiClient, input: object): Promise<SecretData> {
  return (await client.graphql<{ createApplication: SecretData }>(CREATE, { input })).createApplication;
}

async function list(client: ApiClient, accountId?: string): Promise<ApplicationData[]> {
  return (await client.graphql<{ applications: ApplicationData[] }>(LIST, { accountId })).applications;
}

async function find(client: ApiClient, id: string): Promise<ApplicationData> {
  return (await client.graphql<{ application: ApplicationData }>(FIND, { id })).application;
}

describe('applications', () => {
  let api: TestApi;
  let operator: SignedUp;
  let acme: SimulatedAccount;
  let support: Simulated;
  let sales: Simulated;
  let accountId: string;

  beforeAll(async () => {
    api = await TestApi.start({ simulator: { accounts: 4, applications: 3, calls: { perApplication: 1 } } });
    acme = api.simulator.accounts[0] as SimulatedAccount;
    [support, sales] = acme.applications as [Simulated, Simulated];
  });

  /** Each test has a workspace of its own, with one account. */
  beforeEach(async () => {
    operator = await api.addUser(await api.signUp(), 'OPERATOR');
    accountId = await addAccount(operator, acme);
  });

  afterEach(() => api.simulator.faults.clear());

  afterAll(() => api.stop());

  const input = (change: object = {}) => ({ ...inputFor(accountId, acme, support), ...change });

  describe('createApplication', () => {
    it('saves an application with the defaults, and shows the webhook secret', async () => {
      const { application, webhookSecret } = await create(operator, input({ name: ' Support ' }));

      expect(webhookSecret).toMatch(/^wsec_[\w-]{43}$/);
      expect(application).toEqual({
        id: expect.stringMatching(/^app_/),
        name: 'Support',
        voximplantApplicationId: support.id,
        elevenLabsAgentId: support.agentId,
        elevenLabsRegion: 'GLOBAL',
        elevenLabsApiKeyHint: acme.elevenLabs.apiKey.slice(-4),
        phoneNumber: null,
        account: { id: accountId },
        sync: { enabled: true, intervalMinutes: 15, lookbackHours: 48, transcripts: true, audio: true },
        retention: { recordingDays: null, transcriptDays: null, callDays: null },
        syncedThrough: null,
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
      });
      expect(await find(operator, application.id)).toEqual(application);
      expect(await list(operator)).toEqual([application]);
      expect(await list(operator, accountId)).toEqual([application]);
    });

    it('takes everything that can be set', async () => {
      const { application } = await create(
        operator,
        input({
          elevenLabsRegion: 'EU',
          phoneNumber: '0049 30 901820',
          sync: { enabled: false, intervalMinutes: 1440, lookbackHours: 720, transcripts: null, audio: false },
          retention: { recordingDays: 30, transcriptDays: null },
        }),
      );

      expect(application).toMatchObject({
        elevenLabsRegion: 'EU',
        phoneNumber: '+4930901820',
        sync: { enabled: false, intervalMinutes: 1440, lookbackHours: 720, transcripts: true, audio: false },
        retention: { recordingDays: 30, transcriptDays: null, callDays: null },
      });
    });

    it.each([
      ['a wrong key', () => ({ elevenLabsApiKey: 'sk_not-the-right-key' }), 401, 'invalid_api_key'],
      ['a wrong key, told with the other status', () => ({ elevenLabsApiKey: 'sk_not-it' }), 400, 'invalid_api_key'],
      [
        'a key without the permission',
        () => ({ elevenLabsApiKey: acme.elevenLabs.restrictedApiKey }),
        401,
        'missing_permissions',
      ],
      ['an unknown agent', () => ({ elevenLabsAgentId: 'agent_unknown' }), 401, 'document_not_found'],
    ] as const)('refuses %s with the words of ElevenLabs, and saves nothing', async (_, change, status, code) => {
      api.simulator.wrongKeyStatus = status;

      const { errors } = await operator.request(CREATE, { input: input(change()) });

      expect(errors[0]?.extensions).toMatchObject({
        code: 'UPSTREAM_REJECTED',
        upstream: 'elevenlabs',
        upstreamCode: code,
      });
      expect(errors[0]?.message).toContain('ElevenLabs');
      expect(await list(operator)).toEqual([]);
    });

    it('does not ask ElevenLabs where it is told so', async () => {
      api.simulator.requests.clear();

      await create(operator, input({ elevenLabsAgentId: 'agent_of_tomorrow', skipVerification: true }));

      expect(api.simulator.requests.count('getAgent')).toBe(0);
    });

    it('refuses an application that the account does not have at Voximplant', async () => {
      const { errors } = await operator.request(CREATE, { input: input({ voximplantApplicationId: '77' }) });

      expect(errors[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: { voximplantApplicationId: [expect.stringContaining('77')] },
      });
      expect(await list(operator)).toEqual([]);
    });

    it.each(['voximplant', 'elevenlabs'] as const)('saves nothing where %s cannot be asked', async (upstream) => {
      api.simulator.faults.add(effects.httpStatus(409), { upstream });

      const code = await operator.codeOf(CREATE, { input: input() });

      expect(code).toBe('UPSTREAM_UNAVAILABLE');
      expect(await list(operator)).toEqual([]);
    });

    it('refuses the same application twice in an account', async () => {
      await create(operator, input());

      const codes = await Promise.all([1, 2].map(() => operator.codeOf(CREATE, { input: input() })));

      expect(codes).toEqual(['CONFLICT', 'CONFLICT']);
      expect(await list(operator)).toHaveLength(1);
    });

    it('finds no account that is removed at this very moment', async () => {
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const held = api.simulator.faults.add(effects.heldUntil(released), { method: 'getAgent' });

      const creating = operator.codeOf(CREATE, { input: input() });
      while (held.hits === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      await operator.graphql(REMOVE_ACCOUNT, { id: accountId });
      release();

      expect(await creating).toBe('NOT_FOUND');
    });

    it.each([
      [{ name: ' ' }, ['name']],
      [{ voximplantApplicationId: 'all' }, ['voximplantApplicationId']],
      [{ elevenLabsAgentId: '../user' }, ['elevenLabsAgentId']],
      [{ elevenLabsApiKey: '' }, ['elevenLabsApiKey']],
      [{ phoneNumber: '12345' }, ['phoneNumber']],
      [{ phoneNumber: '' }, ['phoneNumber']],
      [
        { sync: { intervalMinutes: 0, lookbackHours: 721 }, retention: { callDays: 0 } },
        ['retention.callDays', 'sync.intervalMinutes', 'sync.lookbackHours'],
      ],
      [{ accountId: 'nonsense' }, ['accountId']],
    ])('names the fields of %j', async (change, fields) => {
      const { errors } = await operator.request(CREATE, { input: input(change) });

      expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
      expect(Object.keys(errors[0]?.extensions.fields ?? {}).sort()).toEqual(fields);
    });
  });

  describe('updateApplication', () => {
    const update = async (change: object) =>
      (await operator.graphql<{ updateApplication: { application: ApplicationData } }>(UPDATE, { input: change }))
        .updateApplication.application;

    it('changes what is given, clears what null means something for, and leaves the rest', async () => {
      const { application } = await create(
        operator,
        input({ phoneNumber: '+4930901820', retention: { recordingDays: 30, callDays: 90 }, sync: { audio: false } }),
      );
      api.simulator.requests.clear();

      const changed = await update({
        id: application.id,
        name: 'New',
        phoneNumber: null,
        sync: { intervalMinutes: 5, enabled: null },
        retention: { recordingDays: null, transcriptDays: 7 },
      });
      const unchanged = await update({ id: application.id, name: null, sync: null, retention: null });

      expect(changed).toEqual({
        ...application,
        name: 'New',
        phoneNumber: null,
        sync: { enabled: true, intervalMinutes: 5, lookbackHours: 48, transcripts: true, audio: false },
        retention: { recordingDays: null, transcriptDays: 7, callDays: 90 },
        updatedAt: changed.updatedAt,
      });
      expect(unchanged).toEqual(changed);
      expect(api.simulator.requests.count()).toBe(0);
    });

    it('checks a new agent with the key that stays', async () => {
      const { application } = await create(operator, input());

      const changed = await update({ id: application.id, elevenLabsAgentId: sales.agentId, elevenLabsRegion: 'US' });
      const refused = await operator.request(UPDATE, {
        input: { id: application.id, name: 'New', elevenLabsAgentId: 'agent_unknown' },
      });

      expect(changed).toMatchObject({ elevenLabsAgentId: sales.agentId, elevenLabsRegion: 'US' });
      expect(refused.errors[0]?.extensions).toMatchObject({ code: 'UPSTREAM_REJECTED' });
      expect(await find(operator, application.id)).toEqual(changed);
    });

    it('checks a new key with the agent that stays', async () => {
      const { application } = await create(
        operator,
        input({ elevenLabsApiKey: 'sk_first_key', skipVerification: true }),
      );

      const changed = await update({ id: application.id, elevenLabsApiKey: acme.elevenLabs.apiKey });
      const code = await operator.codeOf(UPDATE, { input: { id: application.id, elevenLabsApiKey: 'sk_wrong_one' } });

      expect(changed).toMatchObject({ elevenLabsApiKeyHint: acme.elevenLabs.apiKey.slice(-4) });
      expect(code).toBe('UPSTREAM_REJECTED');
      expect(await find(operator, application.id)).toEqual(changed);
    });
  });

  describe('rotateWebhookSecret', () => {
    const rotate = async (applicationId: string) =>
      (await operator.graphql<{ rotateWebhookSecret: SecretData }>(ROTATE, { applicationId })).rotateWebhookSecret;

    it('gives another secret each time', async () => {
      const created = await create(operator, input());

      const first = await rotate(created.application.id);
      const second = await rotate(created.application.id);

      expect(first.webhookSecret).toMatch(/^wsec_/);
      expect(new Set([created.webhookSecret, first.webhookSecret, second.webhookSecret]).size).toBe(3);
    });

    it('lets the secret before hold for a day, or until the next rotation', async () => {
      const { application, webhookSecret: first } = await create(operator, input());
      const service = api.app.get(ApplicationsService, { strict: false });
      const valid = async () => service.webhookSecretsOf((await service.forWebhook(keyOf(application.id)))!);

      const { webhookSecret: second } = await rotate(application.id);
      const afterOne = await valid();
      const { webhookSecret: third } = await rotate(application.id);
      const afterTwo = await valid();
      const clock = jest.spyOn(api.app.get(Clock, { strict: false }), 'now');
      clock.mockReturnValue(new Date(Date.now() + 24 * 3_600_000));
      const aDayLater = await valid();
      clock.mockRestore();

      expect(afterOne).toEqual([second, first]);
      expect(afterTwo).toEqual([third, second]);
      expect(aDayLater).toEqual([third]);
    });

    it('is none of an unknown application', async () => {
      const application = await api.app.get(ApplicationsService, { strict: false }).forWebhook(newId());

      expect(application).toBeNull();
    });

    it('tells every caller a secret that was in use', async () => {
      const { application } = await create(operator, input());

      const answers = await Promise.all(
        [1, 2, 3].map(() => operator.request(ROTATE, { applicationId: application.id })),
      );

      const codes = answers.map(({ errors }) => errors[0]?.extensions.code);
      expect(codes).toContain(undefined);
      expect(codes.filter((code) => code !== undefined && code !== 'CONFLICT')).toEqual([]);
    });
  });

  it('replaces a webhook secret that no key opens any more', async () => {
    const { application } = await create(operator, input());
    await api.app
      .get(MikroORM)
      .em.getConnection()
      .execute('update applications set webhook_secret = ? where id = ?', ['v1.00000000.AAAA', keyOf(application.id)]);

    expect(await operator.codeOf(ROTATE, { applicationId: application.id })).toBeUndefined();
  });

  describe('removal', () => {
    const addCall = async (applicationId: string, sessionId: string) =>
      api.app
        .get(EntityManager)
        .fork()
        .transactional((em) => {
          em.create(Call, {
            workspaceId: newId(),
            application: applicationId,
            sessionId,
            direction: CallDirection.INBOUND,
            startTime: new Date(),
            status: CallStatus.ANSWERED,
            transcriptState: ArtifactState.NONE,
            recordingState: ArtifactState.NONE,
            settled: true,
            rowHash: 'x',
          });
          return Promise.resolve();
        });
    const countCalls = (applicationId: string) =>
      api.app.get(EntityManager).fork().count(Call, { application: applicationId });

    it('takes an application with its calls, after what the other modules do first', async () => {
      const { application } = await create(operator, input());
      const key = keyOf(application.id);
      await addCall(key, '1');
      const seen: [string, number][] = [];
      api.app.get(ApplicationRemoval, { strict: false }).register('files', async ({ id }) => {
        seen.push([id, await countCalls(id)]);
      });

      const removed = await operator.graphql(REMOVE, { id: application.id });

      expect(removed).toEqual({ removeApplication: { id: application.id } });
      expect(seen).toEqual([[key, 1]]);
      expect(await countCalls(key)).toBe(0);
      expect(await operator.codeOf(REMOVE, { id: application.id })).toBe('NOT_FOUND');
    });

    it('of an account does the same for each of its applications', async () => {
      const first = await create(operator, input());
      const second = await create(operator, inputFor(accountId, acme, sales));
      const keys = [first, second].map(({ application }) => keyOf(application.id));
      await Promise.all(keys.map((key) => addCall(key, '1')));
      const seen: string[] = [];
      api.app.get(ApplicationRemoval, { strict: false }).register('files', ({ id }) => {
        seen.push(id);
        return Promise.resolve();
      });

      await operator.graphql(REMOVE_ACCOUNT, { id: accountId });

      expect(seen.sort()).toEqual(keys.sort());
      expect(await Promise.all(keys.map(countCalls))).toEqual([0, 0]);
      expect(await list(operator)).toEqual([]);
    });
  });

  it('shows on the account that a sync was refused', async () => {
    const { application } = await create(operator, input());
    const service = api.app.get(ApplicationsService, { strict: false });
    const error = new UpstreamError({
      upstream: 'voximplant',
      fault: 'unauthorized',
      message: 'No',
      upstreamCode: '100',
    });

    await service.noteRefusal(keyOf(application.id), error);

    const { application: found } = await operator.graphql<{ application: object }>(
      'query ($id: ID!) { application(id: $id) { account { connection { state error { code message } } } } }',
      { id: application.id },
    );
    expect(found).toEqual({
      account: { connection: { state: 'FAILED', error: { code: '100', message: 'No' } } },
    });
  });

  describe('to a stranger', () => {
    it.each([
      ['application', FIND, (id: string) => ({ id })],
      ['node', 'query ($id: ID!) { node(id: $id) { id } }', (id: string) => ({ id })],
      ['updateApplication', UPDATE, (id: string) => ({ input: { id, name: 'Mine' } })],
      ['removeApplication', REMOVE, (id: string) => ({ id })],
      ['rotateWebhookSecret', ROTATE, (applicationId: string) => ({ applicationId })],
    ])('an application does not exist for %s', async (_, operation, variables) => {
      const { application } = await create(operator, input());
      const stranger = await api.signUp();
      const ids = [application.id, toGlobalId('Application', newId()), accountId.replace(/^acc/, 'run')];

      const codes = await Promise.all(ids.map((id) => stranger.codeOf(operation, variables(id))));
      const malformed = await stranger.request(operation, variables('nonsense'));

      expect(codes).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND']);
      expect(malformed.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: expect.any(Object) });
      expect(await find(operator, application.id)).toEqual(application);
    });

    it('another account has no applications, and gets none', async () => {
      const { application } = await create(operator, input());
      const stranger = await api.signUp();

      const code = await stranger.codeOf(CREATE, { input: input({ voximplantApplicationId: sales.id }) });

      expect(code).toBe('NOT_FOUND');
      expect(await list(stranger)).toEqual([]);
      expect(await list(stranger, accountId)).toEqual([]);
      expect(await list(operator)).toEqual([application]);
    });
  });

  it('lists those of the account asked for', async () => {
    const other = api.simulator.accounts[1] as SimulatedAccount;
    const otherId = await addAccount(operator, other);
    const first = await create(operator, input());
    const second = await create(operator, inputFor(otherId, other, other.applications[0] as Simulated));

    expect(await list(operator, accountId)).toEqual([first.application]);
    expect(await list(operator, otherId)).toEqual([second.application]);
    expect(await list(operator)).toEqual([first.application, second.application]);
    expect(await list(operator, toGlobalId('Call', newId()))).toEqual([]);
  });

  it('needs as many statements for many rows as for one', async () => {
    await create(operator, input());
    const few = await api.countStatements(() => operator.graphql(NESTED));
    for (const account of api.simulator.accounts.slice(1)) {
      const id = await addAccount(operator, account);
      for (const application of account.applications) await create(operator, inputFor(id, account, application));
    }

    const many = await api.countStatements(() => operator.graphql(NESTED));

    const { accounts } = await operator.graphql<{ accounts: { applications: unknown[] }[] }>(NESTED);
    expect(accounts.map(({ applications }) => applications.length)).toEqual([1, 3, 3, 3]);
    expect(many).toBe(few);
  });

  it('finds an application as a node', async () => {
    const { application } = await create(operator, input());

    const { node } = await operator.graphql<{ node: object }>(
      'query ($id: ID!) { node(id: $id) { id ... on Application { name account { id } } } }',
      { id: application.id },
    );

    expect(node).toEqual({ id: application.id, name: 'Support', account: { id: accountId } });
  });
});

describe('the secrets of an application', () => {
  it('are in no answer, no log line and no file but where they are shown once', async () => {
    const database = await createTestDatabase();
    const api = await TestApi.start({ database, simulator: { calls: { perApplication: 1 } } });
    const operator = await api.signUp();
    const acme = api.simulator.accounts[0] as SimulatedAccount;
    const accountId = await addAccount(operator, acme);
    const input = inputFor(accountId, acme, acme.applications[0] as Simulated);
    const webhookKey = 'wsec_planted-elevenlabs-webhook-secret';

    const { application, webhookSecret } = await create(operator, input);
    const answers = [
      await operator.request(UPDATE, { input: { id: application.id, elevenLabsWebhookSecret: webhookKey } }),
      await operator.request(UPDATE, { input: { id: application.id, elevenLabsApiKey: input.elevenLabsApiKey } }),
      await operator.request(CREATE, { input }),
      await operator.request(CREATE, { input: { ...input, elevenLabsRegion: 'MARS' } }),
      await operator.request(CREATE, { input: { ...input, accountId: 'x' } }),
      await operator.request(LIST),
    ];
    const rotated = await operator.request<{ rotateWebhookSecret: SecretData }>(ROTATE, {
      applicationId: application.id,
    });

    const shownOnce = [webhookSecret, rotated.data?.rotateWebhookSecret.webhookSecret ?? ''];
    const secrets = [acme.apiKey, input.elevenLabsApiKey, webhookKey, ...shownOnce];
    const found = (texts: readonly string[]) => texts.filter((text) => secrets.some((secret) => text.includes(secret)));
    const rows = await api.app.get(MikroORM).em.getConnection().execute('select * from applications');
    await api.stop();
    const files = databaseKind() === 'sqlite' ? await filesBeside(sqlitePath(database.url)) : [];
    await database.drop();

    expect(found(answers.map((answer) => JSON.stringify(answer)))).toEqual([]);
    expect(found(api.log)).toEqual([]);
    expect(found([JSON.stringify(rows)])).toEqual([]);
    expect(JSON.stringify(rows).match(/v1\./g)).toHaveLength(4);
    expect(files.filter((file) => secrets.some((secret) => file.includes(secret)))).toEqual([]);
  });
});

async function filesBeside(path: string): Promise<Buffer[]> {
  const names = await readdir(dirname(path));
  return Promise.all(names.map((name) => readFile(join(dirname(path), name))));
}

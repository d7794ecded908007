import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { effects } from '../simulator/index.js';
import { Audit, AuditExpiry } from '../src/audit/index.js';
import { parseGlobalId, toGlobalId } from '../src/common/id.js';
import { Db } from '../src/database/index.js';
import type { ApiClient } from './api-client.js';
import { RecordedCalls } from './recorded-calls.js';
import { addApplication, finished, SYNC_CALLS } from './synced-application.js';
import { type SignedUp, TestApi } from './test-api.js';
import { WebhookedApplication } from './webhooked-application.js';

interface Entry {
  id: string;
  at: string;
  action: string;
  actor: { kind: string; id: string | null; name: string | null };
  target: { kind: string; id: string; name: string | null };
  details: Record<string, unknown> | null;
}
interface Page {
  auditLog: { nodes: Entry[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}

interface Started {
  syncCalls: { run: { id: string } };
}

const ENTRY = 'id at action actor { kind id name } target { kind id name } details';
const LOG = `query ($filter: AuditFilter, $first: Int, $after: String) { auditLog(filter: $filter, first: $first, after: $after) {
  nodes { ${ENTRY} } pageInfo { hasNextPage endCursor } } }`;
const NODE = `query ($id: ID!) { node(id: $id) { id ... on AuditEntry { action } } }`;
const WHO = '{ viewer { user { id email } workspace { id } } }';
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';
const CREATE_USER = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
const UPDATE_USER = 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { id } } }';
const REMOVE_USER = 'mutation ($id: ID!) { removeUser(id: $id) { id } }';
const SET_PASSWORD = 'mutation ($input: SetUserPasswordInput!) { setUserPassword(input: $input) { user { id } } }';
const CHANGE_PASSWORD = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken } }';
const CREATE_KEY = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { token apiKey { id } } }';
const REVOKE_KEY = 'mutation ($id: ID!) { revokeApiKey(id: $id) { apiKey { id } } }';
const UPDATE_ACCOUNT = 'mutation ($input: UpdateAccountInput!) { updateAccount(input: $input) { account { id } } }';
const VERIFY = 'mutation ($id: ID!) { verifyAccount(id: $id) { account { id } } }';
const CANCEL = 'mutation ($id: ID!) { cancelSync(id: $id) { run { id } } }';
const RETRY = 'mutation ($id: ID!) { retrySync(id: $id) { run { id } } }';
const UPDATE = 'mutation ($input: UpdateApplicationInput!) { updateApplication(input: $input) { application { id } } }';
const ROTATE = 'mutation ($id: ID!) { rotateWebhookSecret(applicationId: $id) { webhookSecret } }';
const DEPLOY = 'mutation ($input: DeployScenarioInput!) { deployScenario(input: $input) { application { id } } }';
const REMOVE = 'mutation ($id: ID!) { removeApplication(id: $id) { id } }';
const REMOVE_ACCOUNT = 'mutation ($id: ID!) { removeAccount(id: $id) { id } }';
const ERASE = 'mutation ($id: ID!) { eraseCall(id: $id) { call { id } } }';
const EXPORT = 'mutation ($filter: CallFilter) { exportCalls(filter: $filter) { url } }';
const REPLAY = 'mutation ($id: ID!) { replayWebhookEvent(id: $id) { event { id } } }';
const PASSWORD = 'correct horse battery staple';

describe('the audit log', () => {
  let api: TestApi;
  let admin: SignedUp;
  let me: { id: string; email: string };

  beforeAll(async () => {
    api = await TestApi.start({ simulator: { applications: 2, calls: { perApplication: 1 } } });
  });

  afterAll(() => api.stop());
  afterEach(() => jest.restoreAllMocks());

  /** Each test has a workspace of its own. */
  beforeEach(async () => {
    admin = await api.signUp();
    me = (await admin.graphql<{ viewer: { user: { id: string; email: string } } }>(WHO)).viewer.user;
  });

  async function log(filter?: object, client: ApiClient = admin): Promise<Entry[]> {
    return (await client.graphql<Page>(LOG, { filter })).auditLog.nodes;
  }

  const actions = async (client: ApiClient = admin) => (await log(undefined, client)).map(({ action }) => action);

  it('begins with the workspace, and who made it', async () => {
    const [entry, ...others] = await log();

    expect(others).toEqual([]);
    expect(entry).toEqual({
      id: expect.stringMatching(/^aud_/),
      at: expect.stringMatching(/^20.*Z$/),
      action: 'WORKSPACE_CREATED',
      actor: { kind: 'USER', id: me.id, name: me.email },
      target: { kind: 'WORKSPACE', id: expect.stringMatching(/^ws_/), name: 'Test' },
      details: null,
    });
  });

  it('has who signed in, and for whom somebody gave a wrong password', async () => {
    await api.graphql(SIGN_IN, { input: { email: me.email, password: PASSWORD } });
    await api.codeOf(SIGN_IN, { input: { email: me.email, password: 'a wrong password of planted' } });
    await api.codeOf(SIGN_IN, { input: { email: 'nobody@example.com', password: 'a wrong password' } });
    while ((await log()).length < 3) await sleep(10);

    const [refused, signedIn] = await log();

    const target = { kind: 'USER', id: me.id, name: me.email };
    expect(refused).toMatchObject({
      action: 'SIGN_IN_REFUSED',
      actor: { kind: 'NOBODY', id: null, name: null },
      target,
    });
    expect(signedIn).toMatchObject({ action: 'SIGNED_IN', actor: target, target });
    expect(JSON.stringify(refused)).not.toContain('planted');
  });

  it('has users and keys, and what a key did under its name', async () => {
    await admin.graphql(CREATE_USER, { input: { email: `of-${me.email}`, password: PASSWORD, role: 'VIEWER' } });
    const { createApiKey } = await admin.graphql<{ createApiKey: { token: string; apiKey: { id: string } } }>(
      CREATE_KEY,
      { input: { name: 'Reports', role: 'ADMIN' } },
    );
    const key = createApiKey.apiKey;
    await api.as(createApiKey.token).graphql(EXPORT);
    await admin.graphql(REVOKE_KEY, { id: key.id });
    await admin.graphql(REVOKE_KEY, { id: key.id });

    const [revoked, exported, created, user] = await log();

    const reports = { kind: 'API_KEY', id: key.id, name: 'Reports' };
    expect(user).toMatchObject({
      action: 'USER_CREATED',
      target: { kind: 'USER', name: `of-${me.email}` },
      details: { role: 'VIEWER' },
    });
    expect(created).toMatchObject({ action: 'API_KEY_CREATED', target: reports, details: { role: 'ADMIN' } });
    expect(exported).toMatchObject({ action: 'CALLS_EXPORTED', actor: reports });
    expect(revoked).toMatchObject({ action: 'API_KEY_REVOKED', target: reports });
    expect(await actions()).toHaveLength(5);
  });

  it('has what became of users and passwords, without any of these', async () => {
    const user = await api.addUser(admin, 'VIEWER');
    const them = (await user.graphql<{ viewer: { user: { id: string; email: string } } }>(WHO)).viewer.user;
    const wrong = { currentPassword: 'planted and wrong', newPassword: 'planted for later' };
    await user.codeOf(CHANGE_PASSWORD, { input: wrong });
    await user.graphql(CHANGE_PASSWORD, { input: { ...wrong, currentPassword: PASSWORD } });
    await admin.graphql(UPDATE_USER, { input: { id: them.id, name: 'Planted Name', role: 'OPERATOR' } });
    await admin.graphql(SET_PASSWORD, { input: { id: them.id, password: 'planted by an ADMIN' } });
    await admin.graphql(REMOVE_USER, { id: them.id });

    const entries = await log();

    const target = { kind: 'USER', id: them.id, name: them.email };
    const byAdmin = { actor: { kind: 'USER', id: me.id, name: me.email }, target };
    expect(entries.slice(0, 5)).toMatchObject([
      { action: 'USER_REMOVED', ...byAdmin, details: null },
      { action: 'PASSWORD_SET', ...byAdmin, details: null },
      { action: 'USER_UPDATED', ...byAdmin, details: { fields: ['name', 'role'], role: 'OPERATOR' } },
      { action: 'PASSWORD_CHANGED', actor: target, target, details: null },
      { action: 'PASSWORD_CHANGE_REFUSED', actor: target, target, details: null },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/planted/i);
  });

  it('has no entry of an ADMIN who could not go, nor of a user who was gone', async () => {
    const user = await api.addUser(admin, 'VIEWER');
    const { id } = (await user.graphql<{ viewer: { user: { id: string } } }>(WHO)).viewer.user;
    await admin.graphql(REMOVE_USER, { id });
    const before = await actions();

    const codes = [
      await admin.codeOf(REMOVE_USER, { id: me.id }),
      await admin.codeOf(UPDATE_USER, { input: { id: me.id, role: 'VIEWER' } }),
      await admin.codeOf(REMOVE_USER, { id }),
      await admin.codeOf(SET_PASSWORD, { input: { id, password: PASSWORD } }),
    ];

    expect(codes).toEqual(['CONFLICT', 'CONFLICT', 'NOT_FOUND', 'NOT_FOUND']);
    expect(await actions()).toEqual(before);
  });

  it('has how an account was verified', async () => {
    const { accountId } = await addApplication(admin, api.simulator.accounts[0]!);
    await admin.graphql(VERIFY, { id: accountId });

    const [entry] = await log();

    expect(entry).toMatchObject({
      action: 'ACCOUNT_VERIFIED',
      target: { kind: 'ACCOUNT', id: accountId, name: 'Acme' },
      details: { connection: 'OK' },
    });
  });

  it('has who started, stopped and took up a sync, once for each run', async () => {
    const { applicationId } = await addApplication(admin, api.simulator.accounts[0]!);
    const going = Promise.withResolvers<void>();
    api.simulator.faults.add(effects.heldUntil(going.promise), { method: 'GetCallHistory' });
    const start = async () => (await admin.graphql<Started>(SYNC_CALLS, { input: { applicationId } })).syncCalls.run.id;
    const id = await start();
    await start(); // the same run, which is under way
    await admin.graphql(CANCEL, { id });
    await admin.graphql(CANCEL, { id });
    going.resolve();
    api.simulator.faults.clear();
    await finished(admin, id);
    const { retrySync } = await admin.graphql<{ retrySync: { run: { id: string } } }>(RETRY, { id });
    await finished(admin, retrySync.run.id);

    const entries = await log();

    const run = (runId: string) => ({ kind: 'SYNC_RUN', id: runId, name: null });
    const details = { kind: 'CALLS', applicationId };
    expect(entries.slice(0, -3)).toMatchObject([
      { action: 'SYNC_RETRIED', target: run(retrySync.run.id), details: { ...details, retryOf: id } },
      { action: 'SYNC_CANCELLED', target: run(id), details },
      { action: 'SYNC_STARTED', target: run(id), details },
    ]);
  });

  it('has accounts and applications, with the names of what was set and no value of it', async () => {
    const simulated = api.simulator.accounts[0]!;
    const { accountId, applicationId } = await addApplication(admin, simulated);
    const { accountId: number, apiKey } = simulated;
    await admin.graphql(UPDATE_ACCOUNT, {
      input: { id: accountId, name: 'Main', credentials: { accountId: number, apiKey } },
    });
    await admin.graphql(UPDATE, {
      input: {
        id: applicationId,
        name: 'Sales',
        phoneNumber: '+12025550110',
        elevenLabsWebhookSecret: 'planted_secret',
        retention: { callDays: 7 },
      },
    });
    await admin.graphql(ROTATE, { id: applicationId });
    await admin.graphql(UPDATE, { input: { id: applicationId, phoneNumber: null } });
    await admin.graphql(DEPLOY, { input: { applicationId } });
    await admin.graphql(REMOVE_ACCOUNT, { id: accountId });

    const entries = await log();

    const application = (name: string) => ({ kind: 'APPLICATION', id: applicationId, name });
    const account = (name: string) => ({ kind: 'ACCOUNT', id: accountId, name });
    expect(entries.map(({ action, target, details }) => ({ action, target, details })).slice(0, -1)).toEqual([
      { action: 'ACCOUNT_REMOVED', target: account('Main'), details: null },
      { action: 'APPLICATION_REMOVED', target: application('Sales'), details: null },
      { action: 'SCENARIO_DEPLOYED', target: application('Sales'), details: { force: false } },
      { action: 'APPLICATION_UPDATED', target: application('Sales'), details: { fields: ['phoneNumber'] } },
      { action: 'WEBHOOK_SECRET_ROTATED', target: application('Sales'), details: null },
      {
        action: 'APPLICATION_UPDATED',
        target: application('Sales'),
        details: { fields: ['elevenLabsWebhookSecret', 'name', 'phoneNumber', 'retention.callDays'] },
      },
      {
        action: 'ACCOUNT_UPDATED',
        target: account('Main'),
        details: { fields: ['credentials.accountId', 'credentials.apiKey', 'name'] },
      },
      { action: 'APPLICATION_CREATED', target: application('Support'), details: null },
      { action: 'ACCOUNT_ADDED', target: account('Acme'), details: null },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(new RegExp(`planted|2025550110|${apiKey}`));
  });

  it('has of an erased call its id only', async () => {
    const calls = await RecordedCalls.create(api);
    const id = toGlobalId('Call', await calls.addRecording());
    await calls.admin.graphql(ERASE, { id });

    const [entry] = await log(undefined, calls.admin);

    expect(entry).toMatchObject({ action: 'CALL_ERASED', target: { kind: 'CALL', id, name: null }, details: null });
  });

  it('has who opened a recording, once for each link, however many pieces a player asks for', async () => {
    const calls = await RecordedCalls.create(api);
    const callId = await calls.addRecording();
    const [link, other] = [calls.linkTo(callId, 60), calls.linkTo(callId, 90)];
    await Promise.all(['bytes=0-9', 'bytes=10-19', 'bytes=20-29'].map((range) => fetch(link, { headers: { range } })));
    await fetch(other);
    await fetch(`${link}0`);

    const entries = await log({ targetId: toGlobalId('Call', callId) }, calls.admin);

    const opened = { action: 'RECORDING_OPENED', actor: { kind: 'USER', name: expect.stringContaining('@') } };
    expect(entries).toHaveLength(2);
    expect(entries).toMatchObject([opened, opened]);
  });

  it('has the fields of an exported filter, and no number out of it', async () => {
    await admin.graphql(EXPORT, {
      filter: { number: '2025550171', startTime: { from: '2026-01-01T00:00:00Z' }, status: ['ANSWERED'] },
    });

    const [entry] = await log();

    expect(entry).toMatchObject({
      action: 'CALLS_EXPORTED',
      details: { filter: ['number', 'startTime.from', 'status'] },
    });
    expect(JSON.stringify(entry)).not.toContain('2025550171');
  });

  it('has webhooks that were replayed', async () => {
    const application = await WebhookedApplication.create(api);
    await application.sender().scenario(application.event());
    const [event] = await application.settled();
    await api.app
      .get(Db, { strict: false })
      .kysely<{ webhook_events: { status: string; id: string } }>()
      .updateTable('webhook_events')
      .set({ status: 'failed' })
      .where('id', '=', parseGlobalId(event!.id)!.id)
      .execute();
    await application.admin.graphql(REPLAY, { id: event!.id });

    const [entry] = await log(undefined, application.admin);

    expect(entry).toMatchObject({
      action: 'WEBHOOK_REPLAYED',
      target: { kind: 'WEBHOOK_EVENT', id: event!.id, name: 'call.started' },
    });
  });

  it('is read by ADMINs only, and knows nothing of another workspace', async () => {
    const [entry] = await log();
    const [viewer, operator] = [await api.addUser(admin, 'VIEWER'), await api.addUser(admin, 'OPERATOR')];
    const stranger = await api.signUp();

    expect(await viewer.codeOf(LOG)).toBe('FORBIDDEN');
    expect(await operator.codeOf(LOG)).toBe('FORBIDDEN');
    expect(await operator.codeOf(NODE, { id: entry!.id })).toBe('NOT_FOUND');
    expect(await stranger.codeOf(NODE, { id: entry!.id })).toBe('NOT_FOUND');
    expect(await log({ targetId: entry!.target.id }, stranger)).toEqual([]);
    expect(await log({ actorId: me.id }, stranger)).toEqual([]);
    expect(await admin.graphql(NODE, { id: entry!.id })).toEqual({
      node: { id: entry!.id, action: 'WORKSPACE_CREATED' },
    });
  });

  it('has no entry of a deed that failed', async () => {
    const email = `twice-${me.email}`;
    await admin.graphql(CREATE_USER, { input: { email, password: PASSWORD, role: 'VIEWER' } });
    const simulated = api.simulator.accounts[0]!;
    const { accountId, applicationId } = await addApplication(admin, simulated);
    const before = await actions();
    const stranger = await api.signUp();

    await admin.codeOf(CREATE_USER, { input: { email, password: PASSWORD, role: 'VIEWER' } });
    await admin.codeOf(UPDATE_ACCOUNT, {
      input: { id: accountId, credentials: { accountId: simulated.accountId, apiKey: 'wrong' } },
    });
    await admin.codeOf(UPDATE, { input: { id: applicationId, elevenLabsAgentId: 'agent_unknown' } });
    await admin.codeOf(EXPORT, { filter: { startTime: { from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' } } });
    await stranger.codeOf(REMOVE, { id: applicationId });

    expect(await actions()).toEqual(before);
    expect(await actions(stranger)).toEqual(['WORKSPACE_CREATED']);
  });

  it('lets no deed stand whose entry cannot be written', async () => {
    const calls = await RecordedCalls.create(api);
    const id = toGlobalId('Call', await calls.addRecording());
    const { applicationId } = calls;
    const before = await actions(calls.admin);
    const audit = api.app.get(Audit, { strict: false });
    jest.spyOn(audit, 'note').mockRejectedValue(new Error('planted'));

    const codes = [
      await calls.admin.codeOf(ERASE, { id }),
      await calls.admin.codeOf(UPDATE, { input: { id: applicationId, name: 'Sales' } }),
      await calls.admin.codeOf(CREATE_USER, {
        input: { email: `new-${me.email}`, password: PASSWORD, role: 'VIEWER' },
      }),
    ];
    jest.restoreAllMocks();

    const state = await calls.admin.graphql(
      `query ($id: ID!) { call(id: $id) { recordingState application { name } } users { role } }`,
      { id },
    );
    expect(codes).toEqual(['INTERNAL', 'INTERNAL', 'INTERNAL']);
    expect(state).toEqual({
      call: { recordingState: 'AVAILABLE', application: { name: 'Support' } },
      users: [{ role: 'ADMIN' }],
    });
    expect(await actions(calls.admin)).toEqual(before);
  });

  it('outlives what it names', async () => {
    const { applicationId } = await addApplication(admin, api.simulator.accounts[0]!);
    await admin.graphql(REMOVE, { id: applicationId });

    const entries = await log({ targetId: applicationId });

    expect(entries.map(({ action, target }) => [action, target.name])).toEqual([
      ['APPLICATION_REMOVED', 'Support'],
      ['APPLICATION_CREATED', 'Support'],
    ]);
  });

  it('is paged and filtered, each entry once', async () => {
    for (let made = 0; made < 4; made++) await admin.graphql(EXPORT);
    const filter = { action: ['CALLS_EXPORTED'], actorId: me.id, at: { from: '2020-01-01T00:00:00Z' } };
    const first = (await admin.graphql<Page>(LOG, { filter, first: 3 })).auditLog;
    const rest = (await admin.graphql<Page>(LOG, { filter, first: 3, after: first.pageInfo.endCursor })).auditLog;

    const all = [...first.nodes, ...rest.nodes];

    expect([first.nodes.length, first.pageInfo.hasNextPage, rest.nodes.length]).toEqual([3, true, 1]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(4);
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .toSorted()
        .reverse(),
    );
    expect(await log({ at: { to: '2020-01-01T00:00:00Z' } })).toEqual([]);
  });

  it.each([
    ['actorId', { actorId: 'me' }],
    ['targetId', { targetId: 'you' }],
    ['at', { at: { from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' } }],
  ])('names %s where it cannot be', async (field, filter) => {
    const { errors } = await admin.request(LOG, { filter });

    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { [field]: [expect.any(String)] } });
  });

  it('loses what is past AUDIT_DAYS, and nothing else', async () => {
    await admin.graphql(EXPORT);
    const [, created] = await log();
    const db = api.app.get(Db, { strict: false });
    const yearsAgo = db.dialect.toColumn(new Date(Date.now() - 366 * 86_400_000));
    await db
      .kysely<{ audit_entries: { id: string; at: string | number } }>()
      .updateTable('audit_entries')
      .set({ at: yearsAgo })
      .where('id', '=', parseGlobalId(created!.id)!.id)
      .execute();

    const removed = await api.app.get(AuditExpiry, { strict: false }).run();

    expect(removed).toBe(1);
    expect(await actions()).toEqual(['CALLS_EXPORTED']);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { jest } from '@jest/globals';
import { WebhookSender } from '../simulator/index.js';
import { newId, parseGlobalId, toGlobalId } from '../src/common/id.js';
import type { ApiClient, ApiError } from './api-client.js';
import { addApplication, sync, SYNC_CALLS } from './synced-application.js';
import { type SignedUp, TestApi } from './test-api.js';

jest.setTimeout(60_000);

type Ids = Record<'account' | 'application' | 'call' | 'run' | 'apiKey' | 'user' | 'event', string>;

interface Row {
  field: string;
  /** The least role; null for everybody. */
  needs: 'VIEWER' | 'OPERATOR' | 'ADMIN' | null;
  /** What it is about: one thing of the owner's, or whatever belongs to who asks. */
  about: 'thing' | 'own';
  /** The field with its arguments and what is asked of it. */
  text: (ids: Ids) => string;
}

const row = (field: string, needs: Row['needs'], about: Row['about'], text: Row['text']): Row => ({
  ...{ field, needs, about, text },
});
const PASSWORD = 'correct horse battery staple';
let credentials = '';
let emails = 0;

/** Every operation there is. What takes away stands last, as the owner comes through the table in this order. */
const MATRIX: readonly Row[] = [
  row('Query.viewer', null, 'own', () => 'viewer { role }'),
  row('Query.setup', null, 'own', () => 'setup { signUpOpen }'),
  row('Query.account', 'VIEWER', 'thing', ({ account }) => `account(id: "${account}") { id }`),
  row('Query.accounts', 'VIEWER', 'own', () => 'accounts { id }'),
  row('Query.application', 'VIEWER', 'thing', ({ application }) => `application(id: "${application}") { id }`),
  row('Query.applications', 'VIEWER', 'own', ({ account }) => `applications(accountId: "${account}") { id }`),
  row('Query.call', 'VIEWER', 'thing', ({ call }) => `call(id: "${call}") { id }`),
  row(
    'Query.calls',
    'VIEWER',
    'own',
    (ids) => `calls(filter: { applicationId: "${ids.application}" }) { nodes { id } }`,
  ),
  row(
    'Query.callStats',
    'VIEWER',
    'own',
    (ids) => `callStats(filter: { applicationId: "${ids.application}" }) { total }`,
  ),
  row('Query.node', 'VIEWER', 'thing', ({ call }) => `node(id: "${call}") { id }`),
  row('Query.syncRun', 'VIEWER', 'thing', ({ run }) => `syncRun(id: "${run}") { id }`),
  row('Query.syncRuns', 'VIEWER', 'own', () => 'syncRuns { nodes { id } }'),
  row('Query.users', 'ADMIN', 'own', () => 'users { id }'),
  row('Query.apiKeys', 'ADMIN', 'own', () => 'apiKeys { id }'),
  row('Query.auditLog', 'ADMIN', 'own', () => 'auditLog { nodes { id } }'),
  row('Query.webhookEvents', 'ADMIN', 'own', () => 'webhookEvents { nodes { id } }'),
  row('Subscription.syncProgress', 'VIEWER', 'thing', ({ run }) => `syncProgress(runId: "${run}") { id }`),
  row('Subscription.syncRunUpdated', 'VIEWER', 'own', () => 'syncRunUpdated { id }'),
  row('Subscription.callUpdated', 'VIEWER', 'own', () => 'callUpdated { id }'),
  row('Mutation.signIn', null, 'own', () => `signIn(input: { email: "x@example.com", password: "x" }) { expiresAt }`),
  row(
    'Mutation.signUp',
    null,
    'own',
    () => `signUp(input: { email: "${newEmail()}", password: "${PASSWORD}", workspaceName: "x" }) { expiresAt }`,
  ),
  row('Mutation.exportCalls', 'VIEWER', 'own', () => 'exportCalls { expiresAt }'),
  row('Mutation.testConnection', 'OPERATOR', 'own', () => `testConnection(input: ${credentials}) { ok }`),
  row(
    'Mutation.addAccount',
    'OPERATOR',
    'own',
    () => `addAccount(input: { name: "x", credentials: ${credentials} }) { account { id } }`,
  ),
  row(
    'Mutation.updateAccount',
    'OPERATOR',
    'thing',
    ({ account }) => `updateAccount(input: { id: "${account}", name: "x" }) { account { id } }`,
  ),
  row(
    'Mutation.verifyAccount',
    'OPERATOR',
    'thing',
    ({ account }) => `verifyAccount(id: "${account}") { account { id } }`,
  ),
  row(
    'Mutation.createApplication',
    'OPERATOR',
    'thing',
    ({ account }) => `createApplication(input: {
      accountId: "${account}", name: "x", voximplantApplicationId: "1", elevenLabsApiKey: "x", elevenLabsAgentId: "agent_x"
    }) { application { id } }`,
  ),
  row(
    'Mutation.updateApplication',
    'OPERATOR',
    'thing',
    (ids) => `updateApplication(input: { id: "${ids.application}", name: "x" }) { application { id } }`,
  ),
  row(
    'Mutation.deployScenario',
    'OPERATOR',
    'thing',
    (ids) => `deployScenario(input: { applicationId: "${ids.application}" }) { application { id } }`,
  ),
  row(
    'Mutation.rotateWebhookSecret',
    'OPERATOR',
    'thing',
    (ids) => `rotateWebhookSecret(applicationId: "${ids.application}") { application { id } }`,
  ),
  row(
    'Mutation.syncCalls',
    'OPERATOR',
    'thing',
    (ids) => `syncCalls(input: { applicationId: "${ids.application}" }) { run { id } }`,
  ),
  row(
    'Mutation.syncPendingData',
    'OPERATOR',
    'thing',
    (ids) => `syncPendingData(applicationId: "${ids.application}") { run { id } }`,
  ),
  row('Mutation.syncTranscript', 'OPERATOR', 'thing', ({ call }) => `syncTranscript(callId: "${call}") { run { id } }`),
  row('Mutation.syncAudio', 'OPERATOR', 'thing', ({ call }) => `syncAudio(callId: "${call}") { run { id } }`),
  row('Mutation.syncCallData', 'OPERATOR', 'thing', ({ call }) => `syncCallData(callId: "${call}") { run { id } }`),
  row('Mutation.cancelSync', 'OPERATOR', 'thing', ({ run }) => `cancelSync(id: "${run}") { run { id } }`),
  row('Mutation.retrySync', 'OPERATOR', 'thing', ({ run }) => `retrySync(id: "${run}") { run { id } }`),
  row(
    'Mutation.createUser',
    'ADMIN',
    'own',
    () => `createUser(input: { email: "${newEmail()}", password: "${PASSWORD}", role: VIEWER }) { user { id } }`,
  ),
  row('Mutation.changePassword', 'VIEWER', 'own', () => {
    return `changePassword(input: { currentPassword: "x", newPassword: "${PASSWORD}" }) { expiresAt }`;
  }),
  row(
    'Mutation.updateUser',
    'ADMIN',
    'thing',
    ({ user }) => `updateUser(input: { id: "${user}", name: "x" }) { user { id } }`,
  ),
  row(
    'Mutation.setUserPassword',
    'ADMIN',
    'thing',
    ({ user }) => `setUserPassword(input: { id: "${user}", password: "${PASSWORD}" }) { user { id } }`,
  ),
  row('Mutation.removeUser', 'ADMIN', 'thing', ({ user }) => `removeUser(id: "${user}") { id }`),
  row(
    'Mutation.createApiKey',
    'ADMIN',
    'own',
    () => 'createApiKey(input: { name: "x", role: VIEWER }) { apiKey { id } }',
  ),
  row('Mutation.revokeApiKey', 'ADMIN', 'thing', ({ apiKey }) => `revokeApiKey(id: "${apiKey}") { apiKey { id } }`),
  row(
    'Mutation.replayWebhookEvent',
    'ADMIN',
    'thing',
    ({ event }) => `replayWebhookEvent(id: "${event}") { event { id } }`,
  ),
  row('Mutation.eraseCall', 'ADMIN', 'thing', ({ call }) => `eraseCall(id: "${call}") { call { id } }`),
  row('Mutation.removeApplication', 'OPERATOR', 'thing', (ids) => `removeApplication(id: "${ids.application}") { id }`),
  row('Mutation.removeAccount', 'OPERATOR', 'thing', ({ account }) => `removeAccount(id: "${account}") { id }`),
];

function newEmail(): string {
  return `matrix-${++emails}@example.com`;
}

interface Answer {
  code: string | undefined;
  /** All of it, to look for what should not be there. */
  text: string;
  errors: readonly Pick<ApiError, 'message'>[];
}

describe('who may do what: every operation', () => {
  let api: TestApi;
  let owner: SignedUp;
  let operator: SignedUp;
  let viewer: SignedUp;
  let stranger: SignedUp;
  let revoked: ApiClient;
  let ids: Ids;

  beforeAll(async () => {
    api = await TestApi.start({ simulator: { calls: { perApplication: 5, days: 2, running: 0 } } });
    const [account] = api.simulator.accounts;
    credentials = `{ accountId: "${account!.accountId}", apiKey: "${account!.apiKey}" }`;
    owner = await api.signUp();
    stranger = await api.signUp();
    [operator, viewer] = [await api.addUser(owner, 'OPERATOR'), await api.addUser(owner, 'VIEWER')];
    await api.addUser(owner, 'VIEWER'); // who is changed and removed
    const { accountId, applicationId } = await addApplication(owner, account!);
    const run = await sync(owner, SYNC_CALLS, { input: { applicationId } });
    const key = await newKey(owner);
    revoked = api.as(key.token);
    await owner.graphql(`mutation { revokeApiKey(id: "${key.apiKey.id}") { apiKey { id } } }`);
    const things = await owner.graphql<{ calls: { nodes: { id: string }[] }; users: { id: string }[] }>(
      '{ calls { nodes { id } } users { id } }',
    );
    ids = {
      ...{ account: accountId, application: applicationId, run: run.id, apiKey: (await newKey(owner)).apiKey.id },
      ...{ call: things.calls.nodes[0]!.id, user: things.users.at(-1)!.id, event: await receivedEvent(applicationId) },
    };
  });

  afterAll(() => api.stop());

  async function newKey(client: ApiClient) {
    const made = await client.graphql<{ createApiKey: { token: string; apiKey: { id: string } } }>(
      'mutation { createApiKey(input: { name: "x", role: ADMIN }) { token apiKey { id } } }',
    );
    return made.createApiKey;
  }

  async function receivedEvent(applicationId: string): Promise<string> {
    const { rotateWebhookSecret } = await owner.graphql<{ rotateWebhookSecret: { webhookSecret: string } }>(
      `mutation { rotateWebhookSecret(applicationId: "${applicationId}") { webhookSecret } }`,
    );
    const sender = new WebhookSender({
      ...{ url: api.url, applicationId, voximplantSecret: rotateWebhookSecret.webhookSecret },
    });
    await sender.scenario({
      ...{ event: 'call.started', eventId: 'x', sessionId: '7000000001', at: new Date().toISOString() },
    });
    const { webhookEvents } = await owner.graphql<{ webhookEvents: { nodes: { id: string }[] } }>(
      '{ webhookEvents { nodes { id } } }',
    );
    return webhookEvents.nodes[0]!.id;
  }

  async function ask(client: ApiClient, { field, text }: Row, about = ids): Promise<Answer> {
    const query = `${field.split('.')[0]!.toLowerCase()} { ${text(about)} }`;
    if (field.startsWith('Subscription.')) return listen(client, query);
    const { data, errors } = await client.request(query);
    return { code: errors[0]?.extensions.code, text: JSON.stringify({ data, errors }), errors };
  }

  /** The first thing that comes; nothing within a while is an answer too. */
  async function listen(client: ApiClient, query: string): Promise<Answer> {
    const events = client.subscribe(query);
    const first = events.next().then(
      ({ value }) => ({ code: undefined, text: JSON.stringify(value ?? null), errors: [] }),
      (error: { code?: string | number; errors?: ApiError[] }) => ({
        code: error.code === 4403 ? 'UNAUTHENTICATED' : String(error.code),
        text: JSON.stringify(error.errors ?? null),
        errors: error.errors ?? [],
      }),
    );
    const answer = await Promise.race([first, sleep(300, { code: undefined, text: '', errors: [] })]);
    events.return().catch(() => undefined); // ends the socket; nobody waits for that
    return answer;
  }

  /** The same, of nothing that there is. */
  function absent(): Ids {
    const entries = Object.entries(ids).map(([name, id]) => [name, toGlobalId(parseGlobalId(id)!.type, newId())]);
    return Object.fromEntries(entries) as Ids;
  }

  const refused = ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND'];

  it('of the schema stands in the table, and the table has no other', () => {
    const { schema } = api.app.get(GraphQLSchemaHost);
    const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];

    const fields = types.flatMap((type) => Object.keys(type!.getFields()).map((field) => `${type!.name}.${field}`));

    expect(MATRIX.map(({ field }) => field).sort()).toEqual(fields.sort());
  });

  it.each(MATRIX)('$field is closed to nobody and to revoked keys, unless it is for all', async (operation) => {
    const codes = [(await ask(api.as(null), operation)).code, (await ask(revoked, operation)).code];

    if (operation.needs === null) expect(codes).not.toContain('FORBIDDEN');
    else expect(codes).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
  });

  it.each(MATRIX)('$field shows a stranger nothing, and not even that there is something', async (operation) => {
    const answer = await ask(stranger, operation);

    expect(Object.values(ids).filter((id) => answer.text.includes(`"${id}"`))).toEqual([]);
    if (operation.about === 'own') return;
    const ofNothing = await ask(stranger, operation, absent());
    expect(answer.code).toBe('NOT_FOUND');
    expect(answer.errors.map(({ message }) => message)).toEqual(ofNothing.errors.map(({ message }) => message));
  });

  it.each(MATRIX)('$field is for $needs and who is above', async (operation) => {
    const { needs } = operation;
    const isClosedTo = { viewer: needs === 'OPERATOR' || needs === 'ADMIN', operator: needs === 'ADMIN' };

    // Roles that are high enough are not tried out where something would be taken away before the owner comes.
    const codes = {
      viewer: isClosedTo.viewer ? (await ask(viewer, operation)).code : undefined,
      operator: isClosedTo.operator ? (await ask(operator, operation)).code : undefined,
    };

    expect(codes).toEqual({
      viewer: isClosedTo.viewer ? 'FORBIDDEN' : undefined,
      operator: isClosedTo.operator ? 'FORBIDDEN' : undefined,
    });
  });

  it.each(MATRIX)('$field lets its owner in', async (operation) => {
    const client = { VIEWER: viewer, OPERATOR: operator, ADMIN: owner }[operation.needs ?? 'VIEWER'];

    const { code } = await ask(client, operation);

    if (operation.field !== 'Mutation.signIn') expect(refused).not.toContain(code);
  });
});

import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { newId, toGlobalId } from '../src/common/id.js';
import { Authenticator, type Role } from '../src/auth/index.js';
import { withLogFacts } from '../src/logging/log-context.js';
import type { ApiClient } from './api-client.js';
import { createTestDatabase } from './servers/test-database.js';
import { TestApi } from './test-api.js';

const PASSWORD = 'a password for the tests';
const VIEWER = '{ viewer { role user { email } apiKey { name lastUsedAt } workspace { name } } }';
const SIGN_UP = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken expiresAt viewer { role } } }';
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';
const CREATE_USER = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id email role } } }';
const CREATE_KEY =
  'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { token apiKey { id name role prefix lastUsedAt expiresAt revokedAt } } }';
const REVOKE_KEY = 'mutation ($id: ID!) { revokeApiKey(id: $id) { apiKey { id revokedAt } } }';

interface ViewerData {
  viewer: {
    role: string;
    user: { email: string } | null;
    apiKey: { name: string; lastUsedAt: string | null } | null;
  } | null;
}
interface CreatedKey {
  createApiKey: { token: string; apiKey: { id: string; prefix: string; revokedAt: string | null } };
}

function signUpInput(email: string) {
  return { input: { email, password: PASSWORD, workspaceName: 'Workspace' } };
}

async function createKey(admin: ApiClient, role: keyof typeof Role = 'VIEWER', expiresAt?: string) {
  const input = { name: 'A program', role, expiresAt };
  return (await admin.graphql<CreatedKey>(CREATE_KEY, { input })).createApiKey;
}

/** A socket as far as `connection_init`. */
async function openSocket(api: TestApi, connectionParams: object, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  const closed = once(socket, 'close').then(([code]) => code as number);
  socket.on('error', () => undefined);
  await once(socket, 'open');
  const answered = once(socket, 'message').then(([data]) => JSON.parse(String(data)) as { type: string });
  socket.send(JSON.stringify({ type: 'connection_init', payload: connectionParams }));
  return { socket, closed, first: Promise.race([answered, closed]) };
}

describe('the first sign-up', () => {
  it('is won by exactly one of many at the same time, in two instances of the server where the database is one', async () => {
    const database = await createTestDatabase();
    const settings = { database, env: { SIGNUP: 'first', ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') } };
    const apis = [await TestApi.start(settings)];
    // Two of them in one process, as here, would block each other on SQLite, whose waiting for a lock is synchronous.
    if (database.kind !== 'sqlite') apis.push(await TestApi.start(settings));
    const emails = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}@example.com`);

    const codes = await Promise.all(
      emails.map((email, i) => (apis[i % apis.length] as TestApi).codeOf(SIGN_UP, signUpInput(email))),
    );

    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'FORBIDDEN')).toHaveLength(5);
    await Promise.all(apis.map((api) => api.stop()));
    await database.drop();
  });

  it('is announced by setup until it has happened', async () => {
    const api = await TestApi.start({ env: { SIGNUP: 'first' } });
    const setup = '{ setup { needsFirstUser signUpOpen } }';

    const before = await api.graphql(setup);
    await api.signUp();
    const after = await api.graphql(setup);
    const second = await api.codeOf(SIGN_UP, signUpInput('second@example.com'));

    expect(before).toEqual({ setup: { needsFirstUser: true, signUpOpen: true } });
    expect(after).toEqual({ setup: { needsFirstUser: false, signUpOpen: false } });
    expect(second).toBe('FORBIDDEN');
    await api.stop();
  });
});

describe('sign-in attempts', () => {
  it('are limited for an address, and the answer says for how long', async () => {
    const api = await TestApi.start({ env: { RATE_LIMIT_SIGN_INS_PER_MINUTE: '3' } });
    const input = { email: 'nobody@example.com', password: 'wrong' };
    const attempt = () => api.request(SIGN_IN, { input });

    const answers = [await attempt(), await attempt(), await attempt(), await attempt()];

    expect(answers.map(({ errors }) => errors[0]?.extensions.code)).toEqual([
      'UNAUTHENTICATED',
      'UNAUTHENTICATED',
      'UNAUTHENTICATED',
      'RATE_LIMITED',
    ]);
    expect(answers[3]?.errors[0]?.extensions.retryAfterSeconds).toBeGreaterThan(0);
    expect(answers[3]?.errors[0]?.extensions.retryAfterSeconds).toBeLessThanOrEqual(60);
    await api.stop();
  });
});

describe('access', () => {
  let api: TestApi;
  let admin: ApiClient;
  let operator: ApiClient;
  let viewer: ApiClient;
  let stranger: ApiClient;

  beforeAll(async () => {
    api = await TestApi.start();
    admin = await api.signUp({ email: 'admin@example.com', password: PASSWORD });
    operator = await api.addUser(admin, 'OPERATOR');
    viewer = await api.addUser(admin, 'VIEWER');
    stranger = await api.signUp();
  });

  afterAll(() => api.stop());

  it('signs a user in whatever way the address is written', async () => {
    const input = { email: '  Admin@Example.COM ', password: PASSWORD };

    const { signIn } = await api.graphql<{ signIn: { accessToken: string } }>(SIGN_IN, { input });
    const { viewer: who } = await api.as(signIn.accessToken).graphql<ViewerData>(VIEWER);

    expect(who).toMatchObject({ role: 'ADMIN', user: { email: 'admin@example.com' }, apiKey: null });
  });

  it('says the same of a wrong password and of an unknown address', async () => {
    const wrong = await api.request(SIGN_IN, { input: { email: 'admin@example.com', password: 'not the one' } });
    const unknown = await api.request(SIGN_IN, { input: { email: 'nobody@example.com', password: 'not the one' } });

    expect(wrong.errors[0]).toEqual(unknown.errors[0]);
    expect(wrong.errors[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
  });

  it('names every field of a sign-up that cannot be', async () => {
    const input = { email: 'not an address', password: 'eleven char', workspaceName: ' ' };

    const { errors } = await api.request(SIGN_UP, { input });

    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(Object.keys(errors[0]?.extensions.fields ?? {}).sort()).toEqual(['email', 'password', 'workspaceName']);
  });

  it('refuses an address that has a user, in another workspace too', async () => {
    const taken = { email: 'ADMIN@example.com', password: PASSWORD };

    const signUp = await api.codeOf(SIGN_UP, signUpInput(taken.email));
    const created = await stranger.codeOf(CREATE_USER, { input: { ...taken, role: 'VIEWER' } });

    expect([signUp, created]).toEqual(['CONFLICT', 'CONFLICT']);
  });

  it.each([
    ['nobody', () => api.as(null)],
    ['a token that is none', () => api.as('nonsense')],
    ['a key that is none', () => api.as(`vox_${'x'.repeat(43)}`)],
    // A token that was signed with no algorithm at all.
    [
      'an unsigned token',
      () => api.as(`${base64({ alg: 'none' })}.${base64({ sub: 'x', iss: 'voxsync', exp: 9e9 })}.`),
    ],
  ])('answers %s null as viewer and nothing else', async (_, client) => {
    const { viewer: who } = await client().graphql<ViewerData>(VIEWER);
    const code = await client().codeOf('{ users { id } }');

    expect(who).toBeNull();
    expect(code).toBe('UNAUTHENTICATED');
  });

  it.each([
    ['{ users { id } }', {}],
    ['{ apiKeys { id } }', {}],
    [CREATE_USER, { input: { email: 'x@example.com', password: PASSWORD, role: 'ADMIN' } }],
    [CREATE_KEY, { input: { name: 'x', role: 'ADMIN' } }],
    [REVOKE_KEY, { id: toGlobalId('ApiKey', newId()) }],
  ])('keeps %s for administrators', async (operation, variables) => {
    const codes = await Promise.all([operator, viewer, api.as(null)].map((one) => one.codeOf(operation, variables)));
    const own = await admin.codeOf(operation, variables);

    expect(codes).toEqual(['FORBIDDEN', 'FORBIDDEN', 'UNAUTHENTICATED']);
    expect(own).not.toBe('FORBIDDEN');
  });

  it('does not know what belongs to another workspace', async () => {
    const { apiKey } = await createKey(admin);
    const { users } = await admin.graphql<{ users: { id: string }[] }>('{ users { id } }');
    const { viewer: who } = await admin.graphql<{ viewer: { workspace: { id: string } } }>(
      '{ viewer { workspace { id } } }',
    );
    const node = 'query ($id: ID!) { node(id: $id) { id } }';
    const ids = [apiKey.id, users[0]?.id, who.workspace.id, toGlobalId('User', newId())];

    const own = await Promise.all(ids.map((id) => admin.codeOf(node, { id })));
    const strange = await Promise.all(ids.map((id) => stranger.codeOf(node, { id })));
    const revoked = await stranger.codeOf(REVOKE_KEY, { id: apiKey.id });
    const lists = await stranger.graphql<{ users: unknown[]; apiKeys: unknown[] }>('{ users { id } apiKeys { id } }');

    expect(own).toEqual([undefined, undefined, undefined, 'NOT_FOUND']);
    expect(strange).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND']);
    expect(revoked).toBe('NOT_FOUND');
    expect(lists).toMatchObject({ users: [{}], apiKeys: [] });
  });

  it('names the field of an id that is none', async () => {
    const node = await admin.request('{ node(id: "call_1") { id } }');
    const revoked = await admin.request(REVOKE_KEY, { id: 'nonsense' });

    expect(node.data).toEqual({ node: null });
    expect(node.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { id: [expect.any(String)] } });
    expect(revoked.errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { id: [expect.any(String)] },
    });
  });

  it('lets an API key in until it is revoked, with its role', async () => {
    const { token, apiKey } = await createKey(admin, 'OPERATOR');
    const program = api.as(token);

    const before = await program.graphql<ViewerData>(VIEWER);
    const revoked = await admin.graphql(REVOKE_KEY, { id: apiKey.id });
    const after = await program.graphql<ViewerData>(VIEWER);
    const again = await admin.graphql(REVOKE_KEY, { id: apiKey.id });

    expect(token).toMatch(/^vox_[\w-]{43}$/);
    expect(apiKey.prefix).toBe(token.slice(0, 12));
    expect(before.viewer).toMatchObject({ role: 'OPERATOR', user: null, apiKey: { name: 'A program' } });
    expect(after.viewer).toBeNull();
    expect(again).toEqual(revoked);
  });

  it('notes when an API key was used last', async () => {
    const { token, apiKey } = await createKey(admin);

    await api.as(token).graphql(VIEWER);

    expect(Date.now() - (await lastUseOf(admin, apiKey.id))).toBeLessThan(10_000);
  });

  it('ends an API key when its time has come', async () => {
    const { token } = await createKey(admin, 'VIEWER', new Date(Date.now() + 400).toISOString());
    const { closed, first } = await openSocket(api, { authorization: token });

    expect(await first).toEqual({ type: 'connection_ack' });
    expect(await closed).toBe(4403);
    expect((await api.as(token).graphql<ViewerData>(VIEWER)).viewer).toBeNull();
  });

  it('refuses an API key that ended before it began', async () => {
    const input = { name: 'x', role: 'VIEWER', expiresAt: '2020-01-01T00:00:00Z' };

    const { errors } = await admin.request(CREATE_KEY, { input });

    expect(errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { expiresAt: [expect.any(String)] },
    });
  });

  it.each([['authorization'], ['Authorization'], ['AUTHORIZATION']])('opens a socket by %s', async (key) => {
    const { socket, first } = await openSocket(api, { [key]: `Bearer ${admin.token}` });

    expect(await first).toEqual({ type: 'connection_ack' });
    socket.close();
  });

  it.each([
    ['no credentials', {}],
    ['wrong ones', { authorization: 'Bearer nonsense' }],
    ['something else than text', { authorization: { token: 1 } }],
  ])('closes a socket that has %s', async (_, params) => {
    const { closed, first } = await openSocket(api, params);

    expect(await first).toBe(4403);
    expect(await closed).toBe(4403);
  });

  it('closes the sockets of a key, and only those, when it is revoked', async () => {
    const { token, apiKey } = await createKey(admin);
    const keys = await Promise.all([1, 2].map(() => openSocket(api, { authorization: token })));
    const other = await openSocket(api, { authorization: admin.token });
    await Promise.all([...keys, other].map(({ first }) => first));

    await admin.graphql(REVOKE_KEY, { id: apiKey.id });
    const codes = await Promise.all(keys.map(({ closed }) => closed));

    expect(codes).toEqual([4403, 4403]);
    expect(other.socket.readyState).toBe(WebSocket.OPEN);
    other.socket.close();
  });

  it('has the same guards on a socket', async () => {
    const sent: unknown[] = [];

    const read = async (client: ApiClient) => {
      for await (const data of client.subscribe<unknown>('{ users { email } }')) sent.push(data);
    };
    await read(admin);

    await expect(read(viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(sent).toHaveLength(1);
  });

  it('costs one statement to know who asks', async () => {
    const { token, apiKey } = await createKey(admin);
    await api.as(token).graphql(VIEWER);
    await lastUseOf(admin, apiKey.id); // noted once a minute, by another statement

    const count = (client: ApiClient) => api.countStatements(() => client.request('{ users { id } }'));
    const statements = [await count(api.as(null)), await count(api.as(token)), await count(admin)];

    expect(statements).toEqual([0, 1, 2]); // the last one may have the list too
  });

  it('tells those apart who are looked up together, and each as they are at that moment', async () => {
    const { token } = await createKey(admin, 'OPERATOR');
    const { token: revoked, apiKey } = await createKey(admin);
    await admin.graphql(REVOKE_KEY, { id: apiKey.id });

    const roles = await Promise.all(
      [admin, viewer, api.as(token), api.as(revoked), viewer, api.as('nonsense')].map(async (client) => {
        const { data } = await client.request<ViewerData>(VIEWER);
        return data?.viewer?.role ?? null;
      }),
    );

    expect(roles).toEqual(['ADMIN', 'VIEWER', 'OPERATOR', null, 'VIEWER', null]);
  });

  it('costs one statement of each kind to know who all those are that ask at the same time', async () => {
    const { token, apiKey } = await createKey(admin);
    const headers = [admin.token, viewer.token, admin.token, token, token].map((one) => `Bearer ${one}`);
    const authenticator = api.app.get(Authenticator);
    const askAll = () => Promise.all(headers.map((header) => authenticator.authenticate(header)));
    await askAll(); // so that signatures are known
    await lastUseOf(admin, apiKey.id);

    const statements = await api.countStatements(() => withLogFacts({ requestId: 'all of them' }, askAll));

    expect(statements).toBe(2);
  });

  it('never logs a password, a token or a key', async () => {
    const password = 'planted password 4711';
    const email = 'planted@example.com';

    await api.graphql(SIGN_UP, { input: { email, password, workspaceName: 'x' } });
    await api.request(SIGN_UP, { input: { email, password, workspaceName: 'x' } });
    await api.request(SIGN_IN, { input: { email, password: `${password}!` } });
    await api.request(`mutation { signIn(input: {email: "${email}", password: "${password}"}) { nothing } }`);
    const { token } = await createKey(admin);
    await api.as(token).graphql(VIEWER);

    expect(api.log.length).toBeGreaterThan(0);
    expect(
      api.log.filter((line) => [password, token, String(admin.token)].some((secret) => line.includes(secret))),
    ).toEqual([]);
  });
});

function base64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** When the key was used last, as soon as that has been noted; the answer to a request does not wait for it. */
async function lastUseOf(admin: ApiClient, id: string): Promise<number> {
  for (;;) {
    const { apiKeys } = await admin.graphql<{ apiKeys: { id: string; lastUsedAt: string | null }[] }>(
      '{ apiKeys { id lastUsedAt } }',
    );
    const lastUsedAt = apiKeys.find((key) => key.id === id)?.lastUsedAt;
    if (lastUsedAt != null) return Date.parse(lastUsedAt);
    await sleep(20);
  }
}

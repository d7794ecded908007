import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { WebSocket } from 'ws';
import { newId, toGlobalId } from '../src/common/id.js';
import type { ApiClient, ApiError } from './api-client.js';
import { createTestDatabase } from './servers/test-database.js';
import { type SignedUp, TestApi } from './test-api.js';

jest.setTimeout(60_000);

const PASSWORD = 'correct horse battery staple';
const NEW_PASSWORD = 'another horse, another battery';
const VIEWER = '{ viewer { role user { id email name } } }';
const USERS = '{ users { id email name role } }';
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';
const CREATE = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id email name role } } }';
const UPDATE = 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { email name role } } }';
const REMOVE = 'mutation ($id: ID!) { removeUser(id: $id) { id } }';
const SET = 'mutation ($input: SetUserPasswordInput!) { setUserPassword(input: $input) { user { id } } }';
const CHANGE = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) {
  accessToken expiresAt viewer { role user { email } } } }`;
const CREATE_KEY = 'mutation { createApiKey(input: { name: "Reports", role: ADMIN }) { token } }';

interface Person {
  id: string;
  email: string;
}
interface Who {
  viewer: { role: string; user: (Person & { name: string | null }) | null } | null;
}
interface Changed {
  changePassword: { accessToken: string; expiresAt: string; viewer: { role: string; user: Person } };
}

describe('the team', () => {
  let api: TestApi;
  let admin: SignedUp;

  beforeAll(async () => {
    api = await TestApi.start();
  });

  afterAll(() => api.stop());

  /** Each test has a workspace of its own. */
  beforeEach(async () => {
    admin = await api.signUp();
  });

  const who = async (client: ApiClient) => (await client.graphql<Who>(VIEWER)).viewer;
  const personOf = async (client: ApiClient) => (await who(client))!.user!;
  const signInCode = (email: string, password: string) => api.codeOf(SIGN_IN, { input: { email, password } });

  /** A socket that has shown its token, and how it ended once it did. */
  async function openSocket(token: string) {
    const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const closed = once(socket, 'close').then(([code]) => code as number);
    await once(socket, 'open');
    const acknowledged = once(socket, 'message');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
    await acknowledged;
    return { socket, closed };
  }

  async function change(client: ApiClient, currentPassword = PASSWORD, newPassword = NEW_PASSWORD) {
    const input = { currentPassword, newPassword };
    return (await client.graphql<Changed>(CHANGE, { input })).changePassword;
  }

  /** Two ADMINs, and a key that speaks for neither: it is an ADMIN throughout. */
  async function teamOfTwo(server: TestApi) {
    const one = await server.signUp();
    const input = { email: `${newId().toLowerCase()}@example.com`, password: PASSWORD, role: 'ADMIN' };
    const { createUser } = await one.graphql<{ createUser: { user: Person } }>(CREATE, { input });
    const { createApiKey } = await one.graphql<{ createApiKey: { token: string } }>(CREATE_KEY);
    return { token: createApiKey.token, ids: [(await personOf(one)).id, createUser.user.id] as const };
  }

  it('gives a user another role and name, which hold with the token that they have', async () => {
    const operator = await api.addUser(admin, 'OPERATOR');
    const { id, email } = await personOf(operator);

    const { updateUser } = await admin.graphql<{ updateUser: object }>(UPDATE, {
      input: { id, role: 'ADMIN', name: '  Ada Lovelace ' },
    });
    const after = await who(operator);

    expect(updateUser).toEqual({ user: { email, name: 'Ada Lovelace', role: 'ADMIN' } });
    expect(after).toEqual({ role: 'ADMIN', user: { id, email, name: 'Ada Lovelace' } });
    expect(await operator.codeOf(USERS)).toBeUndefined();
  });

  it('leaves what an update does not name, and takes a name away that is null', async () => {
    const input = {
      email: `named-${newId().toLowerCase()}@example.com`,
      password: PASSWORD,
      role: 'VIEWER',
      name: 'Ada',
    };
    const { createUser } = await admin.graphql<{ createUser: { user: Person } }>(CREATE, { input });
    const { id } = createUser.user;

    const answers = [];
    for (const given of [{}, { role: null }, { role: 'OPERATOR' }, { role: 'OPERATOR' }, { name: null }]) {
      answers.push(await admin.graphql<{ updateUser: object }>(UPDATE, { input: { id, ...given } }));
    }

    expect(createUser.user).toMatchObject({ name: 'Ada', role: 'VIEWER' });
    expect(answers.map(({ updateUser }) => updateUser)).toMatchObject([
      { user: { name: 'Ada', role: 'VIEWER' } },
      { user: { name: 'Ada', role: 'VIEWER' } },
      { user: { name: 'Ada', role: 'OPERATOR' } },
      { user: { name: 'Ada', role: 'OPERATOR' } },
      { user: { name: null, role: 'OPERATOR' } },
    ]);
  });

  it('has a socket begin anew whose user has another role', async () => {
    const viewer = await api.addUser(admin, 'VIEWER');
    const { id } = await personOf(viewer);
    const renamed = await openSocket(viewer.token);
    await admin.graphql(UPDATE, { input: { id, role: 'VIEWER', name: 'Ada' } });
    await sleep(200);
    const stayed = renamed.socket.readyState === WebSocket.OPEN;

    await admin.graphql(UPDATE, { input: { id, role: 'OPERATOR' } });

    expect(stayed).toBe(true);
    expect(await renamed.closed).toBe(1012);
    expect(await who(viewer)).toMatchObject({ role: 'OPERATOR' });
  });

  it('removes a user with their tokens and sockets, and nobody else', async () => {
    const leaving = await api.addUser(admin, 'OPERATOR');
    const staying = await api.addUser(admin, 'OPERATOR');
    const { id, email } = await personOf(leaving);
    const [socket, other] = [await openSocket(leaving.token), await openSocket(staying.token)];

    const removed = await admin.graphql(REMOVE, { id });
    const code = await socket.closed;

    expect(removed).toEqual({ removeUser: { id } });
    expect(code).toBe(4403);
    expect(other.socket.readyState).toBe(WebSocket.OPEN);
    expect(await who(leaving)).toBeNull();
    expect(await leaving.codeOf('{ calls { nodes { id } } }')).toBe('UNAUTHENTICATED');
    expect(await signInCode(email, PASSWORD)).toBe('UNAUTHENTICATED');
    expect((await admin.graphql<{ users: Person[] }>(USERS)).users).toHaveLength(2);
    expect(await admin.codeOf(REMOVE, { id })).toBe('NOT_FOUND');
    other.socket.close();
  });

  it('keeps the API keys that a removed user has made, and what the audit log says of them', async () => {
    const leaving = await api.addUser(admin, 'ADMIN');
    const { id, email } = await personOf(leaving);
    const { createApiKey } = await leaving.graphql<{ createApiKey: { token: string } }>(CREATE_KEY);
    await admin.graphql(REMOVE, { id });

    const program = await who(api.as(createApiKey.token));
    const { auditLog } = await admin.graphql<{ auditLog: { nodes: object[] } }>(
      'query ($id: ID!) { auditLog(filter: { actorId: $id }) { nodes { action actor { id name } } } }',
      { id },
    );

    expect(program).toEqual({ role: 'ADMIN', user: null });
    expect(auditLog.nodes).toEqual([
      { action: 'API_KEY_CREATED', actor: { id, name: email } },
      { action: 'SIGNED_IN', actor: { id, name: email } },
    ]);
  });

  it('may have the address of a removed user again, who is somebody else', async () => {
    const former = await api.addUser(admin, 'ADMIN');
    const { id, email } = await personOf(former);
    await admin.graphql(REMOVE, { id });

    const input = { email, password: PASSWORD, role: 'VIEWER' };
    const { createUser } = await admin.graphql<{ createUser: { user: Person } }>(CREATE, { input });

    expect(createUser.user.id).not.toBe(id);
    expect(await who(former)).toBeNull();
    expect(await signInCode(email, PASSWORD)).toBeUndefined();
  });

  it('keeps its last ADMIN, who may leave once there is another', async () => {
    const { id } = await personOf(admin);
    await api.addUser(admin, 'OPERATOR');
    const refusals = [
      await admin.request(REMOVE, { id }),
      await admin.request(UPDATE, { input: { id, role: 'OPERATOR', name: 'Ada' } }),
    ];
    const before = await who(admin);

    await api.addUser(admin, 'ADMIN');
    const left = await admin.codeOf(REMOVE, { id });

    expect(refusals.map(({ errors }) => errors[0]!.extensions.code)).toEqual(['CONFLICT', 'CONFLICT']);
    expect(before).toMatchObject({ role: 'ADMIN', user: { name: null } });
    expect(left).toBeUndefined();
    expect(await who(admin)).toBeNull();
  });

  it('keeps one ADMIN of two who go at the same time, in two instances of the server where the database is one', async () => {
    const database = await createTestDatabase();
    const settings = { database, env: { ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') } };
    const first = await TestApi.start(settings);
    // Two of them in one process, as here, would block each other on SQLite, whose waiting for a lock is synchronous.
    const second = database.kind === 'sqlite' ? first : await TestApi.start(settings);
    const teams = await Promise.all(Array.from({ length: 8 }, () => teamOfTwo(first)));

    const answers = await Promise.all(
      teams.map(({ token, ids: [one, other] }, i) =>
        Promise.all([
          first.as(token).codeOf(REMOVE, { id: one }),
          i % 2 === 0
            ? second.as(token).codeOf(REMOVE, { id: other })
            : second.as(token).codeOf(UPDATE, { input: { id: other, role: 'VIEWER' } }),
        ]),
      ),
    );
    const left = await Promise.all(
      teams.map(({ token }) => first.as(token).graphql<{ users: { role: string }[] }>(USERS)),
    );

    for (const codes of answers) expect(codes.toSorted()).toEqual(['CONFLICT', undefined]);
    for (const { users } of left) expect(users.filter(({ role }) => role === 'ADMIN')).toHaveLength(1);
    await Promise.all([...new Set([first, second])].map((one) => one.stop()));
    await database.drop();
  });

  it('says the same of somebody in another workspace as of nobody', async () => {
    const stranger = await api.signUp();
    const ids = [(await personOf(admin)).id, toGlobalId('User', newId())];

    const errorsOf = async (query: string, variables: (id: string) => object): Promise<ApiError[]> => {
      const answers = await Promise.all(ids.map((id) => stranger.request(query, { ...variables(id) })));
      return answers.map(({ errors }) => errors[0]!);
    };
    const answers = await Promise.all([
      errorsOf(REMOVE, (id) => ({ id })),
      errorsOf(UPDATE, (id) => ({ input: { id, role: 'VIEWER' } })),
      errorsOf(SET, (id) => ({ input: { id, password: NEW_PASSWORD } })),
    ]);

    for (const [ofAnother, ofNobody] of answers) {
      expect(ofAnother).toEqual(ofNobody);
      expect(ofAnother).toMatchObject({ message: 'User not found', extensions: { code: 'NOT_FOUND' } });
    }
    expect(await who(admin)).toMatchObject({ role: 'ADMIN' });
  });

  it.each(['ADMIN', 'OPERATOR', 'VIEWER'] as const)('lets who is %s change their own password', async (role) => {
    const user = await api.addUser(admin, role);
    const { email } = await personOf(user);

    const { accessToken, expiresAt, viewer } = await change(user);

    expect(viewer).toMatchObject({ role, user: { email } });
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    expect(await who(api.as(accessToken))).toMatchObject({ user: { email } });
    expect([await signInCode(email, PASSWORD), await signInCode(email, NEW_PASSWORD)]).toEqual([
      'UNAUTHENTICATED',
      undefined,
    ]);
  });

  it('ends every token of before a change of the password, with its sockets, and none of after', async () => {
    const user = await api.addUser(admin, 'VIEWER');
    const { email } = await personOf(user);
    const { signIn } = await api.graphql<{ signIn: { accessToken: string } }>(SIGN_IN, {
      input: { email, password: PASSWORD },
    });
    const sockets = [await openSocket(user.token), await openSocket(signIn.accessToken)];
    const other = await openSocket(admin.token);

    const { accessToken } = await change(user);
    const renewed = await openSocket(accessToken);
    const codes = await Promise.all(sockets.map(({ closed }) => closed));
    await sleep(200);

    expect(codes).toEqual([4403, 4403]);
    expect([await who(user), await who(api.as(signIn.accessToken))]).toEqual([null, null]);
    expect([renewed, other].map(({ socket }) => socket.readyState)).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
    [renewed, other].forEach(({ socket }) => socket.close());
  });

  it('changes no password for whoever does not know the current one', async () => {
    const { email } = await personOf(admin);

    const { errors } = await admin.request(CHANGE, {
      input: { currentPassword: 'not the one', newPassword: NEW_PASSWORD },
    });

    expect(errors[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      fields: { currentPassword: ['The current password is wrong'] },
    });
    expect(await signInCode(email, PASSWORD)).toBeUndefined();
    expect(await who(admin)).not.toBeNull();
  });

  it('asks as much of a new password as of a first one', async () => {
    const { id } = await personOf(await api.addUser(admin, 'VIEWER'));

    const own = await admin.request(CHANGE, { input: { currentPassword: PASSWORD, newPassword: 'eleven char' } });
    const others = await admin.request(SET, { input: { id, password: 'x'.repeat(129) } });

    expect(own.errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { newPassword: [expect.any(String)] },
    });
    expect(others.errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { password: [expect.any(String)] },
    });
  });

  it('lets one of two changes of the same password at the same time come through, and its token alone is good', async () => {
    const user = await api.addUser(admin, 'VIEWER');
    const { email } = await personOf(user);
    const passwords = ['the first of two passwords', 'the second of two passwords'];

    const answers = await Promise.all(
      passwords.map((newPassword) =>
        user.request<Changed>(CHANGE, { input: { currentPassword: PASSWORD, newPassword } }),
      ),
    );

    const winners = answers.flatMap(({ data }, i) => (data === null ? [] : [{ i, ...data.changePassword }]));
    const [{ i, accessToken }] = winners as [(typeof winners)[number]];
    expect(winners).toHaveLength(1);
    expect(answers[1 - i]!.errors[0]!.extensions.code).toMatch(/^(BAD_USER_INPUT|UNAUTHENTICATED)$/);
    expect(await who(api.as(accessToken))).not.toBeNull();
    expect(await signInCode(email, passwords[i]!)).toBeUndefined();
  });

  it('has an ADMIN set the password of who forgot theirs, which ends their tokens and sockets', async () => {
    const user = await api.addUser(admin, 'OPERATOR');
    const { id, email } = await personOf(user);
    const { closed } = await openSocket(user.token);

    const answer = await admin.graphql(SET, { input: { id, password: NEW_PASSWORD } });
    const code = await closed;

    expect(answer).toEqual({ setUserPassword: { user: { id } } });
    expect(code).toBe(4403);
    expect(await who(user)).toBeNull();
    expect([await signInCode(email, PASSWORD), await signInCode(email, NEW_PASSWORD)]).toEqual([
      'UNAUTHENTICATED',
      undefined,
    ]);
  });

  it('lets nobody set their own password without the current one, and no key change any', async () => {
    const { id, email } = await personOf(admin);
    const { createApiKey } = await admin.graphql<{ createApiKey: { token: string } }>(CREATE_KEY);
    const input = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };

    const own = await admin.request(SET, { input: { id, password: NEW_PASSWORD } });
    const byKey = await api.as(createApiKey.token).codeOf(CHANGE, { input });

    expect(own.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { id: [expect.any(String)] } });
    expect(byKey).toBe('FORBIDDEN');
    expect(await signInCode(email, PASSWORD)).toBeUndefined();
  });
});

describe('guesses at the current password', () => {
  it('are limited as those to sign in, and together with them', async () => {
    const api = await TestApi.start({ env: { RATE_LIMIT_SIGN_INS_PER_MINUTE: '4' } });
    const email = 'guessed@example.com';
    const admin = await api.signUp({ email });
    const input = { currentPassword: 'wrong', newPassword: NEW_PASSWORD };

    const codes = [];
    for (let guess = 0; guess < 3; guess++) codes.push(await admin.codeOf(CHANGE, { input }));
    const { errors } = await admin.request(CHANGE, { input: { ...input, currentPassword: PASSWORD } });
    const signIn = await api.codeOf(SIGN_IN, { input: { email, password: PASSWORD } });

    expect(codes).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT', 'BAD_USER_INPUT']);
    expect(errors[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) });
    expect(signIn).toBe('RATE_LIMITED');
    await api.stop();
  });
});

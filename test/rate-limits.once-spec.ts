import type { Redis } from 'ioredis';
import { newId, toGlobalId } from '../src/common/id.js';
import { RateLimits } from '../src/rate-limits/index.js';
import { disconnectRedis } from '../src/redis/index.js';
import { connectRedis, IMPATIENT } from '../src/redis/redis-connection.js';
import { createTestRedis, type TestRedis } from './servers/test-redis.js';
import { TestApi } from './test-api.js';

const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';
const application = toGlobalId('Application', newId());
const signature = `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}`;

/** What comes from nobody, or from somebody who says to be somebody else. */
const STRANGERS: readonly { request: string; status: number; send: (url: string) => Promise<Response> }[] = [
  { request: 'GraphQL without credentials', status: 200, send: (url) => ask(url, {}) },
  { request: 'GraphQL with bad credentials', status: 200, send: (url) => ask(url, { authorization: 'Bearer vox_x' }) },
  {
    request: 'a bad link to a recording',
    status: 403,
    send: (url) => fetch(`${url}/recordings/${toGlobalId('Call', newId())}.mp3?expires=99999999999&signature=x`),
  },
  {
    request: 'a bad link to an export',
    status: 403,
    send: (url) => fetch(`${url}/exports/calls.csv?calls=x&expires=99999999999&signature=x`),
  },
  {
    request: 'a bad webhook of Voximplant',
    status: 401,
    send: (url) => post(`${url}/api/webhook/voximplant`, { 'x-voxsync-application': application }),
  },
  {
    request: 'a bad webhook of ElevenLabs',
    status: 401,
    send: (url) => post(`${url}/api/webhook/elevenlabs/${application}`, {}),
  },
];

function ask(url: string, headers: Record<string, string>): Promise<Response> {
  const body = JSON.stringify({ query: '{ viewer { role } }' });
  return fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
}

function post(url: string, headers: Record<string, string>): Promise<Response> {
  const signatures = { 'x-voxsync-signature': signature, 'elevenlabs-signature': signature };
  return fetch(url, { method: 'POST', headers: { ...signatures, ...headers }, body: '{}' });
}

describe('requests of strangers', () => {
  it.each(STRANGERS)('as $request are answered so often a minute, and then with 429', async ({ status, send }) => {
    const api = await TestApi.start({ env: { RATE_LIMIT_ANONYMOUS_PER_MINUTE: '2' } });

    const before = [await send(api.url), await send(api.url)];
    const refused = await send(api.url);

    expect(before.map((answer) => answer.status)).toEqual([status, status]);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.text()).toContain('"code":"RATE_LIMITED"');
    await api.stop();
  });

  it('use up what all of them have, and nothing of who is signed in', async () => {
    const api = await TestApi.start({ env: { RATE_LIMIT_ANONYMOUS_PER_MINUTE: '4' } });
    const admin = await api.signUp();

    for (const { send } of STRANGERS) await send(api.url);
    const [stranger, known] = [await api.codeOf('{ viewer { role } }'), await admin.codeOf('{ viewer { role } }')];

    expect([stranger, known]).toEqual(['RATE_LIMITED', undefined]);
    await api.stop();
  });
});

describe('a limit that is reached', () => {
  it('is told with 429 by GraphQL, for operations and for sign-ins, and no more of it', async () => {
    const api = await TestApi.start({
      env: { RATE_LIMIT_OPERATIONS_PER_MINUTE: '1', RATE_LIMIT_SIGN_INS_PER_MINUTE: '1' },
    });
    const admin = await api.signUp();
    await admin.request('{ nothing }'); // what is wrong counts too

    const operation = await admin.request('{ users { id } }');
    const signIn = await api.request(SIGN_IN, { input: { email: 'a@example.com', password: 'x' } });

    for (const { status, errors } of [operation, signIn]) {
      expect(status).toBe(429);
      expect(errors[0]?.extensions).toEqual({ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) as number });
    }
    await api.stop();
  });

  it('holds over sockets for the same credentials', async () => {
    const api = await TestApi.start({ env: { RATE_LIMIT_OPERATIONS_PER_MINUTE: '1' } });
    const admin = await api.signUp();
    await admin.request('{ users { id } }');

    const overSocket = admin.subscribe('{ users { id } }').next();

    await expect(overSocket).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await api.stop();
  });
});

describe('limits of several processes', () => {
  const limit = { name: 'test', pointsPerMinute: 3, what: 'tests' };
  let redis: TestRedis;
  let connections: Redis[];

  beforeEach(async () => {
    redis = (await createTestRedis())!;
    connections = [1, 2].map(() => connectRedis(redis.url, 'test', IMPATIENT));
    await Promise.all(connections.map((connection) => new Promise((ready) => connection.once('ready', ready))));
  });

  afterEach(async () => {
    for (const connection of connections) disconnectRedis(connection);
    await redis.drop();
  });

  const limiters = () => connections.map((connection) => new RateLimits(connection).create(limit));

  it('are one limit through Redis, until it is forgotten', async () => {
    const [one, other] = limiters();
    await one!.take('key', 2);
    await other!.take('key');

    const fourth = await other!.take('key').catch((error: unknown) => error);
    await one!.forget('key');
    const afterwards = one!.take('key');

    expect(fourth).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterSeconds: 60 } });
    await expect(afterwards).resolves.toBeUndefined();
  });

  it('are those of each process where Redis is away', async () => {
    const [one, other] = limiters();
    await one!.take('key', 3);
    for (const connection of connections) connection.disconnect();

    const ofOne = one!.take('key');
    const ofOther = other!.take('key', 3);

    await expect(ofOne).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await expect(ofOther).resolves.toBeUndefined();
  });
});

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { effects, Simulator } from '../simulator/index.js';
import { MessageBus } from '../src/queue/index.js';
import { RunLeases } from '../src/sync/run-leases.js';
import { SyncScheduler } from '../src/sync/sync.scheduler.js';
import { EventHandler } from '../src/webhooks/event-handler.js';
import type { ApiClient } from './api-client.js';
import { createMigratedDatabase } from './migrated-database.js';
import { databaseKind, type TestDatabase } from './servers/test-database.js';
import { createTestRedis, type TestRedis } from './servers/test-redis.js';
import { addApplications, finished, SYNC_CALLS } from './synced-application.js';
import { type SignedUp, TestApi } from './test-api.js';
import { WebhookedApplication } from './webhooked-application.js';

const SESSIONS = 60;
const APPLICATIONS = 4;

/** SQLite is for one machine: there one process serves and works, with Redis beside it. */
const ROLES = databaseKind() === 'sqlite' ? ['all'] : ['web', 'worker', 'worker'];

describe('several processes, with Redis between them', () => {
  let database: TestDatabase;
  let redis: TestRedis;
  let recordings: string;
  let simulator: Simulator;
  let apis: TestApi[];
  let web: TestApi;
  let workers: TestApi[];
  let admin: SignedUp;
  let applicationIds: string[];

  const start = async (role: string, env: Record<string, string> = {}) => {
    const api = await TestApi.start({ database, simulator, env: { ...common(), PROCESS_ROLE: role, ...env } });
    apis.push(api);
    return api;
  };
  const key = randomBytes(32).toString('base64');
  const common = () => ({
    REDIS_URL: redis.url,
    ENCRYPTION_KEY: key,
    STORAGE_URL: `file:${recordings}`,
    SYNC_CONCURRENCY: '1',
    UPSTREAM_CONCURRENCY: '3',
  });
  const begin = async (client: ApiClient, applicationId: string, includeData = false) => {
    const input = { applicationId, includeData };
    const { syncCalls } = await client.graphql<{ syncCalls: { run: { id: string } } }>(SYNC_CALLS, { input });
    return syncCalls.run.id;
  };
  const watch = (api: TestApi) => jest.spyOn(api.app.get(RunLeases), 'advance');

  beforeEach(async () => {
    database = await createMigratedDatabase();
    redis = (await createTestRedis())!;
    recordings = await mkdtemp(join(tmpdir(), 'voxsync-shared-'));
    simulator = await Simulator.start({
      applications: APPLICATIONS,
      calls: { perApplication: SESSIONS, days: 10, running: 0 },
    });
    apis = [];
    for (const role of ROLES) await start(role);
    web = apis[0]!;
    workers = apis.length === 1 ? apis : apis.slice(1);
    admin = await web.signUp();
    applicationIds = (await addApplications(admin, simulator.accounts[0]!)).map(({ applicationId }) => applicationId);
  });

  afterEach(async () => {
    for (const api of apis.reverse()) await api.stop();
    await simulator.stop();
    await database.drop();
    await redis.drop();
    await rm(recordings, { recursive: true, force: true });
  });

  it('share the work of several applications, and one follows what another does', async () => {
    simulator.faults.add(effects.delay(150), { method: 'GetCallHistory' });
    const steps = workers.map(watch);
    const ids = await Promise.all(applicationIds.map((id) => begin(admin, id)));
    const statuses: string[] = [];
    for await (const { syncProgress } of admin.subscribe<{ syncProgress: { status: string } }>(
      'subscription ($id: ID!) { syncProgress(runId: $id) { status } }',
      { id: ids.at(-1) },
    ))
      statuses.push(syncProgress.status);

    const runs = await Promise.all(ids.map((id) => finished(admin, id)));

    const whole = { status: 'SUCCEEDED', counts: { newCalls: SESSIONS, unchangedCalls: 0, failed: 0 } };
    expect(runs).toMatchObject(ids.map(() => whole));
    expect(statuses).toContain('RUNNING');
    expect(steps.map(({ mock }) => mock.calls.length > 0)).toEqual(workers.map(() => true));
  }, 30_000);

  it('are not brought down by others who publish where they do', async () => {
    const stranger = new Redis(redis.url);
    const channel = `voxsync:${stranger.options.db ?? 0}:topic`;
    const { promise: heard, resolve: hear } = Promise.withResolvers<object>();
    web.app.get(MessageBus).subscribe('topic', hear);

    for (const rubbish of ['rubbish', 'null', '{"from":1}']) await stranger.publish(channel, rubbish);
    await stranger.publish(channel, JSON.stringify({ from: 'another process', message: { said: 'hello' } }));

    expect(await heard).toEqual({ said: 'hello' });
    const warnings = apis.flatMap(({ log }) => log).filter((line) => line.includes('Somebody else publishes'));
    expect(warnings.length).toBeGreaterThan(0);
    await stranger.quit();
  });

  it('keep to the limits of a credential together', async () => {
    simulator.faults.add(effects.delay(30), { upstream: 'elevenlabs' });

    const ids = await Promise.all(applicationIds.slice(0, 2).map((id) => begin(admin, id, true)));
    const runs = await Promise.all(ids.map((id) => finished(admin, id)));

    expect(runs).toMatchObject([{ status: 'SUCCEEDED' }, { status: 'SUCCEEDED' }]);
    expect(simulator.requests.count('getConversation')).toBeGreaterThan(20);
    expect(simulator.requests.peak('getConversation')).toBeLessThanOrEqual(3);
    expect(simulator.requests.peak('getConversation')).toBeGreaterThan(1);
  }, 30_000);

  it('keep a wait that one of them was asked for', async () => {
    simulator.faults.add(effects.rateLimited(2), { method: 'GetCallHistory', times: 1 });
    const before = Date.now();

    const ids = await Promise.all(applicationIds.map((id) => begin(admin, id)));
    const runs = await Promise.all(ids.map((id) => finished(admin, id)));

    const times = simulator.requests.of('GetCallHistory').map(({ at }) => at.getTime());
    const first = times.find((time) => time >= before)!;
    expect(runs.map(({ status }) => status)).toEqual(ids.map(() => 'SUCCEEDED'));
    expect(times.filter((time) => time > first + 300 && time < first + 1_900)).toEqual([]);
  }, 30_000);

  it('lose nothing where Redis is emptied in the middle', async () => {
    simulator.faults.add(
      effects.alteredRows((rows) => rows.slice(0, 10)),
      { method: 'GetCallHistory' },
    );
    simulator.faults.add(effects.delay(60), { method: 'GetCallHistory' });
    const ids = await Promise.all(applicationIds.map((id) => begin(admin, id)));
    const connection = new Redis(redis.url);

    for (let times = 0; times < 10; times++) {
      await connection.flushdb();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    connection.disconnect();

    const runs = await Promise.all(ids.map((id) => finished(admin, id)));
    const whole = { status: 'SUCCEEDED', counts: { newCalls: SESSIONS, unchangedCalls: 0, failed: 0 } };
    expect(runs).toMatchObject(ids.map(() => whole));
  }, 30_000);

  it('warn of a Redis that evicts what is in it', async () => {
    const connection = new Redis(redis.url);
    await connection.config('SET', 'maxmemory-policy', 'allkeys-lru');

    const late = await start(ROLES[0]!);
    const warned = () => late.log.some((line) => line.includes('Redis evicts keys'));
    while (!warned()) await new Promise((resolve) => setTimeout(resolve, 20));

    await connection.config('SET', 'maxmemory-policy', 'noeviction');
    connection.disconnect();
    expect(warned()).toBe(true);
  });

  it('do each scheduled piece of work once', async () => {
    for (const worker of workers.splice(0)) {
      await worker.stop();
      apis.splice(apis.indexOf(worker), 1);
    }
    for (const role of ROLES.slice(-2)) workers.push(await start(role, { SCHEDULES: 'on' }));
    const client = apis[0]!.as(admin.token);

    await Promise.all(workers.map((worker) => worker.app.get(SyncScheduler).calls()));
    const { syncRuns } = await client.graphql<{ syncRuns: { nodes: { id: string; trigger: string }[] } }>(
      '{ syncRuns(first: 50) { nodes { id trigger } } }',
    );

    expect(syncRuns.nodes.map(({ trigger }) => trigger)).toEqual(applicationIds.map(() => 'SCHEDULE'));
    for (const { id } of syncRuns.nodes) expect((await finished(client, id)).status).toBe('SUCCEEDED');
  }, 30_000);

  it('take up webhooks that another one has received, whose subscribers see the calls at once', async () => {
    const app = await WebhookedApplication.create(web);
    const handled = workers.map((worker) => jest.spyOn(worker.app.get(EventHandler), 'handle'));
    const updates = app.admin.subscribe<{ callUpdated: { callId: string; status: string } }>(
      'subscription { callUpdated { callId status } }',
    );
    let seen = false;
    const update = updates.next().finally(() => (seen = true));
    const sessions: string[] = [];
    while (!seen) {
      sessions.push(`12345678901${sessions.length}`); // what comes before the subscription stands is not seen
      await app.sender().scenario(app.event({ sessionId: sessions.at(-1)! }));
      await sleep(200);
    }

    const { value } = await update;
    await app.settled();

    expect(value?.callUpdated.status).toBe('IN_PROGRESS');
    expect(sessions).toContain(value?.callUpdated.callId);
    expect(handled.flatMap(({ mock }) => mock.calls)).toHaveLength(sessions.length);
    await updates.return();
  }, 30_000);

  it('answer of their health, and a worker of nothing else', async () => {
    const answers = await Promise.all(
      apis.map(async ({ url }) => {
        const [live, ready, graphql] = await Promise.all(
          ['/health/live', '/health/ready', '/graphql?query={__typename}'].map((path) =>
            fetch(url + path, { headers: { 'content-type': 'application/json' } }),
          ),
        );
        return [live!.status, ready!.status, graphql!.status, await ready!.json()];
      }),
    );

    const ready = { status: 'ready', checks: { database: 'ok', storage: 'ok', redis: 'ok' }, openCircuits: [] };
    expect(answers).toEqual(ROLES.map((role) => [200, 200, role === 'worker' ? 404 : 200, ready]));
  });

  it.each([
    ['a key that another one revokes', revokedKey],
    ['a user whom another one removes', removedUser],
    ['a user whose password another one sets', userWithAnotherPassword],
  ])('close the sockets of %s', async (_, credential) => {
    const beside = ROLES.length === 1 ? web : await start('web');
    const { token, end } = await credential(web, admin);
    const stream = beside.as(token).subscribe('subscription { syncRunUpdated { id } }');
    const ended = (async () => {
      for await (const _ of stream) void _;
    })();
    ended.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));

    await end();

    await expect(ended).rejects.toMatchObject({ code: 4403 });
  });
});

/** A token, and what ends it. */
interface Ending {
  token: string;
  end: () => Promise<unknown>;
}

async function revokedKey(_: TestApi, admin: ApiClient): Promise<Ending> {
  const { createApiKey } = await admin.graphql<{ createApiKey: { token: string; apiKey: { id: string } } }>(
    'mutation { createApiKey(input: { name: "Console", role: VIEWER }) { token apiKey { id } } }',
  );
  const { token, apiKey } = createApiKey;
  return { token, end: () => admin.graphql(`mutation { revokeApiKey(id: "${apiKey.id}") { apiKey { id } } }`) };
}

async function removedUser(api: TestApi, admin: ApiClient): Promise<Ending> {
  const { token, id } = await addedUser(api, admin);
  return { token, end: () => admin.graphql(`mutation { removeUser(id: "${id}") { id } }`) };
}

async function userWithAnotherPassword(api: TestApi, admin: ApiClient): Promise<Ending> {
  const { token, id } = await addedUser(api, admin);
  const input = { id, password: 'another horse, another battery' };
  const mutation = 'mutation ($input: SetUserPasswordInput!) { setUserPassword(input: $input) { user { id } } }';
  return { token, end: () => admin.graphql(mutation, { input }) };
}

async function addedUser(api: TestApi, admin: ApiClient): Promise<{ token: string; id: string }> {
  const user = await api.addUser(admin, 'VIEWER');
  const { viewer } = await user.graphql<{ viewer: { user: { id: string } } }>('{ viewer { user { id } } }');
  return { token: user.token, id: viewer.user.id };
}

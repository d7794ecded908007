import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { databaseKind } from '../servers/test-database.js';
import { FaultWorld, LEASE_MS } from './fault-world.js';

const SESSIONS = 120;

/** On SQLite there is one process. */
const itWithWorkers = databaseKind() === 'sqlite' ? it.skip : it;

describe('processes that work on the same runs', () => {
  let world: FaultWorld;

  const begin = async (options: Parameters<typeof FaultWorld.start>[0] = {}) => {
    world = await FaultWorld.start({ calls: { perApplication: SESSIONS }, pageDelayMs: 120, ...options });
    const ids = await world.beginAll();
    await sleep(300);
    return ids;
  };
  const expectNothingLost = (ids: readonly string[]) => world.expectNothingLost(ids, SESSIONS);

  afterEach(() => world.stop());

  it('one that stands still beyond its lease undoes nothing when it wakes up', async () => {
    const ids = await begin();
    for (let times = 0; times < 4; times++) {
      const sleeper = world.workers[times % world.workers.length]!;
      sleeper.signal('SIGSTOP');
      await sleep(LEASE_MS * 2);
      sleeper.signal('SIGCONT');
      await sleep(250);
    }

    await expectNothingLost(ids);
  }, 120_000);

  it('one that is told to end hands its runs back, within ten seconds, and ends well', async () => {
    const ids = await begin();
    const ends: { code: number | null; withinMs: number }[] = [];
    for (let times = 0; times < 4; times++) {
      const worker = world.workers[times % world.workers.length]!;
      const before = performance.now();
      ends.push({ code: await worker.stop('SIGTERM'), withinMs: performance.now() - before });
      await worker.start();
      await sleep(200);
    }

    await expectNothingLost(ids);
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(Math.max(...ends.map(({ withinMs }) => withinMs))).toBeLessThan(10_000);
  }, 120_000);

  itWithWorkers(
    'one whose clock is a day ahead, and one whose clock is a day behind, disturb nobody',
    async () => {
      const ids = await begin();
      for (const worker of world.workers) await worker.stop('SIGKILL');
      await world.startProcess('worker', {}, ['faketime', '-f', '+1d']);
      await world.startProcess('worker', {}, ['faketime', '-f', '-1d']);

      await expectNothingLost(ids);
    },
    120_000,
  );

  it('follow a run through the death of the server that told of it', async () => {
    const ids = await begin({ applications: 1 });
    const seen: string[] = [];
    const client = createClient({
      url: `${world.web.url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${world.operator.token}` },
      retryAttempts: 1_000,
      retryWait: () => sleep(50),
      shouldRetry: () => true,
    });
    const following = (async () => {
      const query = 'subscription ($id: ID!) { syncProgress(runId: $id) { status progress { done } } }';
      for await (const { data } of client.iterate<{ syncProgress: { status: string } }>({
        query,
        variables: { id: ids[0]! },
      }))
        if (data != null) seen.push(data.syncProgress.status);
    })();

    for (let times = 0; times < 2; times++) {
      await sleep(400);
      await world.web.stop('SIGKILL');
      await world.web.start();
    }
    await following.catch((errors: unknown) => {
      throw new Error(JSON.stringify(errors));
    });
    await client.dispose();

    expect(seen).toContain('RUNNING');
    expect(seen.at(-1)).toBe('SUCCEEDED');
    await expectNothingLost(ids);
  }, 120_000);

  it('two that start one sync at the same moment start one', async () => {
    const ids = await begin();

    const again = await Promise.all(Array.from({ length: 6 }, () => world.beginAll()));

    expect(again).toEqual(again.map(() => ids));
    await expectNothingLost(ids);
  }, 120_000);
});

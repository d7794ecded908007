import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { Redis } from 'ioredis';
import { databaseKind } from '../servers/test-database.js';
import { FaultWorld } from './fault-world.js';

const SESSIONS = 120;

/** SQLite is a file, and needs neither server. */
const itWithServers = databaseKind() === 'sqlite' ? it.skip : it;

describe('what Voxsync stands on', () => {
  let world: FaultWorld;
  let ids: string[];

  const begin = async () => {
    world = await FaultWorld.start({ calls: { perApplication: SESSIONS }, pageDelayMs: 150 });
    ids = await world.beginAll();
    await sleep(300);
  };
  const expectNothingLost = () => world.expectNothingLost(ids, SESSIONS);

  afterEach(() => world.stop());

  describe('a database', () => {
    it('that is locked by somebody else for a while is waited for', async () => {
      await begin();
      if (world.kind === 'sqlite') {
        const other = new BetterSqlite(join(world.directory, 'data/voxsync.db'));
        for (let times = 0; times < 3; times++) {
          other.exec('begin immediate');
          await sleep(2_500); // beyond the lease
          other.exec('commit');
          await sleep(200);
        }
        other.close();
      } else {
        for (let times = 0; times < 3; times++) {
          world.databaseProxy!.swallow(true);
          await sleep(1_500);
          world.databaseProxy!.swallow(false);
          await sleep(200);
        }
      }

      await expectNothingLost();
    }, 120_000);

    itWithServers(
      'that is stopped and killed five times is come back to, and the API says so meanwhile',
      async () => {
        await begin();
        const meanwhile: unknown[] = [];
        for (const signal of ['SIGTERM', 'SIGKILL', 'SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
          await world.database!.stop(signal);
          meanwhile.push([await world.web.ready(), await world.operator.codeOf('{ viewer { role } }')]);
          await world.database!.start();
          await sleep(400);
        }

        await expectNothingLost();
        expect(meanwhile).toEqual(Array.from({ length: 5 }, () => [503, 'INTERNAL']));
        expect(await world.web.ready()).toBe(200);
      },
      180_000,
    );

    itWithServers(
      'to which every connection is cut again and again, and answers late',
      async () => {
        await begin();
        const proxy = world.databaseProxy!;
        for (let times = 0; times < 15; times++) {
          proxy.delay((times % 3) * 15);
          proxy.cut();
          await sleep(120);
        }
        proxy.delay(0);

        await expectNothingLost();
      },
      120_000,
    );
  });

  describe('Redis', () => {
    itWithServers(
      'may be stopped, killed, emptied, full and cut off: syncs go on without it',
      async () => {
        await begin();
        const server = world.redis!;
        const proxy = world.redisProxy!;
        await server.stop('SIGKILL'); // it keeps nothing: what comes back is empty
        const without = await world.beginAll(); // answers the live runs, with no Redis to tell
        expect(without).toEqual(ids);
        await sleep(800);
        await server.start();
        const redis = new Redis(server.url);
        await redis.config('SET', 'maxmemory', '1mb');
        await redis.config('SET', 'maxmemory-policy', 'noeviction');
        await sleep(500);
        await redis.config('SET', 'maxmemory', '0');
        await redis.flushall();
        redis.disconnect();
        proxy.swallow(true);
        await sleep(1_500);
        proxy.swallow(false);
        expect(await world.web.ready()).toBe(200);

        await expectNothingLost();
      },
      120_000,
    );

    itWithServers(
      'that is away from the start keeps no run from being made and worked on',
      async () => {
        world = await FaultWorld.start({ calls: { perApplication: SESSIONS }, pageDelayMs: 20 });
        world.redisProxy!.setDown(true);
        await sleep(100);

        ids = await world.beginAll();

        await expectNothingLost();
        world.redisProxy!.setDown(false);
      },
      120_000,
    );
  });
});

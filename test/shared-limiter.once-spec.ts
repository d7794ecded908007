import type { Redis } from 'ioredis';
import { disconnectRedis } from '../src/redis/index.js';
import { connectRedis, IMPATIENT } from '../src/redis/redis-connection.js';
import { SharedLimiter } from '../src/upstream/shared-limiter.js';
import { createTestRedis, type TestRedis } from './servers/test-redis.js';

const LIMITS = { concurrency: 2, requestsPerSecond: 5 };
const soon = <T>(promise: Promise<T>) =>
  Promise.race([promise, new Promise<'waits'>((resolve) => setTimeout(resolve, 250, 'waits'))]);

describe('limits that two processes share through Redis', () => {
  let redis: TestRedis;
  let connections: Redis[];
  let one: SharedLimiter;
  let other: SharedLimiter;

  beforeEach(async () => {
    redis = (await createTestRedis())!;
    connections = [1, 2].map(() => connectRedis(redis.url, 'test', IMPATIENT));
    await Promise.all(connections.map((connection) => new Promise((ready) => connection.once('ready', ready))));
    [one, other] = connections.map((connection) => new SharedLimiter(connection, LIMITS)) as [
      SharedLimiter,
      SharedLimiter,
    ];
  });

  afterEach(async () => {
    for (const connection of connections) disconnectRedis(connection);
    await redis.drop();
  });

  it('let as many in at a time as one would', async () => {
    const leave = await one.acquire('key');
    await other.acquire('key');

    const third = other.acquire('key');
    const before = await soon(third);
    leave();

    expect(before).toBe('waits');
    expect(await soon(third)).not.toBe('waits');
    expect(await soon(one.acquire('another'))).not.toBe('waits');
  });

  it('stop waiting when told to, and leave no turn behind', async () => {
    const turns = [await one.acquire('key'), await one.acquire('key')];
    const reason = new Error('The run was cancelled');
    const controller = new AbortController();
    const waiting = other.acquire('key', controller.signal);
    setTimeout(() => controller.abort(reason), 100);

    await expect(waiting).rejects.toBe(reason);

    for (const leave of turns) leave();
    expect(await soon(other.acquire('key'))).not.toBe('waits');
    expect(await soon(other.acquire('key'))).not.toBe('waits');
  });

  it('let as many requests a second out as one would', async () => {
    const waits = [];
    for (let count = 0; count < 3; count++) waits.push(await one.spend('key'), await other.spend('key'));

    expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
    expect(waits.at(-1)).toBeGreaterThan(0);
  });

  it('keep a wait that one of them was asked for, the longest of several', async () => {
    await one.holdOff('key', 5_000);
    await other.holdOff('key', 100);

    expect(await other.heldOffFor('key')).toBeGreaterThan(4_000);
    expect(await other.heldOffFor('another')).toBe(0);
  });

  it('are those of each process where Redis is away', async () => {
    for (const connection of connections) connection.disconnect();
    await one.holdOff('key', 5_000);

    expect(await soon(one.acquire('key'))).not.toBe('waits');
    expect(await soon(other.acquire('key'))).not.toBe('waits');
    expect(await one.spend('key')).toBe(0);
    expect(await one.heldOffFor('key')).toBeGreaterThan(4_000);
    expect(await other.heldOffFor('key')).toBe(0);
  });
});

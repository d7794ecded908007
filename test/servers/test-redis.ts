import { Redis } from 'ioredis';
import { testServerUrl } from './test-server.js';

/** An empty numbered database of the Redis server, for one test file. */
export interface TestRedis {
  /** As REDIS_URL takes it. */
  url: string;
  drop(): Promise<void>;
}

/**
 * Empties and hands out the numbered database of this Jest worker, which runs one file at a time: 1, 2 and so on, on a
 * server named by TEST_REDIS_URL too. Channels of pub/sub know no databases and are shared by all workers.
 *
 * @returns undefined if there is no Redis for the tests
 */
export async function createTestRedis(): Promise<TestRedis | undefined> {
  const server = testServerUrl('redis');
  if (!server) return undefined;
  const url = new URL(server);
  url.pathname = process.env.JEST_WORKER_ID ?? '1';
  await flush(url.href);
  return { url: url.href, drop: () => flush(url.href) };
}

async function flush(url: string): Promise<void> {
  const redis = new Redis(url);
  try {
    await redis.flushdb();
  } finally {
    redis.disconnect();
  }
}

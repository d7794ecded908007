import { findServer } from '../test/servers/find-server.js';
import { startOwnServer } from '../test/servers/own-server.js';
import { redisServerRecipe } from '../test/servers/redis-server.js';
import { NoServerError } from './database-server.js';

/**
 * Starts a Redis server for one benchmark, where a program is found as the tests find it.
 * @throws NoServerError
 */
export async function startRedis(): Promise<{ url: string; version: string; stop(): Promise<void> }> {
  const found = findServer('redis');
  if (found === undefined || !('binary' in found)) {
    throw new NoServerError('There is no redis-server to start. Install it, and leave TEST_REDIS_URL empty.');
  }
  return startOwnServer(redisServerRecipe(found.binary));
}

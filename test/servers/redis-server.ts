import { Redis } from 'ioredis';
import type { ServerRecipe } from './own-server.js';

/** How to start the `redis-server` given: in memory only. */
export function redisServerRecipe(binary: string): ServerRecipe {
  return {
    serve: (directory, port) => [
      binary,
      ...['--bind', '127.0.0.1'],
      ...['--port', String(port)],
      ...['--dir', directory],
      ...['--save', ''],
      ...['--appendonly', 'no'],
    ],
    url: (port) => `redis://127.0.0.1:${port}`,
    version: redisServerVersion,
    dataDirectory: (url) => withRedis(url, configuredDirectory),
  };
}

/** e.g. `7.0.15` */
export function redisServerVersion(url: string): Promise<string> {
  return withRedis(
    url,
    async (redis) => /^redis_version:(\S+)/m.exec(await redis.info('server'))?.[1] ?? 'of unknown version',
  );
}

async function configuredDirectory(redis: Redis): Promise<string> {
  const [, directory] = (await redis.config('GET', 'dir')) as [name: string, value: string];
  return directory;
}

async function withRedis<T>(url: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 5_000 });
  let cause: unknown; // connect() itself rejects with no more than that the connection is closed
  redis.on('error', (error) => (cause = error));
  try {
    await redis.connect();
    return await use(redis);
  } catch (error) {
    throw cause ?? error;
  } finally {
    redis.disconnect();
  }
}

import { Logger } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';

/** Redis is a help and no condition: what it does not answer within this is done without it. */
const COMMAND_TIMEOUT_MS = 1_000;
const LONGEST_RECONNECT_PAUSE_MS = 2_000;

const logger = new Logger('Redis');

/** For commands that somebody waits for: they fail at once while there is no connection. */
export const IMPATIENT: RedisOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: COMMAND_TIMEOUT_MS,
};

/** For commands that wait themselves, as long as it takes: a subscription, a blocking read of a queue. */
export const PATIENT: RedisOptions = { maxRetriesPerRequest: null, enableReadyCheck: false };

/**
 * A connection that comes back by itself. Its troubles are logged once, and so is their end.
 * @param url as REDIS_URL holds it
 */
export function connectRedis(url: string, purpose: string, options: RedisOptions): Redis {
  const redis = new Redis(url, {
    connectTimeout: 5_000,
    connectionName: `voxsync:${purpose}`,
    retryStrategy: (attempt) => Math.min(100 * attempt, LONGEST_RECONNECT_PAUSE_MS),
    ...options,
  });
  let inTrouble = false;
  redis.on('error', (error: Error) => {
    if (!inTrouble) logger.warn({ message: 'Redis cannot be used; going on without it', purpose, err: error });
    inTrouble = true;
  });
  redis.on('ready', () => {
    if (inTrouble) logger.log({ message: 'Redis is back', purpose });
    inTrouble = false;
  });
  return redis;
}

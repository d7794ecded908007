import type { Redis } from 'ioredis';

/** Closes the connection now, whatever state it is in. */
export function disconnectRedis(redis: Redis): void {
  redis.removeAllListeners('error');
  redis.on('error', () => undefined); // what fails by the closing is nobody's concern
  redis.disconnect();
}

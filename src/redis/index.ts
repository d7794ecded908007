// Who connects imports redis-connection.js itself, and only where there is a Redis: it loads the client.
export { disconnectRedis } from './disconnect-redis.js';
export { REDIS, RedisModule } from './redis.module.js';

export { connectRedis, disconnectRedis, IMPATIENT, PATIENT } from './redis-connection.js';
export { REDIS, RedisModule } from './redis.module.js';

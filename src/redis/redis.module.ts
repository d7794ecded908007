import {
  Global,
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import { ENV, type Env } from '../config/index.js';
import { disconnectRedis } from './disconnect-redis.js';

/** The token of the shared {@link Redis} connection; null where no REDIS_URL is set. */
export const REDIS = Symbol('Redis');

/** Looks at how the server is set up, and closes the shared connection at the end. */
@Injectable()
class RedisLife implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Redis');

  constructor(@Inject(REDIS) private readonly redis: Redis | null) {}

  onApplicationBootstrap(): void {
    const { redis } = this;
    if (redis === null) return;
    const check = () => {
      this.checkPolicy(redis).catch(() => undefined);
    };
    if (redis.status === 'ready') check();
    else redis.once('ready', check);
  }

  onApplicationShutdown(): void {
    if (this.redis !== null) disconnectRedis(this.redis);
  }

  /** Nothing is lost by eviction, as the database is the ledger; but jobs that vanish are found only by the next look. */
  private async checkPolicy(redis: Redis): Promise<void> {
    const answer = await redis.config('GET', 'maxmemory-policy').catch(() => []); // hosted servers often forbid it
    const policy = (answer as string[])[1];
    if (policy === undefined || policy === 'noeviction') return;
    this.logger.warn({ message: `Redis evicts keys (maxmemory-policy ${policy}): set it to noeviction`, policy });
  }
}

/** One connection to Redis for whoever needs one. */
@Global()
@Module({
  providers: [
    {
      provide: REDIS,
      inject: [ENV],
      useFactory: async ({ REDIS_URL }: Env): Promise<Redis | null> => {
        if (REDIS_URL === undefined) return null;
        const { connectRedis, IMPATIENT } = await import('./redis-connection.js');
        return connectRedis(REDIS_URL, 'shared', IMPATIENT);
      },
    },
    RedisLife,
  ],
  exports: [REDIS],
})
export class RedisModule {}

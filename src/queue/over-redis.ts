import { BullModule, getQueueToken } from '@nestjs/bull';
import type { DynamicModule } from '@nestjs/common';
import type Bull from 'bull';
import type { Redis } from 'ioredis';
import { ENV, type Env } from '../config/index.js';
import { REDIS } from '../redis/index.js';
import { connectRedis, PATIENT } from '../redis/redis-connection.js';
import { BullQueue } from './bull-queue.js';
import { JobQueue, type SyncJob } from './job-queue.js';
import { MessageBus } from './message-bus.js';
import { RedisBus } from './redis-bus.js';

const SYNC_QUEUE = 'sync';

/** The job queue and the message bus for any number of processes. */
export function overRedis(url: string, leaseMs: number): Pick<DynamicModule, 'providers' | 'imports'> {
  const connections: Redis[] = [];
  return {
    imports: [
      BullModule.registerQueue({
        name: SYNC_QUEUE,
        prefix: 'voxsync',
        createClient: (type) => {
          const connection = connectRedis(url, `queue:${type}`, PATIENT);
          connections.push(connection);
          return connection;
        },
        defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
        settings: {
          // A job whose worker died before it took the run's lease comes back as soon as that lease would end.
          lockDuration: leaseMs,
          stalledInterval: leaseMs,
          maxStalledCount: 1_000_000, // how often a run may be tried is the ledger's to decide
        },
      }),
    ],
    providers: [
      {
        provide: JobQueue,
        inject: [getQueueToken(SYNC_QUEUE), ENV],
        useFactory: (bull: Bull.Queue<SyncJob>, env: Env) => new BullQueue(bull, connections, env.SYNC_CONCURRENCY),
      },
      { provide: MessageBus, inject: [REDIS], useFactory: (redis: Redis) => new RedisBus(url, redis) },
    ],
  };
}

import { type DynamicModule, Module, type OnModuleInit } from '@nestjs/common';
import { BullModule, getQueueToken } from '@nestjs/bull';
import type Bull from 'bull';
import type { Redis } from 'ioredis';
import { ENV, type Env } from '../config/index.js';
import { Metrics } from '../metrics/index.js';
import { connectRedis, PATIENT, REDIS } from '../redis/index.js';
import { BullQueue } from './bull-queue.js';
import { JobQueue, type SyncJob } from './job-queue.js';
import { LocalBus } from './local-bus.js';
import { LocalQueue } from './local-queue.js';
import { MessageBus } from './message-bus.js';
import { RedisBus } from './redis-bus.js';

const SYNC_QUEUE = 'sync';

/** The job queue and the message bus, behind their ports: in the process, or over Redis where there is one. */
@Module({})
export class QueueModule implements OnModuleInit {
  constructor(
    private readonly queue: JobQueue,
    private readonly metrics: Metrics,
  ) {}

  static forRoot({ REDIS_URL, SYNC_LEASE_MS }: Env): DynamicModule {
    return {
      module: QueueModule,
      global: true,
      exports: [JobQueue, MessageBus],
      ...(REDIS_URL === undefined ? inProcess : overRedis(REDIS_URL, SYNC_LEASE_MS)),
    };
  }

  onModuleInit(): void {
    const help = 'Jobs that nobody works on yet: of all processes with Redis, of this one without';
    this.metrics.gauge('queue_waiting_jobs', help, [], async () => [{ labels: {}, value: await this.queue.waiting() }]);
  }
}

const inProcess: Pick<DynamicModule, 'providers'> = {
  providers: [
    { provide: JobQueue, inject: [ENV], useFactory: (env: Env) => new LocalQueue(env.SYNC_CONCURRENCY) },
    { provide: MessageBus, useClass: LocalBus },
  ],
};

function overRedis(url: string, leaseMs: number): Pick<DynamicModule, 'providers' | 'imports'> {
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

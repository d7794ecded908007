import { type DynamicModule, Module, type OnModuleInit } from '@nestjs/common';
import { ENV, type Env } from '../config/index.js';
import { Metrics } from '../metrics/index.js';
import { JobQueue } from './job-queue.js';
import { LocalBus } from './local-bus.js';
import { LocalQueue } from './local-queue.js';
import { MessageBus } from './message-bus.js';

/** The job queue and the message bus, behind their ports: in the process, or over Redis where there is one. */
@Module({})
export class QueueModule implements OnModuleInit {
  constructor(
    private readonly queue: JobQueue,
    private readonly metrics: Metrics,
  ) {}

  /** Bull and the client of Redis are loaded only where there is a Redis: they would cost the others their start. */
  static async forRoot({ REDIS_URL, SYNC_LEASE_MS }: Env): Promise<DynamicModule> {
    const form =
      REDIS_URL === undefined ? inProcess : (await import('./over-redis.js')).overRedis(REDIS_URL, SYNC_LEASE_MS);
    return { module: QueueModule, global: true, exports: [JobQueue, MessageBus], ...form };
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

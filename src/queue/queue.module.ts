import { Global, Module } from '@nestjs/common';
import { ENV, type Env } from '../config/index.js';
import { JobQueue } from './job-queue.js';
import { LocalBus } from './local-bus.js';
import { LocalQueue } from './local-queue.js';
import { MessageBus } from './message-bus.js';

/** The job queue and the message bus, behind their ports. */
@Global()
@Module({
  providers: [
    { provide: JobQueue, inject: [ENV], useFactory: (env: Env) => new LocalQueue(env.SYNC_CONCURRENCY) },
    { provide: MessageBus, useClass: LocalBus },
  ],
  exports: [JobQueue, MessageBus],
})
export class QueueModule {}

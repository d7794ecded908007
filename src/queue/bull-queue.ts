import { Logger } from '@nestjs/common';
import type Bull from 'bull';
import type { Redis } from 'ioredis';
import { within } from '../common/within.js';
import { disconnectRedis } from '../redis/index.js';
import { JobQueue, type SyncJob } from './job-queue.js';
import { LocalQueue } from './local-queue.js';

/** Longer than Redis takes for anything while it is there. */
const PATIENCE_MS = 1_000;
const CLOSING_PATIENCE_MS = 2_000;

/**
 * Jobs over Redis, by Bull, for any number of processes. Which process works on a run is decided by the lease on its row
 * and not by Bull's locks: a job that Bull hands out twice finds the lease taken. While Redis is away, a process that
 * works on runs passes the jobs that it finds in the ledger on to itself.
 */
export class BullQueue extends JobQueue {
  private readonly logger = new Logger(BullQueue.name);
  private readonly local: LocalQueue;
  private consuming = false;
  private closing: Promise<void> | undefined;

  /** @param connections what `bull` was made with; closed with it */
  constructor(
    private readonly bull: Bull.Queue<SyncJob>,
    private readonly connections: readonly Redis[],
    private readonly concurrency: number,
  ) {
    super();
    this.local = new LocalQueue(concurrency);
    bull.on('error', (error) => this.logger.debug({ message: 'Bull is in trouble', err: error }));
    // @nestjs/bull closes its queues in a way that waits for Redis, for ever if need be.
    Object.assign(bull, { onApplicationShutdown: () => this.close() });
  }

  override async add(job: SyncJob): Promise<void> {
    if (this.closing !== undefined) return;
    try {
      if (this.bull.client.status !== 'ready') throw new Error('There is no connection to Redis');
      // Bull knows a job by its id until it is done, also one whose worker has died.
      const adding = this.bull.add(job, { jobId: `${job.runId}-${job.attempt}` });
      await within(PATIENCE_MS, adding);
    } catch (error) {
      this.logger.debug({ message: 'Bull does not take a job', runId: job.runId, err: error });
      if (this.consuming) await this.local.add(job); // else a worker finds it in the ledger
    }
  }

  override consume(worker: (job: SyncJob) => Promise<void>): void {
    this.consuming = true;
    this.local.consume(worker);
    // Through the local queue, so that both ways together do no more at a time than one.
    this.bull.process(this.concurrency, (job) => this.local.perform(job.data)).catch(() => undefined); // closed early
  }

  override async waiting(): Promise<number> {
    return (await within(PATIENCE_MS, this.bull.getWaitingCount())) + (await this.local.waiting());
  }

  override close(): Promise<void> {
    return (this.closing ??= this.end());
  }

  private async end(): Promise<void> {
    await this.local.close();
    await within(CLOSING_PATIENCE_MS, this.bull.close()).catch(() => undefined);
    for (const connection of this.connections) disconnectRedis(connection);
  }
}

import { Logger } from '@nestjs/common';
import PQueue from 'p-queue';
import { JobQueue, type SyncJob } from './job-queue.js';

/** The queue of the embedded default: it lives and dies with the process. What it forgets, the ledger finds again. */
export class LocalQueue extends JobQueue {
  private readonly logger = new Logger(LocalQueue.name);
  private readonly queue: PQueue;
  private readonly runsWaiting = new Set<string>();
  private worker: ((job: SyncJob) => Promise<void>) | undefined;
  private closed = false;

  constructor(concurrency: number) {
    super();
    this.queue = new PQueue({ concurrency, autoStart: false });
  }

  override add(job: SyncJob): Promise<void> {
    this.perform(job).catch(() => undefined); // it throws nothing
    return Promise.resolve();
  }

  /** Adds the job and waits until it is done, or until it is clear that it will not be. */
  async perform(job: SyncJob): Promise<void> {
    if (this.closed || this.runsWaiting.has(job.runId)) return;
    this.runsWaiting.add(job.runId);
    await this.queue.add(() => this.work(job)).catch(() => undefined); // work() throws nothing; a cleared queue rejects
  }

  override consume(worker: (job: SyncJob) => Promise<void>): void {
    this.worker = worker;
    this.queue.start();
  }

  override waiting(): Promise<number> {
    return Promise.resolve(this.queue.size);
  }

  override async close(): Promise<void> {
    this.closed = true;
    this.queue.clear();
    await this.queue.onIdle();
  }

  private async work(job: SyncJob): Promise<void> {
    this.runsWaiting.delete(job.runId); // from here on, a new job for the run is a new look at it
    try {
      await this.worker?.(job);
    } catch (error) {
      this.logger.error({ message: 'A job failed', runId: job.runId, err: error });
    }
  }
}

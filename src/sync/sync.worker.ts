import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { EntityManager } from '@mikro-orm/sql';
import { withOwnEntityManager } from '../database/index.js';
import { JobQueue } from '../queue/index.js';
import { RunLeases } from './run-leases.js';
import { SyncRunner } from './sync-runner.js';

const LOOK_EVERY_MS = 1000;
const MOST_RUNS_A_LOOK = 100;

/**
 * Takes jobs from the queue, each with a unit of work of its own, and looks into the ledger for runs that the queue knows
 * nothing of: what was lost with a process or a queue, what waited for its time, what a dead worker left. Where they find
 * every place taken, those who have had their turn make room.
 */
@Injectable()
export class SyncWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SyncWorker.name);
  private stopping = false;

  constructor(
    private readonly queue: JobQueue,
    private readonly leases: RunLeases,
    private readonly runner: SyncRunner,
    private readonly em: EntityManager,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.consume(({ runId }) => withOwnEntityManager(this.em, () => this.runner.run(runId)));
  }

  @Interval(LOOK_EVERY_MS)
  async lookForRuns(): Promise<void> {
    if (this.stopping) return;
    try {
      const due = await this.leases.due(MOST_RUNS_A_LOOK);
      if (due.length > 0) this.runner.makeRoom();
      for (const job of due) await this.queue.add(job);
    } catch (error) {
      this.logger.warn({ message: 'The ledger cannot be read; trying again', err: error });
    }
  }

  /** Finishes the page at hand, checkpoints, hands the runs back. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.runner.interrupt();
    await this.queue.close();
  }
}

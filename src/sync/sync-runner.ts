import { Inject, Injectable, Logger } from '@nestjs/common';
import { ApplicationsService } from '../applications/index.js';
import { ENV, type Env } from '../config/index.js';
import { withLogFacts } from '../logging/log-context.js';
import { isPassingFailure } from '../database/index.js';
import { UpstreamError } from '../upstream/index.js';
import { ProgressPublisher } from './progress-publisher.js';
import { RunCancelledError, RunContext, RunInterruptedError } from './run-context.js';
import { toRunError } from './run-error.js';
import { type Lease, LeaseLostError, RunLedger } from './run-ledger.js';
import { CallsRunner } from './runners/calls.runner.js';
import { DataRunner } from './runners/data.runner.js';
import { SyncKind, SyncStatus } from './sync.enums.js';
import type { SyncRunTable } from './sync-run.table.js';

/** Beats within one lease: two may be lost before somebody else takes the run over. */
const BEATS_PER_LEASE = 3;

/** How often a run is taken up before a database that keeps failing ends it. */
const MOST_ATTEMPTS = 20;

/**
 * Works on runs: takes the lease, keeps it alive, lets the runner of the kind go on from the checkpoint, and writes down
 * how it ended. The same for every queue: the row, not the job, says what is to be done.
 */
@Injectable()
export class SyncRunner {
  private readonly logger = new Logger(SyncRunner.name);
  private readonly working = new Set<AbortController>();

  constructor(
    private readonly ledger: RunLedger,
    private readonly publisher: ProgressPublisher,
    private readonly applications: ApplicationsService,
    private readonly calls: CallsRunner,
    private readonly data: DataRunner,
    @Inject(ENV) private readonly env: Pick<Env, 'SYNC_LEASE_MS'>,
  ) {}

  /** Takes the run up, if it is free, and works on it until it ends, is stopped, or has to wait. */
  async run(runId: string): Promise<void> {
    const taken = await this.ledger.take(runId);
    if (taken === undefined) return; // somebody else has it, or it has ended
    const { lease, row } = taken;
    const stop = new AbortController();
    this.working.add(stop);
    this.publisher.changed(runId);
    const heartbeat = setInterval(() => {
      this.beat(lease, stop).catch((error: unknown) => stop.abort(error));
    }, this.env.SYNC_LEASE_MS / BEATS_PER_LEASE);
    try {
      const facts = { runId, applicationId: row.application_id, attempt: String(row.attempt) };
      await withLogFacts(facts, () => this.work(lease, row, stop));
    } finally {
      clearInterval(heartbeat);
      this.working.delete(stop);
      await this.publisher.settled(runId);
    }
  }

  /** Stops all runs of this process at their next safe point and hands them back. */
  interrupt(): void {
    for (const stop of this.working) stop.abort(new RunInterruptedError());
  }

  private async work(lease: Lease, row: SyncRunTable, stop: AbortController): Promise<void> {
    try {
      if (row.status === SyncStatus.CANCELLING) throw new RunCancelledError();
      const application = await this.applications.forSync(row.application_id);
      const context = new RunContext(row, application, lease, stop, this.ledger, this.publisher);
      this.logger.log({ message: 'Run taken up' });
      if (row.kind === SyncKind.CALLS) await this.calls.run(context);
      if (row.kind !== SyncKind.CALLS || row.include_data === 1) await this.data.run(context);
      await this.ledger.finish(lease, 'complete');
      this.logger.log({ message: 'Run finished' });
    } catch (error) {
      // An aborted request may report the abort in its own words: the reason is what counts.
      await this.conclude(lease, row, stop.signal.aborted ? stop.signal.reason : error).catch((failure: unknown) => {
        if (!(failure instanceof LeaseLostError)) throw failure;
        this.logger.warn({ message: 'Run left: another worker has it, or it was removed' });
      });
    }
  }

  /** Writes down why the work stopped. @throws LeaseLostError */
  private async conclude(lease: Lease, row: SyncRunTable, reason: unknown): Promise<void> {
    if (reason instanceof LeaseLostError) throw reason;
    if (reason instanceof RunInterruptedError) return this.ledger.handBack(lease);
    if (reason instanceof RunCancelledError) return this.ledger.finish(lease, SyncStatus.CANCELLED);
    if (reason instanceof UpstreamError && reason.retryAfterMs !== undefined) {
      return this.ledger.pause(lease, reason.retryAfterMs);
    }
    if (isPassingFailure(reason) && row.attempt < MOST_ATTEMPTS) return this.ledger.handBack(lease);
    const error = toRunError(reason);
    this.logger.error({ message: 'Run failed', code: error.code, err: reason });
    await this.ledger.finish(lease, SyncStatus.FAILED, error);
    if (reason instanceof UpstreamError && reason.upstream === 'voximplant' && reason.fault === 'unauthorized') {
      await this.applications.noteRefusal(row.application_id, reason);
    }
  }

  private async beat(lease: Lease, stop: AbortController): Promise<void> {
    try {
      const { cancelling } = await this.ledger.renew(lease);
      if (cancelling) stop.abort(new RunCancelledError());
    } catch (error) {
      // Where only the database is away for a moment, the next beat, or the lease's end, decides.
      if (error instanceof LeaseLostError) throw error;
    }
  }
}

import { Inject, Injectable, Logger } from '@nestjs/common';
import { ApplicationsService } from '../applications/index.js';
import { ENV, type Env } from '../config/index.js';
import { newTraceId, withLogFacts } from '../logging/log-context.js';
import { isPassingFailure } from '../database/index.js';
import { UpstreamError } from '../upstream/index.js';
import { ProgressPublisher } from './progress-publisher.js';
import { RunContext } from './run-context.js';
import { pauseAfter } from './run-pause.js';
import { toRunError } from './run-error.js';
import { type Lease, LeaseLostError, type RunError, RunLeases, type RunOutcome } from './run-leases.js';
import { RunLedger } from './run-ledger.js';
import { NoProgressError, RunCancelledError, RunInterruptedError } from './run-stop.js';
import { CallsRunner } from './runners/calls.runner.js';
import { DataRunner } from './runners/data.runner.js';
import { SyncMetrics } from './sync-metrics.js';
import { SyncErrorKind, SyncKind, SyncStatus } from './sync.enums.js';
import type { SyncRunTable } from './sync-run.table.js';

/** Beats within one lease: two may be lost before somebody else takes the run over. */
const BEATS_PER_LEASE = 3;

/** How often in a row a run is taken up without any progress, whatever keeps it from that, before it is given up. */
const MOST_FRUITLESS = 25;

/** A run that this process has in hand. */
interface Work {
  stop: AbortController;
  takenUpAt: number;
  context?: RunContext;
}

/**
 * Works on runs: takes the lease, keeps it alive, lets the runner of the kind go on from the checkpoint, and writes down
 * how it ended. The same for every queue: the row, not the job, says what is to be done.
 */
@Injectable()
export class SyncRunner {
  private readonly logger = new Logger(SyncRunner.name);
  private readonly working = new Map<string, Work>();

  constructor(
    private readonly leases: RunLeases,
    private readonly ledger: RunLedger,
    private readonly publisher: ProgressPublisher,
    private readonly applications: ApplicationsService,
    private readonly calls: CallsRunner,
    private readonly data: DataRunner,
    private readonly metrics: SyncMetrics,
    @Inject(ENV)
    private readonly env: Pick<Env, 'SYNC_LEASE_MS' | 'SYNC_SLICE_MS' | 'SYNC_CONCURRENCY' | 'UPSTREAM_BREAK_MS'>,
  ) {}

  /** Takes the run up, if it is free, and works on it until it ends, is stopped, or has to wait. */
  async run(runId: string): Promise<void> {
    const taken = await this.leases.take(runId);
    if (taken === undefined) return; // somebody else has it, or it has ended
    const { lease, row } = taken;
    const stop = new AbortController();
    const work: Work = { stop, takenUpAt: performance.now() };
    this.working.set(runId, work);
    this.publisher.changed(runId);
    const heartbeat = setInterval(() => {
      this.beat(lease, stop).catch((error: unknown) => stop.abort(error));
    }, this.env.SYNC_LEASE_MS / BEATS_PER_LEASE);
    try {
      const facts = {
        runId,
        applicationId: row.application_id,
        attempt: String(row.attempt),
        traceId: newTraceId(),
      };
      await withLogFacts(facts, () => this.work(lease, row, work));
    } finally {
      clearInterval(heartbeat);
      this.working.delete(runId);
      await this.publisher.settled(runId);
    }
  }

  /** Stops all runs of this process at their next safe point and hands them back. */
  interrupt(): void {
    for (const { stop } of this.working.values()) stop.abort(new RunInterruptedError('the process is shutting down'));
  }

  /**
   * Runs wait, and every place of this process may be taken: the run that has had one longest hands it over, if it has had
   * its slice and has got somewhere in it. It goes on behind those that wait now.
   */
  makeRoom(): void {
    if (this.working.size < this.env.SYNC_CONCURRENCY) return;
    const longest = [...this.working.values()].reduce((one, other) => (one.takenUpAt <= other.takenUpAt ? one : other));
    if (performance.now() - longest.takenUpAt < this.env.SYNC_SLICE_MS || !longest.context?.hasProgressed) return;
    longest.stop.abort(new RunInterruptedError('others wait for its place'));
  }

  private async work(lease: Lease, row: SyncRunTable, work: Work): Promise<void> {
    const { stop } = work;
    try {
      if (row.status === SyncStatus.CANCELLING) throw new RunCancelledError();
      if (row.fruitless > MOST_FRUITLESS) throw new NoProgressError(MOST_FRUITLESS);
      const application = await this.applications.forSync(row.application_id);
      const context = new RunContext(row, application, lease, stop, this.leases, this.publisher);
      work.context = context;
      this.logger.log({ message: 'Run taken up' });
      if (row.kind === SyncKind.CALLS) await this.calls.run(context);
      if (row.kind !== SyncKind.CALLS || row.include_data === 1) await this.data.run(context);
      await this.applications.noteSuccess(application);
      await this.finish(lease, 'complete');
      this.logger.log({ message: 'Run finished' });
    } catch (error) {
      // An aborted request may report the abort in its own words: the reason is what counts.
      await this.conclude(lease, row, work, stop.signal.aborted ? stop.signal.reason : error).catch(
        (failure: unknown) => {
          if (!(failure instanceof LeaseLostError)) throw failure;
          this.logger.warn({ message: 'Run left: another worker has it, or it was removed' });
        },
      );
    }
  }

  /** Writes down why the work stopped. @throws LeaseLostError */
  private async conclude(lease: Lease, row: SyncRunTable, work: Work, reason: unknown): Promise<void> {
    if (reason instanceof LeaseLostError) throw reason;
    if (reason instanceof RunInterruptedError) return this.leases.handBack(lease);
    if (reason instanceof RunCancelledError) return this.finish(lease, SyncStatus.CANCELLED);
    if (isPassingFailure(reason)) return this.leases.handBack(lease);
    const error = toRunError(reason);
    const pauseMs = pauseAfter(reason, work.context?.hasProgressed ? 1 : row.fruitless, this.env.UPSTREAM_BREAK_MS);
    if (pauseMs !== undefined) {
      this.logger.warn({ message: 'Run put aside', code: error.code, pauseMs, err: reason });
      return this.leases.pause(lease, pauseMs, error);
    }
    this.logger.error({ message: 'Run failed', code: error.code, err: reason });
    await this.finish(lease, SyncStatus.FAILED, error);
    if (reason instanceof UpstreamError && error.kind === SyncErrorKind.CONFIGURATION) {
      await this.applications.noteRefusal(row.application_id, reason);
    }
  }

  /** Ends the run, and counts it here, where that was done: whoever lost its lease has ended nothing. @throws LeaseLostError */
  private async finish(lease: Lease, outcome: RunOutcome, error: RunError | null = null): Promise<void> {
    await this.leases.finish(lease, outcome, error);
    const run = await this.ledger.find(lease.runId).catch(() => undefined); // it has ended, counted or not
    if (run !== undefined) this.metrics.ended(run);
  }

  private async beat(lease: Lease, stop: AbortController): Promise<void> {
    try {
      const { cancelling } = await this.leases.renew(lease);
      if (cancelling) stop.abort(new RunCancelledError());
    } catch (error) {
      // Where only the database is away for a moment, the next beat, or the lease's end, decides.
      if (error instanceof LeaseLostError) throw error;
    }
  }
}

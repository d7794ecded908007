import type { Transaction } from 'kysely';
import type { Application } from '../applications/index.js';
import type { Lease, RunLeases, RunProgress } from './run-leases.js';
import type { ProgressPublisher } from './progress-publisher.js';
import { RunCancelledError } from './run-stop.js';
import type { SyncRunTable, SyncTables } from './sync-run.table.js';

/** What a runner has in hand while it works on a run: the row as it was taken up, the lease, and the signal to stop. */
export class RunContext {
  private readonly begunAt = performance.now();
  private doneHere = 0;
  private cancelling = false;

  constructor(
    readonly run: Readonly<SyncRunTable>,
    readonly application: Application,
    private readonly lease: Lease,
    private readonly stop: AbortController,
    private readonly leases: RunLeases,
    private readonly publisher: ProgressPublisher,
  ) {}

  /** Ends when the work has to stop; its reason says why. */
  get signal(): AbortSignal {
    return this.stop.signal;
  }

  /** Whether something has come of the work since the run was taken up. */
  get hasProgressed(): boolean {
    return this.doneHere > 0;
  }

  /** Stores a step in the caller's transaction. @throws LeaseLostError */
  async advance<Tables extends SyncTables>(
    trx: Transaction<Tables>,
    step: Omit<RunProgress, 'itemsPerSecond'>,
  ): Promise<void> {
    const seconds = (performance.now() - this.begunAt) / 1000;
    const itemsPerSecond = Math.round(((this.doneHere + step.done) / Math.max(seconds, 0.001)) * 10) / 10;
    const { cancelling } = await this.leases.advance(trx, this.lease, { ...step, itemsPerSecond });
    this.cancelling ||= cancelling;
  }

  /** Whether an item of the run has failed so far. */
  hasFailures<Tables extends SyncTables>(trx: Transaction<Tables>): Promise<boolean> {
    return this.leases.hasFailures(trx, this.lease);
  }

  /** To be called once the step is committed. */
  advanced(done: number): void {
    this.doneHere += done;
    this.publisher.changed(this.run.id);
    if (this.cancelling) this.stop.abort(new RunCancelledError());
  }

  /** The place between two steps at which a run can be stopped. @throws what the signal was aborted with */
  throwIfStopped(): void {
    this.signal.throwIfAborted();
  }
}

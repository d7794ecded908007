import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { newId } from '../common/id.js';
import { ENV, type Env } from '../config/index.js';
import { Db } from '../database/index.js';
import type { SyncJob } from '../queue/index.js';
import { NO_ERROR, NO_LEASE } from './run-columns.js';
import { type SyncErrorKind, type SyncPhase, SyncStatus } from './sync.enums.js';
import type { SyncCounts } from './sync-run.snapshot.js';
import type { SyncFailureTable, SyncRunTable, SyncTables } from './sync-run.table.js';

const MOST_FAILURES = 100;

type RunValues = { [Column in keyof SyncRunTable]: SyncRunTable[Column] | RawBuilder<unknown> };

/** The right to work on a run. Whoever took it later has another token, and writes with the old one fail. */
export interface Lease {
  runId: string;
  token: string;
}

/** What one step adds to a run. */
export interface RunProgress {
  checkpoint: string;
  phase: SyncPhase;
  done: number;
  /** How much is left after this step, where that is known. */
  remaining?: number | undefined;
  itemsPerSecond: number | null;
  counts: Partial<SyncCounts>;
  failures?: readonly RunFailure[];
}

export interface RunFailure {
  callId: string | null;
  phase: SyncPhase;
  code: string;
  message: string;
}

export interface RunError {
  kind: SyncErrorKind;
  code: string;
  message: string;
  retryable: boolean;
}

/** How the work on a run ended for good. */
export type RunOutcome = 'complete' | SyncStatus.FAILED | SyncStatus.CANCELLED;

/** Somebody else works on the run by now, or it is gone with its application: stop, and write nothing. */
export class LeaseLostError extends Error {
  constructor(runId: string) {
    super(`The lease on run ${runId} was lost`);
    this.name = 'LeaseLostError';
  }
}

/**
 * The rows of `sync_runs` in the hands of workers. Whoever takes a run gets a lease on it, by the database's clock, and each
 * write compares it: one that was paused beyond its lease cannot undo what its successor did.
 */
@Injectable()
export class RunLeases {
  constructor(
    private readonly db: Db,
    @Inject(ENV) private readonly env: Pick<Env, 'SYNC_LEASE_MS'>,
  ) {}

  /** Takes a run up that waits to be worked on, or whose worker has gone silent; undefined if there is nothing to take. */
  async take(runId: string): Promise<{ lease: Lease; row: SyncRunTable } | undefined> {
    const token = newId();
    const { numUpdatedRows } = await this.update()
      .set((eb) => ({
        status: sql<SyncStatus>`case when status = ${SyncStatus.CANCELLING} then status else ${SyncStatus.RUNNING} end`,
        lease_token: token,
        lease_until: this.leaseEnd(),
        ...NO_ERROR,
        attempt: eb('attempt', '+', 1),
        fruitless: eb('fruitless', '+', 1), // until something comes of it
        sequence: eb('sequence', '+', 1),
        started_at: sql`coalesce(started_at, ${this.now()})`,
        resume_at: null,
        items_per_second: null,
        updated_at: this.now(),
      }))
      .where('id', '=', runId)
      .where(this.isDue())
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return undefined;
    const row = await this.table().selectAll().where('id', '=', runId).executeTakeFirst();
    return row === undefined ? undefined : { lease: { runId, token }, row };
  }

  /** Runs that somebody should take up, the longest waiting first. */
  async due(limit: number): Promise<SyncJob[]> {
    const rows = await this.table()
      .select(['id', 'attempt'])
      .where(this.isDue())
      .orderBy('updated_at')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ id, attempt }) => ({ runId: id, attempt }));
  }

  /**
   * Says that the worker is alive.
   * @returns whether the run is to be cancelled
   * @throws LeaseLostError
   */
  async renew(lease: Lease): Promise<{ cancelling: boolean }> {
    const tables = this.db.kysely<SyncTables>();
    await this.write(tables, lease, { lease_until: this.leaseEnd() });
    return this.isCancelling(tables, lease);
  }

  /**
   * Stores a step with whatever the caller's transaction stores: both are there, or neither.
   * @returns whether the run is to be cancelled
   * @throws LeaseLostError, which rolls the transaction back
   */
  async advance<Tables extends SyncTables>(
    trx: Transaction<Tables>,
    lease: Lease,
    progress: RunProgress,
  ): Promise<{ cancelling: boolean }> {
    const own = trx as unknown as Transaction<SyncTables>;
    const { counts, failures = [] } = progress;
    const plus = (column: string, by: number | undefined) => sql<number>`${sql.ref(column)} + ${by ?? 0}`;
    await this.write(own, lease, {
      checkpoint: progress.checkpoint,
      phase: progress.phase,
      ...totalOf(progress), // before `done`: MySQL evaluates assignments from left to right
      done: plus('done', progress.done),
      ...(progress.done > 0 && { fruitless: 0 }),
      items_per_second: progress.itemsPerSecond,
      new_calls: plus('new_calls', counts.newCalls),
      updated_calls: plus('updated_calls', counts.updatedCalls),
      unchanged_calls: plus('unchanged_calls', counts.unchangedCalls),
      transcripts_synced: plus('transcripts_synced', counts.transcriptsSynced),
      audios_synced: plus('audios_synced', counts.audiosSynced),
      skipped: plus('skipped', counts.skipped),
      failed: plus('failed', (counts.failed ?? 0) + failures.length),
      bytes_downloaded: plus('bytes_downloaded', counts.bytesDownloaded),
      lease_until: this.leaseEnd(),
    });
    await this.addFailures(own, lease.runId, failures);
    return this.isCancelling(own, lease);
  }

  /** Whether an item of the run has failed so far. */
  async hasFailures<Tables extends SyncTables>(trx: Transaction<Tables>, { runId }: Lease): Promise<boolean> {
    const own = trx as unknown as Transaction<SyncTables>;
    const row = await own.selectFrom('sync_runs').select('failed').where('id', '=', runId).executeTakeFirst();
    return (row?.failed ?? 0) > 0;
  }

  /**
   * Ends the run. One that is complete has SUCCEEDED, or is PARTIAL where items of it failed.
   * @throws LeaseLostError
   */
  async finish(lease: Lease, outcome: RunOutcome, error: RunError | null): Promise<void> {
    const complete = sql<SyncStatus>`case when failed > 0 then ${SyncStatus.PARTIAL} else ${SyncStatus.SUCCEEDED} end`;
    await this.write(this.db.kysely(), lease, {
      status: outcome === 'complete' ? complete : outcome,
      live_key: null,
      finished_at: this.now(),
      ...errorColumns(error),
      ...NO_LEASE,
    });
  }

  /**
   * Puts the run aside until the upstream may be asked again; nobody holds it meanwhile.
   * @param error why
   * @throws LeaseLostError
   */
  async pause(lease: Lease, forMs: number, error: RunError): Promise<void> {
    const resume_at = sql.raw<SyncRunTable['resume_at']>(this.db.dialect.nowPlus(forMs));
    await this.release(lease, SyncStatus.WAITING, { resume_at, ...errorColumns(error) });
  }

  /** Hands the run back for somebody to go on with once those who wait have had their turn. @throws LeaseLostError */
  async handBack(lease: Lease): Promise<void> {
    await this.release(lease, SyncStatus.QUEUED);
  }

  /** Lets go of a live run. One that is to be cancelled stays so: whoever takes it up next ends it. */
  private release(lease: Lease, next: SyncStatus, values: Partial<RunValues> = {}): Promise<void> {
    const status = sql<SyncStatus>`case when status = ${SyncStatus.CANCELLING} then status else ${next} end`;
    return this.write(this.db.kysely(), lease, { ...values, ...NO_LEASE, status });
  }

  private async isCancelling(
    executor: Pick<Kysely<SyncTables>, 'selectFrom'>,
    { runId }: Lease,
  ): Promise<{ cancelling: boolean }> {
    const row = await executor.selectFrom('sync_runs').select('status').where('id', '=', runId).executeTakeFirst();
    return { cancelling: row?.status === SyncStatus.CANCELLING };
  }

  private async addFailures(
    trx: Transaction<SyncTables>,
    runId: string,
    failures: readonly RunFailure[],
  ): Promise<void> {
    if (failures.length === 0) return;
    const { count } = await trx
      .selectFrom('sync_failures')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('run_id', '=', runId)
      .executeTakeFirstOrThrow();
    const known = Number(count);
    const rows = failures.slice(0, Math.max(0, MOST_FAILURES - known)).map((failure, index): SyncFailureTable => ({
      run_id: runId,
      position: known + index,
      call_id: failure.callId,
      phase: failure.phase,
      code: failure.code.slice(0, 64),
      message: failure.message.slice(0, 1000),
      at: this.db.dialect.toColumn(new Date()),
    }));
    if (rows.length > 0) await trx.insertInto('sync_failures').values(rows).execute();
  }

  /** The one way in which a worker changes its run. */
  private async write(
    executor: Pick<Kysely<SyncTables>, 'updateTable'>,
    lease: Lease,
    values: Partial<RunValues>,
  ): Promise<void> {
    const { numUpdatedRows } = await executor
      .updateTable('sync_runs')
      .set((eb) => ({ ...(values as object), sequence: eb('sequence', '+', 1), updated_at: this.now() }))
      .where('id', '=', lease.runId)
      .where('lease_token', '=', lease.token)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new LeaseLostError(lease.runId);
  }

  private isDue() {
    const now = this.now();
    return sql<boolean>`(status = ${SyncStatus.QUEUED}
      or (status = ${SyncStatus.WAITING} and resume_at <= ${now})
      or (status in (${SyncStatus.RUNNING}, ${SyncStatus.CANCELLING}) and (lease_until is null or lease_until < ${now})))`;
  }

  private now(): RawBuilder<SyncRunTable['updated_at']> {
    return sql.raw(this.db.dialect.now);
  }

  private leaseEnd(): RawBuilder<SyncRunTable['updated_at']> {
    return sql.raw(this.db.dialect.nowPlus(this.env.SYNC_LEASE_MS));
  }

  private table() {
    return this.db.kysely<SyncTables>().selectFrom('sync_runs');
  }

  private update() {
    return this.db.kysely<SyncTables>().updateTable('sync_runs');
  }
}

function errorColumns(error: RunError | null) {
  if (error === null) return NO_ERROR;
  return {
    error_kind: error.kind,
    error_code: error.code.slice(0, 64),
    error_message: error.message.slice(0, 1000),
    error_retryable: error.retryable ? (1 as const) : (0 as const),
  };
}

/** A total that was announced gives way where more was done than it said. */
function totalOf({ remaining, done }: RunProgress) {
  return remaining === undefined
    ? { total: sql<number | null>`case when total < done + ${done} then done + ${done} else total end` }
    : { total: sql<number>`done + ${done + remaining}` };
}

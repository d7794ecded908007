import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { newId } from '../common/id.js';
import { ENV, type Env } from '../config/index.js';
import { type Alongside, type AnyKysely, Db, isDuplicateKey } from '../database/index.js';
import type { SyncJob } from '../queue/index.js';
import {
  FINAL_STATUSES,
  type SyncErrorKind,
  type SyncKind,
  type SyncPhase,
  SyncStatus,
  SyncTrigger,
} from './sync.enums.js';
import { type SyncCounts, type SyncRunSnapshot, toSnapshot } from './sync-run.snapshot.js';
import type { SyncFailureTable, SyncRunTable, SyncTables } from './sync-run.table.js';

const MOST_FAILURES = 100;

const NO_ERROR = { error_kind: null, error_code: null, error_message: null, error_retryable: null } as const;

/** A run before any work was done. */
const NOTHING_YET = {
  ...NO_ERROR,
  phase: null,
  total: null,
  items_per_second: null,
  lease_token: null,
  lease_until: null,
  resume_at: null,
  started_at: null,
  finished_at: null,
  sequence: 0,
  done: 0,
  new_calls: 0,
  updated_calls: 0,
  unchanged_calls: 0,
  transcripts_synced: 0,
  audios_synced: 0,
  skipped: 0,
  failed: 0,
  bytes_downloaded: 0,
  attempt: 0,
  fruitless: 0,
} as const;

export interface NewRun {
  workspaceId: string;
  applicationId: string;
  callId?: string | null;
  kind: SyncKind;
  trigger: SyncTrigger;
  from: Date | null;
  to: Date | null;
  ranged: boolean;
  includeData: boolean;
  /** Where an earlier run stopped; see retrySync. */
  checkpoint?: string | null;
}

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
 * The rows of `sync_runs`: the whole state of every run, and the only file that changes them. Each write of a worker
 * compares its lease, so that one that was paused beyond it cannot undo what its successor did. Leases are measured by
 * the database's clock.
 */
@Injectable()
export class RunLedger {
  constructor(
    private readonly db: Db,
    @Inject(ENV) private readonly env: Pick<Env, 'SYNC_LEASE_MS'>,
  ) {}

  /**
   * Makes a run, or finds the one of the same kind that is live for the application (or the call).
   * @param alongside what is written with a new run
   */
  async start(
    run: NewRun,
    alongside: (trx: AnyKysely, id: string) => Promise<void>,
  ): Promise<{ run: SyncRunSnapshot; alreadyRunning: boolean }> {
    const liveKey = `${run.kind}:${run.callId ?? run.applicationId}`;
    const id = newId();
    for (;;) {
      try {
        await this.insert(id, liveKey, run, (trx) => alongside(trx, id));
        return { run: (await this.find(id))!, alreadyRunning: false };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      const live = await this.table().selectAll().where('live_key', '=', liveKey).executeTakeFirst();
      if (live !== undefined) return { run: this.toSnapshot(live), alreadyRunning: true };
      // It ended between the two statements: there is room for a new one now.
    }
  }

  async find(id: string): Promise<SyncRunSnapshot | undefined> {
    const row = await this.table().selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : this.toSnapshot(row);
  }

  findRow(workspaceId: string, id: string): Promise<SyncRunTable | undefined> {
    return this.table().selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id).executeTakeFirst();
  }

  /**
   * The run that goes on from where a final one stopped. Where items of that failed it begins anew, since nobody would
   * come by them again.
   */
  successorOf(row: SyncRunTable): NewRun {
    const instant = (column: SyncRunTable['from_time']) => (column === null ? null : this.db.dialect.toDate(column));
    return {
      workspaceId: row.workspace_id,
      applicationId: row.application_id,
      callId: row.call_id,
      kind: row.kind,
      trigger: SyncTrigger.RETRY,
      from: instant(row.from_time),
      to: instant(row.to_time),
      ranged: row.ranged === 1,
      includeData: row.include_data === 1,
      checkpoint: row.failed > 0 ? null : row.checkpoint,
    };
  }

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
      ...this.noLease(),
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

  /**
   * Asks a live run to stop: at once if nobody works on it, else at its next safe point. One that is final, or is stopping
   * already, stays as it is.
   * @param alongside what is written where it is asked
   */
  async cancel(id: string, alongside: Alongside): Promise<void> {
    await this.db.transaction<SyncTables, void>(async (trx) => {
      if (await this.askToStop(trx, id)) await alongside(trx);
    });
  }

  /**
   * Ends all live runs of an application at once: whoever works on one finds its lease lost at its next write.
   * @returns the runs that were live
   */
  revoke(applicationId: string): Promise<string[]> {
    return this.endLive(this.db.kysely(), 'application_id', [applicationId]);
  }

  /** The same for all live runs about single calls, in the caller's transaction. @returns the runs that were live */
  revokeOfCalls<Tables extends SyncTables>(trx: Transaction<Tables>, callIds: readonly string[]): Promise<string[]> {
    return this.endLive(trx as unknown as Transaction<SyncTables>, 'call_id', callIds);
  }

  /**
   * Erases what runs have written down of a call that is erased: the upstreams' own words, which may name anything.
   * Which runs failed, where and with which code stays.
   */
  async eraseWords<Tables extends SyncTables>(
    trx: Transaction<Tables>,
    call: { id: string; applicationId: string; conversationId: string | null },
  ): Promise<void> {
    const own = trx as unknown as Transaction<SyncTables>;
    const gone = 'Erased with the call';
    await own.updateTable('sync_failures').set({ message: gone }).where('call_id', '=', call.id).execute();
    await own
      .updateTable('sync_runs')
      .set({ error_message: gone })
      .where('call_id', '=', call.id)
      .where('error_message', 'is not', null)
      .execute();
    if (call.conversationId === null) return;
    // Looked for first, as an update would lock every run that it passes, the live ones too.
    const naming = await own
      .selectFrom('sync_runs')
      .select('id')
      .where('application_id', '=', call.applicationId)
      .where(sql<boolean>`instr(error_message, ${call.conversationId}) > 0`)
      .execute();
    if (naming.length === 0) return;
    const ids = naming.map(({ id }) => id);
    await own.updateTable('sync_runs').set({ error_message: gone }).where('id', 'in', ids).execute();
  }

  private async askToStop(trx: Transaction<SyncTables>, id: string): Promise<boolean> {
    const idle = sql<boolean>`status in (${sql.join([SyncStatus.QUEUED, SyncStatus.WAITING])})`;
    const { numUpdatedRows } = await trx
      .updateTable('sync_runs')
      .set((eb) => ({
        live_key: sql<string | null>`case when ${idle} then null else live_key end`,
        finished_at: sql<SyncRunTable['finished_at']>`case when ${idle} then ${this.now()} end`,
        resume_at: null,
        sequence: eb('sequence', '+', 1),
        updated_at: this.now(),
        // Last, as MySQL evaluates assignments from left to right.
        status: sql<SyncStatus>`case when ${idle} then ${SyncStatus.CANCELLED} else ${SyncStatus.CANCELLING} end`,
      }))
      .where('id', '=', id)
      .where('status', 'in', [SyncStatus.QUEUED, SyncStatus.WAITING, SyncStatus.RUNNING])
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  private async endLive(
    executor: Pick<Kysely<SyncTables>, 'selectFrom' | 'updateTable'>,
    column: 'application_id' | 'call_id',
    values: readonly string[],
  ): Promise<string[]> {
    const live = await executor
      .selectFrom('sync_runs')
      .select('id')
      .where(column, 'in', values)
      .where('status', 'not in', FINAL_STATUSES)
      .execute();
    if (live.length === 0) return [];
    const ids = live.map(({ id }) => id);
    await executor
      .updateTable('sync_runs')
      .set((eb) => ({
        status: SyncStatus.CANCELLED,
        live_key: null,
        resume_at: null,
        finished_at: this.now(),
        sequence: eb('sequence', '+', 1),
        updated_at: this.now(),
        ...this.noLease(),
      }))
      .where('id', 'in', ids)
      .where('status', 'not in', FINAL_STATUSES)
      .execute();
    return ids;
  }

  /** Lets go of a live run. One that is to be cancelled stays so: whoever takes it up next ends it. */
  private release(lease: Lease, next: SyncStatus, values: Partial<RunValues> = {}): Promise<void> {
    const status = sql<SyncStatus>`case when status = ${SyncStatus.CANCELLING} then status else ${next} end`;
    return this.write(this.db.kysely(), lease, { ...values, ...this.noLease(), status });
  }

  private insert(id: string, liveKey: string, run: NewRun, alongside: Alongside): Promise<void> {
    const { dialect } = this.db;
    const row = {
      ...NOTHING_YET,
      id,
      workspace_id: run.workspaceId,
      application_id: run.applicationId,
      call_id: run.callId ?? null,
      kind: run.kind,
      trigger: run.trigger,
      status: SyncStatus.QUEUED,
      from_time: run.from && dialect.toColumn(run.from),
      to_time: run.to && dialect.toColumn(run.to),
      ranged: run.ranged ? (1 as const) : (0 as const),
      include_data: run.includeData ? (1 as const) : (0 as const),
      live_key: liveKey,
      checkpoint: run.checkpoint ?? null,
      created_at: this.now(),
      updated_at: this.now(),
    };
    return this.db
      .kysely<SyncTables>()
      .transaction()
      .execute(async (trx) => {
        await trx.insertInto('sync_runs').values(row).execute();
        await alongside(trx);
      });
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

  private noLease() {
    return { lease_token: null, lease_until: null, items_per_second: null };
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

  private toSnapshot(row: SyncRunTable): SyncRunSnapshot {
    return toSnapshot(row, this.db.dialect);
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

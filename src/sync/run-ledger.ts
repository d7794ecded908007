import { Injectable } from '@nestjs/common';
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { newId } from '../common/id.js';
import { type Alongside, type AnyKysely, Db, isDuplicateKey } from '../database/index.js';
import { NO_ERROR, NO_LEASE } from './run-columns.js';
import { FINAL_STATUSES, type SyncKind, SyncStatus, SyncTrigger } from './sync.enums.js';
import { type SyncRunSnapshot, toSnapshot } from './sync-run.snapshot.js';
import type { SyncRunTable, SyncTables } from './sync-run.table.js';

/** A run before any work was done. */
const NOTHING_YET = {
  ...NO_ERROR,
  ...NO_LEASE,
  phase: null,
  total: null,
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

/**
 * The rows of `sync_runs`, each the whole state of a run, as those see them who start and stop runs. What workers write is in
 * {@link RunLeases}; nobody else changes them.
 */
@Injectable()
export class RunLedger {
  constructor(private readonly db: Db) {}

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
        ...NO_LEASE,
      }))
      .where('id', 'in', ids)
      .where('status', 'not in', FINAL_STATUSES)
      .execute();
    return ids;
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

  private now(): RawBuilder<SyncRunTable['updated_at']> {
    return sql.raw(this.db.dialect.now);
  }

  private table() {
    return this.db.kysely<SyncTables>().selectFrom('sync_runs');
  }

  private toSnapshot(row: SyncRunTable): SyncRunSnapshot {
    return toSnapshot(row, this.db.dialect);
  }
}

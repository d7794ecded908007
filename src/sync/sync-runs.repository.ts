import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Cursors } from '../common/cursor.js';
import { type Page } from '../common/pagination.js';
import { Db, newestFirst, type StoredInstant } from '../database/index.js';
import { FINAL_STATUSES, SyncKind, SyncStatus } from './sync.enums.js';
import { type SyncRunSnapshot, toSnapshot } from './sync-run.snapshot.js';
import type { SyncFailureTable, SyncTables } from './sync-run.table.js';

const DAY_MS = 86_400_000;
const LIVE_STATUSES = Object.values(SyncStatus).filter((status) => !FINAL_STATUSES.includes(status));

export interface SyncRunsQuery {
  applicationId: string | null;
  status: readonly SyncStatus[] | null;
  first: number | null;
  after: string | null;
}

/** Reads runs; each query is bound to a workspace or to runs that were found so. */
@Injectable()
export class SyncRunsRepository {
  constructor(private readonly db: Db) {}

  async find(workspaceId: string, id: string): Promise<SyncRunSnapshot | undefined> {
    const row = await this.runs(workspaceId).where('id', '=', id).executeTakeFirst();
    return row && toSnapshot(row, this.db.dialect);
  }

  /** Newest first. @throws BadUserInputError for a bad cursor */
  async findPage(
    workspaceId: string,
    { applicationId, status, first, after }: SyncRunsQuery,
  ): Promise<Page<SyncRunSnapshot>> {
    const cursors = new Cursors(['syncRuns', workspaceId, applicationId, status]);
    let query = this.runs(workspaceId);
    if (applicationId !== null) query = query.where('application_id', '=', applicationId);
    if (status !== null) query = query.where('status', 'in', [...status, '' as SyncStatus]); // never an empty list
    const page = await newestFirst(query, cursors, { first, after });
    return { ...page, rows: page.rows.map((row) => toSnapshot(row, this.db.dialect)) };
  }

  /** The runs that are not final, oldest first. */
  async findLive(workspaceId: string, applicationId: string | null): Promise<SyncRunSnapshot[]> {
    let query = this.runs(workspaceId).where('status', 'in', LIVE_STATUSES).orderBy('id');
    if (applicationId !== null) query = query.where('application_id', '=', applicationId);
    return (await query.execute()).map((row) => toSnapshot(row, this.db.dialect));
  }

  /** The live runs of several applications, and the newest run of each. */
  async findForApplications(applicationIds: readonly string[]): Promise<SyncRunSnapshot[]> {
    const rows = await this.db
      .kysely<SyncTables>()
      .selectFrom('sync_runs')
      .selectAll()
      .where('application_id', 'in', applicationIds)
      .where((eb) =>
        eb.or([
          eb('status', 'in', LIVE_STATUSES),
          eb(
            'id',
            'in',
            eb
              .selectFrom('sync_runs')
              .select(({ fn }) => fn.max('id').as('id'))
              .where('application_id', 'in', applicationIds)
              .groupBy('application_id'),
          ),
        ]),
      )
      .orderBy('id')
      .execute();
    return rows.map((row) => toSnapshot(row, this.db.dialect));
  }

  /** How long ago the last sync of calls up to now began, in milliseconds, by application; those within two days. */
  async sinceLastSync(): Promise<Map<string, number>> {
    const { dialect } = this.db;
    const rows = await this.db
      .kysely<SyncTables>()
      .selectFrom('sync_runs')
      .select(['application_id', this.now().as('now')])
      .select(({ fn }) => fn.max('created_at').as('began'))
      .where('updated_at', '>=', sql.raw<StoredInstant>(dialect.nowPlus(-2 * DAY_MS)))
      .where('kind', '=', SyncKind.CALLS)
      .where('ranged', '=', 0)
      .groupBy('application_id')
      .execute();
    return new Map(
      rows.map(({ application_id, now, began }) => [
        application_id,
        dialect.toDate(now).getTime() - dialect.toDate(began).getTime(),
      ]),
    );
  }

  /** The applications, of every workspace, of which all pending data is being fetched, by a run of either kind. */
  async fetchingData(): Promise<Set<string>> {
    const rows = await this.db
      .kysely<SyncTables>()
      .selectFrom('sync_runs')
      .select('application_id')
      .where('status', 'in', LIVE_STATUSES)
      .where((eb) =>
        eb.or([
          eb('kind', '=', SyncKind.PENDING_DATA),
          eb.and([eb('kind', '=', SyncKind.CALLS), eb('include_data', '=', 1)]),
        ]),
      )
      .execute();
    return new Set(rows.map((row) => row.application_id));
  }

  /** How many runs there are in each status that is not final, of every workspace. */
  async countLive(): Promise<Map<SyncStatus, number>> {
    const rows = await this.db
      .kysely<SyncTables>()
      .selectFrom('sync_runs')
      .select(['status', ({ fn }) => fn.countAll<string | number>().as('count')])
      .where('status', 'in', LIVE_STATUSES)
      .groupBy('status')
      .execute();
    const counts = new Map(rows.map(({ status, count }) => [status, Number(count)]));
    return new Map(LIVE_STATUSES.map((status) => [status, counts.get(status) ?? 0]));
  }

  /** How long the run that is queued longest has been so. */
  async longestWaitMs(): Promise<number> {
    const row = await this.db
      .kysely<SyncTables>()
      .selectFrom('sync_runs')
      .select(({ fn }) => fn.min('updated_at').as('since'))
      .select(this.now().as('now'))
      .where('status', '=', SyncStatus.QUEUED)
      .executeTakeFirst();
    if (row?.since == null) return 0;
    const { dialect } = this.db;
    return Math.max(0, dialect.toDate(row.now).getTime() - dialect.toDate(row.since).getTime());
  }

  /** The runs, of every workspace, that changed within the last so many milliseconds; some, where they are many. */
  async findChangedWithin(milliseconds: number, limit: number): Promise<SyncRunSnapshot[]> {
    const { dialect } = this.db;
    const rows = await this.db
      .kysely<SyncTables>()
      .selectFrom('sync_runs')
      .selectAll()
      .where('updated_at', '>=', sql.raw<StoredInstant>(dialect.nowPlus(-milliseconds)))
      .orderBy('updated_at', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => toSnapshot(row, dialect));
  }

  /** The runs about one call, live or not. */
  async findIdsOfCall(callId: string): Promise<string[]> {
    const runs = this.db.kysely<SyncTables>().selectFrom('sync_runs').select('id');
    return (await runs.where('call_id', '=', callId).execute()).map(({ id }) => id);
  }

  findFailures(runIds: readonly string[]): Promise<SyncFailureTable[]> {
    return this.db
      .kysely<SyncTables>()
      .selectFrom('sync_failures')
      .selectAll()
      .where('run_id', 'in', runIds)
      .orderBy('run_id')
      .orderBy('position')
      .execute();
  }

  private now() {
    return sql.raw<StoredInstant>(this.db.dialect.now);
  }

  private runs(workspaceId: string) {
    return this.db.kysely<SyncTables>().selectFrom('sync_runs').selectAll().where('workspace_id', '=', workspaceId);
  }
}

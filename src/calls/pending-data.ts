import { Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { Db } from '../database/index.js';
import { ArtifactState } from './call.enums.js';
import type { CallTable, CallTables } from './call.table.js';

/** What is fetched for a call besides its own data. */
export type Artifact = 'transcript' | 'recording';

/** A call of which something is to be fetched. */
export type PendingCall = Pick<
  CallTable,
  'id' | 'conversation_id' | 'transcript_state' | 'recording_state' | 'record_url'
> & { startTime: Date; endTime: Date | null };

/** The states in which there is something left to do. */
const PENDING: readonly ArtifactState[] = [ArtifactState.EXPECTED, ArtifactState.PROCESSING, ArtifactState.FAILED];

/** The states that no try changes any more. */
const SETTLED: readonly ArtifactState[] = [ArtifactState.AVAILABLE, ArtifactState.EXPIRED, ArtifactState.ERASED];

const LONGEST_REASON = 500;

/** Which transcripts and recordings are still to be fetched. The state of each call is the ledger of that. */
@Injectable()
export class PendingData {
  constructor(private readonly db: Db) {}

  async count(applicationId: string, artifact: Artifact): Promise<number> {
    const { count } = await this.calls()
      .select(({ fn }) => fn.countAll<string | number>().as('count'))
      .where('application_id', '=', applicationId)
      .where(`${artifact}_state`, 'in', PENDING)
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /**
   * The next ones that were not tried since an instant, in the order of their ids.
   * @param dueBy only those that were never tried, or are to be tried again by then
   */
  async next(
    applicationId: string,
    artifact: Artifact,
    { triedBefore, dueBy, after, limit }: { triedBefore: Date; dueBy?: Date; after: string; limit: number },
  ): Promise<PendingCall[]> {
    const [tried, retry] = [`${artifact}_tried_at`, `${artifact}_retry_at`] as const;
    const { dialect } = this.db;
    const rows = await this.selection()
      .where('application_id', '=', applicationId)
      .where(`${artifact}_state`, 'in', PENDING)
      .where('id', '>', after)
      .where((eb) => eb.or([eb(tried, 'is', null), eb(tried, '<', dialect.toColumn(triedBefore))]))
      .$if(dueBy !== undefined, (query) =>
        query.where((eb) => eb.or([eb(tried, 'is', null), eb(retry, '<=', dialect.toColumn(dueBy!))])),
      )
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map((row) => this.toPending(row));
  }

  /** The applications that have something to try again by now. */
  async applicationsWithRetries(artifact: Artifact, now: Date): Promise<string[]> {
    const rows = await this.calls()
      .select('application_id')
      .distinct()
      .where(`${artifact}_retry_at`, '<=', this.db.dialect.toColumn(now))
      .where(`${artifact}_state`, 'in', PENDING)
      .execute();
    return rows.map((row) => row.application_id);
  }

  async find(id: string): Promise<PendingCall | undefined> {
    const row = await this.selection().where('id', '=', id).executeTakeFirst();
    return row && this.toPending(row);
  }

  /**
   * Whether a call still has the conversation with which it was read, as a better source may have named another one; until
   * the transaction ends, it keeps it.
   */
  async isUnchanged<Tables extends CallTables>(
    trx: Transaction<Tables>,
    { id, conversation_id }: Pick<PendingCall, 'id' | 'conversation_id'>,
  ): Promise<boolean> {
    const call = (trx as unknown as Transaction<CallTables>)
      .selectFrom('calls')
      .select('conversation_id')
      .where('id', '=', id);
    const row = await this.db.locked(call).executeTakeFirst();
    return row !== undefined && row.conversation_id === conversation_id;
  }

  /**
   * Notes how a try ended. What was removed here meanwhile stays removed, and what another run has brought in stays.
   * @returns false in that case, and where the call itself was removed: then nothing is to be told of the try either
   */
  async note<Tables extends CallTables>(
    trx: Transaction<Tables>,
    id: string,
    artifact: Artifact,
    outcome: { state: ArtifactState; reason: string | null; triedAt: Date; retryAt: Date | null },
  ): Promise<boolean> {
    const triedAt = this.db.dialect.toColumn(outcome.triedAt);
    const { numUpdatedRows } = await (trx as unknown as Transaction<CallTables>)
      .updateTable('calls')
      .set({
        [`${artifact}_state`]: outcome.state,
        [`${artifact}_reason`]: outcome.reason?.slice(0, LONGEST_REASON) ?? null,
        [`${artifact}_tried_at`]: triedAt,
        [`${artifact}_retry_at`]: outcome.retryAt && this.db.dialect.toColumn(outcome.retryAt),
        updated_at: triedAt,
      })
      .where('id', '=', id)
      .where(`${artifact}_state`, 'not in', SETTLED)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  /**
   * Notes that what is here was asked for again, in vain.
   * @returns false if it was removed meanwhile
   */
  async noteKept<Tables extends CallTables>(
    trx: Transaction<Tables>,
    id: string,
    artifact: Artifact,
    { reason, triedAt }: { reason: string | null; triedAt: Date },
  ): Promise<boolean> {
    const at = this.db.dialect.toColumn(triedAt);
    const { numUpdatedRows } = await (trx as unknown as Transaction<CallTables>)
      .updateTable('calls')
      .set({
        [`${artifact}_reason`]: reason?.slice(0, LONGEST_REASON) ?? null,
        [`${artifact}_tried_at`]: at,
        updated_at: at,
      })
      .where('id', '=', id)
      .where(`${artifact}_state`, '=', ArtifactState.AVAILABLE)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  private selection() {
    return this.calls().select([
      'id',
      'conversation_id',
      'transcript_state',
      'recording_state',
      'record_url',
      'start_time',
      'end_time',
    ]);
  }

  private calls() {
    return this.db.kysely<CallTables>().selectFrom('calls');
  }

  private toPending(
    row: Pick<CallTable, 'start_time' | 'end_time'> & Omit<PendingCall, 'startTime' | 'endTime'>,
  ): PendingCall {
    const { start_time, end_time, ...rest } = row;
    const { dialect } = this.db;
    return {
      ...rest,
      startTime: dialect.toDate(start_time),
      endTime: end_time === null ? null : dialect.toDate(end_time),
    };
  }
}

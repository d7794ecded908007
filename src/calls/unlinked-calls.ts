import { Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { Db } from '../database/index.js';
import { ArtifactState, CallStatus, type ConversationSource } from './call.enums.js';
import type { CallTables } from './call.table.js';
import { ErasedConversations } from './erasure/erased-conversations.js';
import { isBetterSource } from './merge-facts.js';
import { stateOnceLinked } from './state-once-linked.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** How long after a call its conversation may still turn up. */
const HOPE_MS = DAY_MS;

/** A call that was answered and whose conversation is not known. */
export interface UnlinkedCall {
  id: string;
  sessionId: string;
  startTime: Date;
  durationSeconds: number | null;
}

export interface UnlinkedQuery {
  now: Date;
  after: { startTime: Date; id: string };
  /** Only those that were not looked for since. */
  triedBefore: Date;
}

export interface FoundConversation {
  callId: string;
  conversationId: string;
  source: ConversationSource;
}

/** The calls whose conversation has to be looked for, and the links that were found. */
@Injectable()
export class UnlinkedCalls {
  constructor(
    private readonly db: Db,
    private readonly erased: ErasedConversations,
  ) {}

  /**
   * The next ones that ended more than a minute ago, in the order of their start. One that was looked for a day after its
   * end, or later, is not looked for again. Among them are calls that were erased before they had a conversation: theirs
   * must not be taken for that of a call nearby.
   */
  async next(applicationId: string, { limit, ...query }: UnlinkedQuery & { limit: number }): Promise<UnlinkedCall[]> {
    const { dialect } = this.db;
    const rows = await this.matching(applicationId, query)
      .select(['id', 'session_id', 'start_time', 'duration_seconds'])
      .orderBy('start_time')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      id: row.id,
      sessionId: String(row.session_id),
      startTime: dialect.toDate(row.start_time),
      durationSeconds: row.duration_seconds,
    }));
  }

  /** Whether there is one. */
  async hasAny(applicationId: string, query: UnlinkedQuery): Promise<boolean> {
    return (await this.matching(applicationId, query).select('id').limit(1).executeTakeFirst()) !== undefined;
  }

  /** Which of these conversations belong to a call of the application already, or to one that was erased. */
  async takenAmong(applicationId: string, conversationIds: readonly string[]): Promise<Set<string>> {
    if (conversationIds.length === 0) return new Set();
    const tables = this.db.kysely<CallTables>();
    const rows = await tables
      .selectFrom('calls')
      .select('conversation_id')
      .where('application_id', '=', applicationId)
      .where('conversation_id', 'in', conversationIds)
      .execute();
    const linked = rows.flatMap(({ conversation_id }) => conversation_id ?? []);
    return new Set([...linked, ...(await this.erased.among(tables, applicationId, conversationIds))]);
  }

  /**
   * Links calls with conversations, where no better source has done so meanwhile; transcript and recording are expected
   * from then on, unless they were removed here. A call that was erased is linked with none, and its conversation is no
   * other call's either.
   * @returns the keys of the calls that were linked, or whose link a better source has confirmed
   */
  async link<Tables extends CallTables>(
    trx: Transaction<Tables>,
    applicationId: string,
    found: readonly FoundConversation[],
    now: Date,
  ): Promise<string[]> {
    const own = trx as unknown as Transaction<CallTables>;
    const at = this.db.dialect.toColumn(now);
    const linked: string[] = [];
    const ids = found.map(({ conversationId }) => conversationId);
    const erased = await this.erased.among(own, applicationId, ids);
    for (const { callId, conversationId, source } of found) {
      const call = await this.lock(own, callId);
      if (call === undefined || erased.has(conversationId)) continue;
      const isNew = call.conversation_id !== conversationId;
      if (!isNew && call.conversation_source === source) continue;
      if (!isBetterSource(source, call.conversation_source)) continue;
      if (call.transcript_state === ArtifactState.ERASED) {
        await this.erased.add(own, applicationId, conversationId);
        continue;
      }
      await own
        .updateTable('calls')
        .set({
          conversation_id: conversationId,
          conversation_source: source,
          transcript_state: stateOnceLinked(call.transcript_state, isNew),
          recording_state: stateOnceLinked(call.recording_state, isNew),
          updated_at: at,
        })
        .where('id', '=', callId)
        .execute();
      linked.push(callId);
    }
    return linked;
  }

  /** Notes that the conversations of these calls were looked for. */
  async noteTried<Tables extends CallTables>(
    trx: Transaction<Tables>,
    callIds: readonly string[],
    now: Date,
  ): Promise<void> {
    if (callIds.length === 0) return;
    await (trx as unknown as Transaction<CallTables>)
      .updateTable('calls')
      .set({ conversation_tried_at: this.db.dialect.toColumn(now) })
      .where('id', 'in', callIds)
      .execute();
  }

  /** A call as it is now, and stays until the transaction ends. */
  private lock(trx: Transaction<CallTables>, id: string) {
    const call = trx
      .selectFrom('calls')
      .select(['conversation_source', 'conversation_id', 'transcript_state', 'recording_state'])
      .where('id', '=', id);
    return this.db.locked(call).executeTakeFirst();
  }

  private matching(applicationId: string, { now, after, triedBefore }: UnlinkedQuery) {
    const { dialect } = this.db;
    const start = dialect.toColumn(after.startTime);
    return this.db
      .kysely<CallTables>()
      .selectFrom('calls')
      .where('application_id', '=', applicationId)
      .where('status', '=', CallStatus.ANSWERED)
      .where('start_time', '>=', start)
      .where((eb) => eb.or([eb('start_time', '>', start), eb('id', '>', after.id)]))
      .where('end_time', '<', dialect.toColumn(new Date(now.getTime() - MINUTE_MS)))
      .where('conversation_id', 'is', null)
      .where((eb) =>
        eb.or([
          eb('conversation_tried_at', 'is', null),
          eb.and([
            eb('conversation_tried_at', '<', dialect.toColumn(triedBefore)),
            eb('transcript_state', '!=', ArtifactState.ERASED),
            // Tried within a day of the start: it may have come too early.
            eb('start_time', '>', dialect.toColumn(new Date(now.getTime() - 2 * HOPE_MS))),
          ]),
        ]),
      );
  }
}

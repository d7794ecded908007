import { Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { ArtifactState } from '../calls/index.js';
import { Db } from '../database/index.js';
import type { TranscriptContent } from './transcript.content.js';
import type { TranscriptMessageTable, TranscriptTable, TranscriptTables } from './transcript.table.js';

/** A transcript without the raw answer, which nobody reads but a replay. */
export type TranscriptRow = Omit<TranscriptTable, 'raw'>;

const READ_COLUMNS = [
  'transcripts.call_id',
  'transcripts.workspace_id',
  'transcripts.conversation_id',
  'transcripts.language',
  'transcripts.summary',
  'transcripts.outcome',
  'transcripts.termination_reason',
  'transcripts.duration_seconds',
  'transcripts.credits',
  'transcripts.evaluations',
  'transcripts.data',
  'transcripts.fetched_at',
] as const;

const COLUMNS: readonly (keyof TranscriptTable)[] = [
  'call_id',
  'workspace_id',
  'conversation_id',
  'language',
  'summary',
  'outcome',
  'termination_reason',
  'duration_seconds',
  'credits',
  'evaluations',
  'data',
  'raw',
  'fetched_at',
];

const MESSAGE_COLUMNS: readonly (keyof TranscriptMessageTable)[] = [
  'call_id',
  'position',
  'role',
  'text',
  'offset_seconds',
  'interrupted',
  'tool_calls',
];

/** Every question that is asked of the transcripts' rows, and the states of their calls that change with them. */
@Injectable()
export class TranscriptsRepository {
  constructor(private readonly db: Db) {}

  /** The transcripts of those calls that the workspace has and whose transcript is AVAILABLE. */
  findAvailable(workspaceId: string, callIds: readonly string[]): Promise<TranscriptRow[]> {
    return this.db
      .kysely<TranscriptTables>()
      .selectFrom('transcripts')
      .innerJoin('calls', 'calls.id', 'transcripts.call_id')
      .select(READ_COLUMNS)
      .where('transcripts.workspace_id', '=', workspaceId)
      .where('calls.transcript_state', '=', ArtifactState.AVAILABLE)
      .where('transcripts.call_id', 'in', callIds)
      .execute();
  }

  /** The messages of several transcripts that were found, in their order. */
  findMessages(callIds: readonly string[]): Promise<TranscriptMessageTable[]> {
    return this.db
      .kysely<TranscriptTables>()
      .selectFrom('transcript_messages')
      .selectAll()
      .where('call_id', 'in', callIds)
      .orderBy('call_id')
      .orderBy('position')
      .execute();
  }

  findRaw(callId: string): Promise<Pick<TranscriptTable, 'raw' | 'workspace_id' | 'fetched_at'> | undefined> {
    return this.db
      .kysely<TranscriptTables>()
      .selectFrom('transcripts')
      .select(['raw', 'workspace_id', 'fetched_at'])
      .where('call_id', '=', callId)
      .executeTakeFirst();
  }

  /** Calls of an application that began before an instant and have a transcript. */
  async findStartedBefore(applicationId: string, startedBefore: Date, limit: number): Promise<string[]> {
    const rows = await this.db
      .kysely<TranscriptTables>()
      .selectFrom('transcripts')
      .innerJoin('calls', 'calls.id', 'transcripts.call_id')
      .select('transcripts.call_id')
      .where('calls.application_id', '=', applicationId)
      .where('calls.start_time', '<', this.db.dialect.toColumn(startedBefore))
      .limit(limit)
      .execute();
    return rows.map((row) => row.call_id);
  }

  /**
   * Puts a transcript in place of an earlier one and says AVAILABLE.
   * @returns false if the call was removed or erased meanwhile; then nothing is stored
   */
  async replace(
    trx: Transaction<TranscriptTables>,
    call: { callId: string; workspaceId: string },
    content: TranscriptContent,
    raw: Buffer,
    fetchedAt: Date,
  ): Promise<boolean> {
    const at = this.db.dialect.toColumn(fetchedAt);
    const { callId: call_id } = call;
    // First, as it locks the call: of two that replace at once, the second sees what the first has put in.
    const { numUpdatedRows } = await trx
      .updateTable('calls')
      .set({
        transcript_state: ArtifactState.AVAILABLE,
        transcript_reason: null,
        transcript_tried_at: at,
        updated_at: at,
      })
      .where('id', '=', call_id)
      .where('transcript_state', '!=', ArtifactState.ERASED)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return false;
    const row: TranscriptTable = {
      call_id,
      workspace_id: call.workspaceId,
      conversation_id: content.conversationId,
      language: content.language,
      summary: content.summary,
      outcome: content.outcome,
      termination_reason: content.terminationReason,
      duration_seconds: content.durationSeconds,
      credits: content.credits,
      evaluations: JSON.stringify(content.evaluations),
      data: JSON.stringify(content.data),
      raw,
      fetched_at: at,
    };
    const messages = content.messages.map((message, position): unknown[] => {
      const { role, text, offsetSeconds: offset_seconds, toolCalls } = message;
      const interrupted = message.interrupted ? 1 : 0;
      const tool_calls = toolCalls.length === 0 ? null : JSON.stringify(toolCalls);
      const columns = { call_id, position, role, text, offset_seconds, interrupted, tool_calls } as const;
      return MESSAGE_COLUMNS.map((column) => columns[column]);
    });
    await this.db.upsertRows(trx, 'transcripts', ['call_id'], COLUMNS, [COLUMNS.map((column) => row[column])]);
    await trx.deleteFrom('transcript_messages').where('call_id', '=', call_id).execute();
    await this.db.upsertRows(trx, 'transcript_messages', ['call_id', 'position'], MESSAGE_COLUMNS, messages);
    return true;
  }

  /** Deletes the transcripts of calls with all that was kept of them, and says why. What was erased stays ERASED. */
  async remove(
    trx: Transaction<TranscriptTables>,
    callIds: readonly string[],
    state: ArtifactState,
    now: Date,
  ): Promise<void> {
    await trx.deleteFrom('transcript_messages').where('call_id', 'in', callIds).execute();
    await trx.deleteFrom('transcripts').where('call_id', 'in', callIds).execute();
    await trx
      .updateTable('calls')
      .set({ transcript_state: state, transcript_reason: null, updated_at: this.db.dialect.toColumn(now) })
      .where('id', 'in', callIds)
      .where('transcript_state', '!=', ArtifactState.ERASED)
      .execute();
  }
}

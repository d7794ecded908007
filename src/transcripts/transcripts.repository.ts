import { Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { ArtifactState, CallSearch, type CallTables } from '../calls/index.js';
import { Db } from '../database/index.js';
import type { MessageContent, TranscriptContent } from './transcript.content.js';
import type { TranscriptMessageTable, TranscriptTable, TranscriptTables } from './transcript.table.js';

/** A transcript without the raw answer, which nobody reads but a replay. */
export type TranscriptRow = Omit<TranscriptTable, 'raw'>;

/** What a conversation came to. */
export type Conclusion = Pick<TranscriptTable, 'call_id' | 'outcome' | 'summary'>;

export type RawTranscript = Pick<TranscriptTable, 'raw' | 'workspace_id' | 'fetched_at'> &
  Pick<CallTables['calls'], 'application_id'>;

/** Why there is no transcript any more: its days are over, or somebody wanted it gone. */
export type RemovedState = ArtifactState.EXPIRED | ArtifactState.ERASED;

/** Far below the 16 MB that MariaDB takes at once, whatever a character becomes on the way. */
const CHARACTERS_A_STATEMENT = 1_000_000;
const MESSAGES_A_STATEMENT = 1000;

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
  constructor(
    private readonly db: Db,
    private readonly search: CallSearch,
  ) {}

  /** The transcripts of those calls that the workspace has and whose transcript is AVAILABLE. */
  findAvailable(workspaceId: string, callIds: readonly string[]): Promise<TranscriptRow[]> {
    return this.available(workspaceId, callIds).select(READ_COLUMNS).execute();
  }

  /** Of the same transcripts no more than what the conversations came to. */
  findConclusions(workspaceId: string, callIds: readonly string[]): Promise<Conclusion[]> {
    return this.available(workspaceId, callIds)
      .select(['transcripts.call_id', 'transcripts.outcome', 'transcripts.summary'])
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

  /** The raw answer of a transcript, and whose it is. */
  findRaw(trx: Transaction<TranscriptTables>, callId: string): Promise<RawTranscript | undefined> {
    return trx
      .selectFrom('transcripts')
      .innerJoin('calls', 'calls.id', 'transcripts.call_id')
      .select(['transcripts.raw', 'transcripts.workspace_id', 'transcripts.fetched_at', 'calls.application_id'])
      .where('transcripts.call_id', '=', callId)
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
   * Says that the transcript of a call is here, and by that locks the call: of two that store one at once, the second sees
   * what the first has put in.
   * @returns false if the call was removed or erased meanwhile
   */
  async markAvailable(trx: Transaction<TranscriptTables>, callId: string, now: Date): Promise<boolean> {
    const at = this.db.dialect.toColumn(now);
    const { numUpdatedRows } = await trx
      .updateTable('calls')
      .set({
        transcript_state: ArtifactState.AVAILABLE,
        transcript_reason: null,
        transcript_tried_at: at,
        transcript_retry_at: null,
        updated_at: at,
      })
      .where('id', '=', callId)
      .where('transcript_state', '!=', ArtifactState.ERASED)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  /**
   * Says that the transcript of a call has changed, and locks the call as {@link markAvailable} does.
   * @returns false if there is none that is AVAILABLE: one of a conversation that the call has no more does not count
   */
  async markChanged(trx: Transaction<TranscriptTables>, callId: string, now: Date): Promise<boolean> {
    const { numUpdatedRows } = await trx
      .updateTable('calls')
      .set({ updated_at: this.db.dialect.toColumn(now) })
      .where('id', '=', callId)
      .where('transcript_state', '=', ArtifactState.AVAILABLE)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  /** Puts a transcript in place of an earlier one, and makes the call findable by it. The call has to be locked. */
  async replace(
    trx: Transaction<TranscriptTables>,
    call: { callId: string; workspaceId: string },
    content: TranscriptContent,
    raw: Buffer,
    fetchedAt: Date,
  ): Promise<void> {
    const { callId: call_id } = call;
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
      fetched_at: this.db.dialect.toColumn(fetchedAt),
    };
    await this.db.upsertRows(trx, 'transcripts', ['call_id'], COLUMNS, [COLUMNS.map((column) => row[column])]);
    await trx.deleteFrom('transcript_messages').where('call_id', '=', call_id).execute();
    for (const rows of messageBatches(call_id, content.messages)) {
      await this.db.upsertRows(trx, 'transcript_messages', ['call_id', 'position'], MESSAGE_COLUMNS, rows);
    }
    await trx.updateTable('calls').set({ outcome: content.outcome }).where('id', '=', call_id).execute();
    const texts = content.messages.flatMap(({ text }) => text ?? []);
    await this.search.put(trx, call, texts);
  }

  /** Deletes the transcripts of calls with all that was kept of them, and says why. What was erased stays ERASED. */
  async remove(
    trx: Transaction<TranscriptTables>,
    callIds: readonly string[],
    state: RemovedState,
    now: Date,
  ): Promise<void> {
    // First, in the order of those who store: two that lock the same rows the other way round would stop each other.
    await trx
      .updateTable('calls')
      .set({
        transcript_state: state,
        outcome: null,
        transcript_reason: null,
        updated_at: this.db.dialect.toColumn(now),
      })
      .where('id', 'in', callIds)
      .where('transcript_state', '!=', ArtifactState.ERASED)
      .execute();
    await this.search.remove(trx, callIds);
    await trx.deleteFrom('transcript_messages').where('call_id', 'in', callIds).execute();
    await trx.deleteFrom('transcripts').where('call_id', 'in', callIds).execute();
  }

  private available(workspaceId: string, callIds: readonly string[]) {
    return this.db
      .kysely<TranscriptTables>()
      .selectFrom('transcripts')
      .innerJoin('calls', 'calls.id', 'transcripts.call_id')
      .where('transcripts.workspace_id', '=', workspaceId)
      .where('calls.transcript_state', '=', ArtifactState.AVAILABLE)
      .where('transcripts.call_id', 'in', callIds);
  }
}

/** The rows of messages, as many together as go into one statement. */
function* messageBatches(
  call_id: string,
  messages: readonly MessageContent[],
): Generator<unknown[][], void, undefined> {
  let rows: unknown[][] = [];
  let characters = 0;
  for (const [position, { role, text, offsetSeconds, interrupted, toolCalls }] of messages.entries()) {
    const row: TranscriptMessageTable = {
      call_id,
      position,
      role,
      text,
      offset_seconds: offsetSeconds,
      interrupted: interrupted ? 1 : 0,
      tool_calls: toolCalls.length === 0 ? null : JSON.stringify(toolCalls),
    };
    rows.push(MESSAGE_COLUMNS.map((column) => row[column]));
    characters += (row.text?.length ?? 0) + (row.tool_calls?.length ?? 0);
    if (rows.length < MESSAGES_A_STATEMENT && characters < CHARACTERS_A_STATEMENT) continue;
    yield rows;
    rows = [];
    characters = 0;
  }
  yield rows;
}

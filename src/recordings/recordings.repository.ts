import { Injectable } from '@nestjs/common';
import { ArtifactState, type CallScope } from '../calls/index.js';
import { Db } from '../database/index.js';
import type { RecordingTable, RecordingTables } from './recording.table.js';

export type NewRecording = Omit<RecordingTable, 'call_id' | 'workspace_id'>;

const COLUMNS: readonly (keyof RecordingTable)[] = [
  'call_id',
  'workspace_id',
  'storage_key',
  'content_type',
  'byte_size',
  'sha256',
  'duration_seconds',
  'source',
  'stored_at',
];

/** Every question that is asked of the recordings' rows, and the states of their calls that change with them. */
@Injectable()
export class RecordingsRepository {
  constructor(private readonly db: Db) {}

  /** The recordings of those calls that the workspace has and whose recording is AVAILABLE. */
  async findAvailable(callIds: readonly string[], workspaceId?: string): Promise<RecordingTable[]> {
    let query = this.rows().where('calls.recording_state', '=', ArtifactState.AVAILABLE).selectAll('recordings');
    if (workspaceId !== undefined) query = query.where('recordings.workspace_id', '=', workspaceId);
    return query.where('recordings.call_id', 'in', callIds).execute();
  }

  /** Some recordings of an application, or those of its calls that began before an instant: call by storage key. */
  findOfApplication(applicationId: string, limit: number, startedBefore?: Date) {
    const query = this.rows().where('calls.application_id', '=', applicationId).limit(limit);
    const found =
      startedBefore === undefined
        ? query
        : query.where('calls.start_time', '<', this.db.dialect.toColumn(startedBefore));
    return found.select(['recordings.call_id', 'recordings.storage_key']).execute();
  }

  /** Recordings of calls that say theirs is gone: whoever removed it was stopped before the file was. */
  findLeftBehind(limit: number) {
    return this.rows()
      .where('calls.recording_state', 'in', [ArtifactState.EXPIRED, ArtifactState.ERASED])
      .select(['recordings.call_id', 'recordings.storage_key'])
      .limit(limit)
      .execute();
  }

  findKeys(callIds: readonly string[]) {
    const recordings = this.db.kysely<RecordingTables>().selectFrom('recordings');
    return recordings.select(['call_id', 'storage_key']).where('call_id', 'in', callIds).execute();
  }

  /**
   * Puts a recording in place of an earlier one and says AVAILABLE, in one transaction.
   * @param call with the conversation that it has to have, where it matters
   * @returns the storage key of the earlier one, null if there was none, or undefined if the call was removed, erased, or
   * linked with another conversation meanwhile and nothing was done
   */
  replace(
    {
      callId,
      workspaceId,
      conversationId,
    }: { callId: string; workspaceId: string; conversationId?: string | undefined },
    recording: NewRecording,
  ): Promise<string | null | undefined> {
    return this.db.transaction<RecordingTables, string | null | undefined>(async (trx) => {
      // First, as it locks the call: of two that replace at once, the second sees what the first has put in.
      const { numUpdatedRows } = await trx
        .updateTable('calls')
        .set({
          recording_state: ArtifactState.AVAILABLE,
          recording_reason: null,
          recording_tried_at: recording.stored_at,
          recording_retry_at: null,
          updated_at: recording.stored_at,
        })
        .where('id', '=', callId)
        .where('recording_state', '!=', ArtifactState.ERASED)
        .$if(conversationId !== undefined, (calls) => calls.where('conversation_id', '=', conversationId!))
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return undefined;
      const earlier = await trx
        .selectFrom('recordings')
        .select('storage_key')
        .where('call_id', '=', callId)
        .executeTakeFirst();
      const row: RecordingTable = { ...recording, call_id: callId, workspace_id: workspaceId };
      const values = COLUMNS.map((column) => row[column]);
      await this.db.upsertRows(trx, 'recordings', ['call_id'], COLUMNS, [values]);
      return earlier?.storage_key ?? null;
    });
  }

  /** Says of calls that their recordings are gone. What was erased stays ERASED. */
  async setState({ applicationId }: CallScope, callIds: readonly string[], state: ArtifactState, at: Date) {
    const updated_at = this.db.dialect.toColumn(at);
    await this.db
      .kysely<RecordingTables>()
      .updateTable('calls')
      .set({ recording_state: state, recording_reason: null, updated_at })
      .where('application_id', '=', applicationId)
      .where('id', 'in', callIds)
      .where('recording_state', '!=', ArtifactState.ERASED)
      .execute();
  }

  /** Deletes rows, unless another file has taken the place of theirs. */
  async deleteRows(storageKeys: readonly { call_id: string; storage_key: string }[]): Promise<void> {
    const calls = storageKeys.map(({ call_id }) => call_id);
    const keys = storageKeys.map(({ storage_key }) => storage_key);
    await this.db
      .kysely<RecordingTables>()
      .deleteFrom('recordings')
      .where('call_id', 'in', calls)
      .where('storage_key', 'in', keys)
      .execute();
  }

  private rows() {
    return this.db
      .kysely<RecordingTables>()
      .selectFrom('recordings')
      .innerJoin('calls', 'calls.id', 'recordings.call_id');
  }
}

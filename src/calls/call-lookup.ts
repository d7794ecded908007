import { Injectable } from '@nestjs/common';
import { Db } from '../database/index.js';
import type { ArtifactState, CallStatus } from './call.enums.js';
import type { CallScope } from './call-store.js';
import type { CallTable, CallTables } from './call.table.js';
import { ErasedConversations } from './erasure/erased-conversations.js';

/** How far a call is known, for whoever is told of it from outside. */
export interface KnownCall {
  id: string;
  conversationId: string | null;
  /** When the conversation was last looked for. */
  conversationTriedAt: Date | null;
  status: CallStatus;
  settled: boolean;
  startTime: Date;
  endTime: Date | null;
  transcript: KnownArtifact;
  recording: KnownArtifact;
}

export interface KnownArtifact {
  state: ArtifactState;
  triedAt: Date | null;
  /** When the next try is due; null where none is. */
  retryAt: Date | null;
}

/** Finds calls by what the upstreams call them. */
@Injectable()
export class CallLookup {
  constructor(
    private readonly db: Db,
    private readonly erased: ErasedConversations,
  ) {}

  async bySession(applicationId: string, sessionId: string): Promise<KnownCall | undefined> {
    const id = Number(sessionId); // below 2^53; as a number, so that the index is used
    return this.toKnown(
      await this.calls().where('application_id', '=', applicationId).where('session_id', '=', id).executeTakeFirst(),
    );
  }

  /** The newest one, should a conversation be linked with several. */
  async byConversation(scope: CallScope, conversationId: string): Promise<KnownCall | undefined> {
    return this.toKnown(
      await this.calls()
        .where('workspace_id', '=', scope.workspaceId)
        .where('application_id', '=', scope.applicationId)
        .where('conversation_id', '=', conversationId)
        .orderBy('start_time', 'desc')
        .limit(1)
        .executeTakeFirst(),
    );
  }

  /** Whether the call that had the conversation was erased. */
  async wasErased(applicationId: string, conversationId: string): Promise<boolean> {
    const erased = await this.erased.among(this.db.kysely<CallTables>(), applicationId, [conversationId]);
    return erased.size > 0;
  }

  private calls() {
    return this.db.kysely<CallTables>().selectFrom('calls').selectAll();
  }

  private toKnown(row: CallTable | undefined): KnownCall | undefined {
    if (row === undefined) return undefined;
    const instant = (column: CallTable['end_time']) => (column === null ? null : this.db.dialect.toDate(column));
    return {
      id: row.id,
      conversationId: row.conversation_id,
      conversationTriedAt: instant(row.conversation_tried_at),
      status: row.status,
      settled: row.settled === 1,
      startTime: this.db.dialect.toDate(row.start_time),
      endTime: instant(row.end_time),
      transcript: {
        state: row.transcript_state,
        triedAt: instant(row.transcript_tried_at),
        retryAt: instant(row.transcript_retry_at),
      },
      recording: {
        state: row.recording_state,
        triedAt: instant(row.recording_tried_at),
        retryAt: instant(row.recording_retry_at),
      },
    };
  }
}

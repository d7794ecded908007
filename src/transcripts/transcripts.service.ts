import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Injectable, Logger } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { ArtifactState, CallEvents, type CallScope } from '../calls/index.js';
import { Clock } from '../common/clock.js';
import { Db } from '../database/index.js';
import { type FetchedConversation, readConversation } from '../upstream/index.js';
import { toTranscriptContent } from './transcript.mapper.js';
import type { TranscriptMessageTable, TranscriptTables } from './transcript.table.js';
import {
  type Conclusion,
  type RemovedState,
  type TranscriptRow,
  TranscriptsRepository,
} from './transcripts.repository.js';

const compress = promisify(gzip);
const decompress = promisify(gunzip);
/** Calls whose transcripts are removed in one transaction. */
const CALLS_A_BATCH = 200;
/** Goes into a statement as twice as many hexadecimal digits, of which MariaDB takes 16 MB beside the other columns. */
const MOST_RAW_BYTES = 7_000_000;
/** In place of a raw answer that no database would take. */
const NO_RAW = Buffer.alloc(0);

/** The transcripts of calls: rows to read and search, and the raw answer, from which the rows can be made again. */
@Injectable()
export class TranscriptsService {
  private readonly logger = new Logger(TranscriptsService.name);

  constructor(
    private readonly repository: TranscriptsRepository,
    private readonly events: CallEvents,
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes the raw answer small; to be done before the transaction that {@link store} is part of. One that stays too large
   * for a statement is given up: what was said is kept all the same, but cannot be mapped anew.
   */
  async compress({ rawJson, conversation: { conversationId } }: FetchedConversation): Promise<Buffer> {
    const raw = await compress(rawJson);
    if (raw.length <= MOST_RAW_BYTES) return raw;
    const message = 'The raw answer of a conversation is too large to be kept';
    this.logger.warn({ message, conversationId, byteSize: raw.length });
    return NO_RAW;
  }

  /**
   * Stores a conversation as the transcript of a call, in place of an earlier one, within the caller's transaction.
   * @returns false if the call was removed or erased meanwhile; then nothing is stored
   */
  async store<Tables extends TranscriptTables>(
    trx: Transaction<Tables>,
    call: { callId: string; workspaceId: string },
    { conversation }: FetchedConversation,
    raw: Buffer,
  ): Promise<boolean> {
    const own = trx as unknown as Transaction<TranscriptTables>;
    const now = this.clock.now();
    if (!(await this.repository.markAvailable(own, call.callId, now))) return false;
    await this.repository.replace(own, call, toTranscriptContent(conversation), raw, now);
    return true;
  }

  /**
   * Makes the rows again from the raw answer, as after a change of the mapping; nobody is asked.
   * @returns false where there is no transcript, or none whose raw answer was kept
   */
  async replay(callId: string): Promise<boolean> {
    const scope = await this.db.transaction<TranscriptTables, CallScope | undefined>((trx) => this.remap(trx, callId));
    if (scope === undefined) return false;
    this.events.publish(scope, [callId]);
    return true;
  }

  /** The transcripts in the order of the calls; null for a call without one, or of another workspace. */
  async inOrder(workspaceId: string, callIds: readonly string[]): Promise<(TranscriptRow | null)[]> {
    const found = await this.repository.findAvailable(workspaceId, callIds);
    const byCall = new Map(found.map((row) => [row.call_id, row]));
    return callIds.map((id) => byCall.get(id) ?? null);
  }

  /** What the conversations of calls came to, by call; of those calls of the workspace that have a transcript. */
  async conclusionsOf(workspaceId: string, callIds: readonly string[]): Promise<Map<string, Conclusion>> {
    const found = await this.repository.findConclusions(workspaceId, callIds);
    return new Map(found.map((conclusion) => [conclusion.call_id, conclusion]));
  }

  /** The messages of each transcript, in the order of the calls. */
  async messagesOf(callIds: readonly string[]): Promise<TranscriptMessageTable[][]> {
    const messages = Map.groupBy(await this.repository.findMessages(callIds), (message) => message.call_id);
    return callIds.map((id) => messages.get(id) ?? []);
  }

  /** Erases the transcript of a call within the caller's transaction, raw answer and all. */
  async erase<Tables extends TranscriptTables>(trx: Transaction<Tables>, callId: string): Promise<void> {
    const own = trx as unknown as Transaction<TranscriptTables>;
    await this.repository.remove(own, [callId], ArtifactState.ERASED, this.clock.now());
  }

  /**
   * Removes the transcripts of calls, raw answers and all, and says why: a batch of calls in one transaction. To announce
   * it is up to the caller, who knows whose calls they are.
   */
  async remove(callIds: readonly string[], state: RemovedState): Promise<void> {
    for (let start = 0; start < callIds.length; start += CALLS_A_BATCH) {
      const batch = callIds.slice(start, start + CALLS_A_BATCH);
      await this.db.transaction<TranscriptTables, void>((trx) =>
        this.repository.remove(trx, batch, state, this.clock.now()),
      );
    }
  }

  /**
   * Retention: removes the transcripts of an application's calls that began before an instant.
   * @returns how many there were
   */
  async expire(scope: CallScope, startedBefore: Date): Promise<number> {
    for (let removed = 0; ;) {
      const callIds = await this.repository.findStartedBefore(scope.applicationId, startedBefore, CALLS_A_BATCH);
      if (callIds.length === 0) return removed;
      await this.remove(callIds, ArtifactState.EXPIRED);
      this.events.publish(scope, callIds);
      removed += callIds.length;
    }
  }

  /** The raw answer is read only once the call is locked: one that is stored at the same moment is not undone. */
  private async remap(trx: Transaction<TranscriptTables>, callId: string): Promise<CallScope | undefined> {
    if (!(await this.repository.markChanged(trx, callId, this.clock.now()))) return undefined;
    const stored = await this.repository.findRaw(trx, callId);
    if (stored === undefined || stored.raw.length === NO_RAW.length) return undefined;
    const { raw, workspace_id: workspaceId, application_id: applicationId } = stored;
    const conversation = readConversation(JSON.parse((await decompress(raw)).toString('utf8')));
    const fetchedAt = this.db.dialect.toDate(stored.fetched_at);
    await this.repository.replace(trx, { callId, workspaceId }, toTranscriptContent(conversation), raw, fetchedAt);
    return { workspaceId, applicationId };
  }
}

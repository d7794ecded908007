import type { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { ArtifactState, CallEvents, type CallScope } from '../calls/index.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/id.js';
import { Db } from '../database/index.js';
import type { RecordingSource } from './recording.enums.js';
import type { RecordingTable } from './recording.table.js';
import { RecordingsRepository } from './recordings.repository.js';
import { RecordingStorage } from './storage/recording-storage.js';
import { newStorageStem } from './storage-keys.js';

/** Larger ones are refused: hours of speech fit, and `byteSize` is an Int of GraphQL. */
export const MAX_RECORDING_BYTES = 1024 ** 3;
/** Calls whose recordings are removed in one go. */
const CALLS_A_BATCH = 200;
/** Files that are deleted at once. */
const DELETIONS_AT_ONCE = 8;

/** How a call can lose its recording for good. */
export type RemovedState = ArtifactState.EXPIRED | ArtifactState.ERASED;

export interface StoreOptions {
  /** Gives the file up when it is aborted. */
  signal?: AbortSignal;
  /** The conversation that the call has to have still. */
  conversationId?: string;
}

/** The recordings of calls: their files in the storage, and the rows that tell of them. */
@Injectable()
export class RecordingsService {
  private readonly logger = new Logger(RecordingsService.name);

  constructor(
    private readonly repository: RecordingsRepository,
    private readonly storage: RecordingStorage,
    private readonly events: CallEvents,
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /**
   * Streams a recording into the storage, and only once it is whole there says AVAILABLE of the call, in place of an
   * earlier recording. A crash in between leaves a file that nothing refers to, and that {@link RecordingSweep} finds.
   * @param audio is read to its end, or destroyed
   * @returns null if the call was removed, erased, or linked with another conversation meanwhile; then nothing is stored
   * @throws UnusableAudioError if it is empty, no audio or too large
   * @throws StorageError if the storage is full or cannot be used; else as the stream fails. The call stays as it was
   */
  async store(
    scope: CallScope,
    callId: string,
    source: RecordingSource,
    audio: Readable,
    { signal, conversationId }: StoreOptions = {},
  ): Promise<RecordingTable | null> {
    const stem = newStorageStem(scope, callId);
    const file = await this.storage.write(stem, audio, { maxBytes: MAX_RECORDING_BYTES, signal });
    const recording = {
      storage_key: file.key,
      content_type: file.contentType,
      byte_size: file.byteSize,
      sha256: file.sha256,
      duration_seconds: file.durationSeconds,
      source,
      stored_at: this.db.dialect.toColumn(this.clock.now()),
    };
    const call = { callId, workspaceId: scope.workspaceId, conversationId };
    const earlierKey = await this.repository.replace(call, recording);
    if (earlierKey === undefined) {
      await this.storage.delete(file.key);
      return null;
    }
    this.events.publish(scope, [callId]);
    if (earlierKey !== null) await this.deleteReplaced(earlierKey);
    return { ...recording, call_id: callId, workspace_id: scope.workspaceId };
  }

  /**
   * Streams a recording into the storage before it is known whose it is, or whether it is to be believed: nothing shows it.
   * Whoever keeps its key has {@link RecordingSweep} know that.
   * @returns its key, for {@link adopt} or {@link discardReceived}
   * @throws as {@link store}
   */
  async receive(scope: CallScope, audio: Readable): Promise<string> {
    const stem = newStorageStem(scope, newId());
    return (await this.storage.write(stem, audio, { maxBytes: MAX_RECORDING_BYTES })).key;
  }

  /**
   * Makes what was received the recording of a call; the file that was received stays.
   * @returns null if the file is gone, or as {@link store}
   * @throws StorageError if the storage is full or cannot be used
   */
  async adopt(
    scope: CallScope,
    callId: string,
    source: RecordingSource,
    receivedKey: string,
    options?: StoreOptions,
  ): Promise<RecordingTable | null> {
    const audio = await this.storage.read(receivedKey);
    return audio && this.store(scope, callId, source, audio, options);
  }

  /** @throws StorageError if the storage cannot be used */
  discardReceived(receivedKey: string): Promise<void> {
    return this.storage.delete(receivedKey);
  }

  /** The recordings that are there, in the order of the calls; null for a call without one, or of another workspace. */
  async inOrder(workspaceId: string, callIds: readonly string[]): Promise<(RecordingTable | null)[]> {
    const found = await this.repository.findAvailable(callIds, workspaceId);
    const byCall = new Map(found.map((row) => [row.call_id, row]));
    return callIds.map((id) => byCall.get(id) ?? null);
  }

  /** For a link, which is a permission by itself; null if the call has no recording, or there is no such call. */
  async find(callId: string): Promise<RecordingTable | null> {
    const [found] = await this.repository.findAvailable([callId]);
    return found ?? null;
  }

  /**
   * Removes the recordings of some calls of an application. Their links end first, then files go, then rows: where it
   * stops midway, the rows still tell what is to be removed, and doing it again ends it.
   * @throws StorageError if the storage cannot be used
   */
  async remove(scope: CallScope, callIds: readonly string[], state: RemovedState): Promise<void> {
    if (callIds.length === 0) return;
    await this.repository.setState(scope, callIds, state, this.clock.now());
    await this.discard(await this.repository.findKeys(callIds));
    this.events.publish(scope, [...callIds]);
  }

  /**
   * Retention: removes the recordings of an application's calls that began before an instant.
   * @returns how many there were
   */
  async expire(scope: CallScope, startedBefore: Date): Promise<number> {
    for (let removed = 0; ;) {
      const found = await this.repository.findOfApplication(scope.applicationId, CALLS_A_BATCH, startedBefore);
      if (found.length === 0) return removed;
      const callIds = found.map(({ call_id }) => call_id);
      await this.remove(scope, callIds, ArtifactState.EXPIRED);
      removed += found.length;
    }
  }

  /**
   * Ends what was begun: removes the files and rows of recordings whose calls say already that they are gone.
   * @returns how many there were
   */
  async finishRemovals(): Promise<number> {
    for (let removed = 0; ;) {
      const found = await this.repository.findLeftBehind(CALLS_A_BATCH);
      if (found.length === 0) return removed;
      await this.discard(found);
      removed += found.length;
    }
  }

  /** Removes all of an application that is about to go, whose calls nobody sees any more. */
  async removeAll(applicationId: string): Promise<void> {
    for (;;) {
      const found = await this.repository.findOfApplication(applicationId, CALLS_A_BATCH);
      if (found.length === 0) return;
      await this.discard(found);
    }
  }

  /** The recording is stored, whatever becomes of the file before it: at worst the sweep finds it. */
  private async deleteReplaced(key: string): Promise<void> {
    try {
      await this.storage.delete(key);
    } catch (error) {
      this.logger.warn({ message: 'A recording that was replaced could not be deleted', key, err: error });
    }
  }

  /** Files before rows. */
  private async discard(found: readonly { call_id: string; storage_key: string }[]): Promise<void> {
    for (let at = 0; at < found.length; at += DELETIONS_AT_ONCE) {
      const some = found.slice(at, at + DELETIONS_AT_ONCE);
      await Promise.all(some.map(({ storage_key }) => this.storage.delete(storage_key)));
    }
    if (found.length > 0) await this.repository.deleteRows(found);
  }
}

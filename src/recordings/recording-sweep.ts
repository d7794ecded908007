import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { RecordingsRepository } from './recordings.repository.js';
import { RecordingStorage } from './storage/recording-storage.js';
import { callInKey } from './storage-keys.js';

/** No download takes as long: what is older is nobody's work any more. */
const ABANDONED_AFTER_MS = 24 * 3_600_000;
const KEYS_A_STATEMENT = 500;

/** Which of these keys somebody still refers to. */
export type KeysInUse = (keys: readonly string[]) => Promise<readonly string[]>;

/**
 * Clears away what crashes have left in the storage: files that never became whole, and whole ones whose row was never
 * written. What this server did not put there stays.
 */
@Injectable()
export class RecordingSweep {
  private readonly logger = new Logger(RecordingSweep.name);
  private readonly users: KeysInUse[] = [];

  constructor(
    private readonly storage: RecordingStorage,
    private readonly repository: RecordingsRepository,
    private readonly clock: Clock,
  ) {}

  /** Modules to the right say in `onModuleInit` which files they keep. */
  register(keysInUse: KeysInUse): void {
    this.users.push(keysInUse);
  }

  /** @throws StorageError if the storage cannot be used */
  async run(): Promise<void> {
    const olderThan = new Date(this.clock.now().getTime() - ABANDONED_AFTER_MS);
    const partial = await this.storage.sweep(olderThan);
    let orphans = 0;
    for await (const keys of this.batches()) orphans += await this.deleteOrphans(keys, olderThan);
    if (partial + orphans > 0) this.logger.log({ message: 'Swept the recording storage', partial, orphans });
  }

  /** The storage's keys that are ours: each with its call. */
  private async *batches(): AsyncGenerator<Map<string, string>, void, undefined> {
    let batch = new Map<string, string>();
    for await (const key of this.storage.list()) {
      const callId = callInKey(key);
      if (callId !== undefined) batch.set(key, callId);
      if (batch.size < KEYS_A_STATEMENT) continue;
      yield batch;
      batch = new Map();
    }
    if (batch.size > 0) yield batch;
  }

  private async deleteOrphans(keys: ReadonlyMap<string, string>, olderThan: Date): Promise<number> {
    const rows = await this.repository.findKeys([...keys.values()]);
    const known = new Set(rows.map(({ storage_key }) => storage_key));
    const unknown = [...keys.keys()].filter((key) => !known.has(key));
    if (unknown.length === 0) return 0;
    for (const keysInUse of this.users) for (const key of await keysInUse(unknown)) known.add(key);
    let deleted = 0;
    for (const key of unknown) {
      if (known.has(key)) continue;
      const file = await this.storage.stat(key);
      if (file === null || file.modifiedAt >= olderThan) continue; // its row may be on the way
      await this.storage.delete(key);
      deleted++;
    }
    return deleted;
  }
}

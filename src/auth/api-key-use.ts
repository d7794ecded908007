import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Db } from '../database/index.js';
import type { AccessTables } from './access.table.js';

/** Often enough to see whether a key is in use, seldom enough to cost nothing. */
const PRECISION_MS = 60_000;

/** Notes when API keys were used last. Nobody waits for it, and nothing fails because of it. */
@Injectable()
export class ApiKeyUse implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ApiKeyUse.name);
  private readonly writing = new Map<string, Promise<void>>();

  constructor(private readonly db: Db) {}

  note(keyId: string, lastUsedAt: Date | null, now: Date): void {
    const isFresh = lastUsedAt !== null && now.getTime() - lastUsedAt.getTime() < PRECISION_MS;
    if (isFresh || this.writing.has(keyId)) return;
    const write = this.write(keyId, now)
      .catch((error: unknown) =>
        this.logger.warn({ message: 'The use of an API key was not noted', keyId, err: error }),
      )
      .finally(() => this.writing.delete(keyId));
    this.writing.set(keyId, write);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.writing.values());
  }

  private async write(keyId: string, now: Date): Promise<void> {
    await this.db
      .kysely<AccessTables>()
      .updateTable('api_keys')
      .set({ last_used_at: this.db.dialect.toColumn(now) })
      .where('id', '=', keyId)
      .execute();
  }
}

import { Injectable } from '@nestjs/common';
import { Db } from '../database/index.js';
import { CallStore } from './call-store.js';
import { ArtifactState } from './call.enums.js';
import type { CallTables } from './call.table.js';

/**
 * The calls that retention removes whole. One that was erased stays: it holds nothing but that it took place, and that keeps
 * a sync from bringing it back, also where somebody lets calls be kept for longer one day.
 */
@Injectable()
export class ExpiredCalls {
  constructor(
    private readonly store: CallStore,
    private readonly db: Db,
  ) {}

  /** Some calls of an application that began before an instant, the oldest first. */
  async next(applicationId: string, startedBefore: Date, limit: number): Promise<string[]> {
    const rows = await this.calls()
      .selectFrom('calls')
      .select('id')
      .where('application_id', '=', applicationId)
      .where('start_time', '<', this.db.dialect.toColumn(startedBefore))
      .where('transcript_state', '!=', ArtifactState.ERASED)
      .orderBy('start_time')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  }

  /** Deletes calls with every row that hangs on them; their files have to be gone. */
  async remove(workspaceId: string, ids: readonly string[]): Promise<void> {
    await this.db.transaction<CallTables, number>((trx) => {
      const calls = trx
        .selectFrom('calls')
        .where('id', 'in', ids)
        .where('transcript_state', '!=', ArtifactState.ERASED); // since they were listed
      return this.store.remove(trx, workspaceId, calls);
    });
  }

  private calls() {
    return this.db.kysely<CallTables>();
  }
}

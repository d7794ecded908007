import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ApplicationRemoval } from '../applications/index.js';
import { Db } from '../database/index.js';
import type { CallTables } from './call.table.js';

const CALLS_A_STATEMENT = 1000;

/** Deletes the calls of an application that is removed, in pieces: no statement locks a million of them. */
@Injectable()
export class CallsRemoval implements OnModuleInit {
  constructor(
    private readonly removal: ApplicationRemoval,
    private readonly db: Db,
  ) {}

  onModuleInit(): void {
    this.removal.register('rows', ({ id }) => this.removeAll(id));
  }

  private async removeAll(applicationId: string): Promise<void> {
    const calls = this.db.kysely<CallTables>();
    for (;;) {
      const found = await calls
        .selectFrom('calls')
        .select('id')
        .where('application_id', '=', applicationId)
        .limit(CALLS_A_STATEMENT)
        .execute();
      if (found.length === 0) return;
      const ids = found.map(({ id }) => id);
      await calls.deleteFrom('calls').where('id', 'in', ids).execute();
    }
  }
}

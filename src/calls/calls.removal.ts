import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ApplicationRemoval, type RemovedApplication } from '../applications/index.js';
import { Db } from '../database/index.js';
import { CallStore } from './call-store.js';
import type { CallTables } from './call.table.js';

const CALLS_A_TRANSACTION = 1000;

/** Deletes the calls of an application that is removed, in pieces: no statement locks a million of them. */
@Injectable()
export class CallsRemoval implements OnModuleInit {
  constructor(
    private readonly removal: ApplicationRemoval,
    private readonly store: CallStore,
    private readonly db: Db,
  ) {}

  onModuleInit(): void {
    this.removal.register('rows', (application) => this.removeAll(application));
  }

  private async removeAll({ id, workspaceId }: RemovedApplication): Promise<void> {
    while ((await this.removeSome(workspaceId, id)) > 0);
  }

  private removeSome(workspaceId: string, applicationId: string): Promise<number> {
    return this.db.transaction<CallTables, number>((trx) => {
      const calls = trx.selectFrom('calls').where('application_id', '=', applicationId).limit(CALLS_A_TRANSACTION);
      return this.store.remove(trx, workspaceId, calls);
    });
  }
}

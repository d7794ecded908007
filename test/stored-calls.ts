import type { Transaction } from 'kysely';
import { type CallScope, CallStore, type CallTables, type SessionFacts } from '../src/calls/index.js';
import { Db } from '../src/database/index.js';
import { addApplication } from './synced-application.js';
import type { SignedUp, TestApi } from './test-api.js';
import { keyOf } from './transcribed-calls.js';

export type Write = (trx: Transaction<CallTables>) => Promise<unknown>;

const CLIENT = '{ viewer { workspace { id } } }';

/** Calls of an application that nobody syncs, written as a sync writes them. */
export class StoredCalls {
  private constructor(
    readonly admin: SignedUp,
    readonly scope: CallScope,
    readonly db: Db,
    readonly store: CallStore,
  ) {}

  static async create(api: TestApi): Promise<StoredCalls> {
    const admin = await api.signUp();
    const { applicationId } = await addApplication(admin, api.simulator.accounts[0]!);
    const { viewer } = await admin.graphql<{ viewer: { workspace: { id: string } } }>(CLIENT);
    const scope = { workspaceId: keyOf(viewer.workspace.id), applicationId: keyOf(applicationId) };
    return new StoredCalls(admin, scope, api.app.get(Db), api.app.get(CallStore, { strict: false }));
  }

  write(work: Write): Promise<unknown> {
    return this.db.transaction(work);
  }

  /** Writes in a transaction that has begun to read before another one wrote. */
  async writeAfter(other: Write, late: Write): Promise<void> {
    let isFirstTry = true;
    await this.write(async (trx) => {
      await trx.selectFrom('calls').select('id').execute();
      if (isFirstTry) await this.write(other);
      isFirstTry = false;
      return late(trx);
    });
  }

  save(...sessions: SessionFacts[]): Write {
    return (trx) => this.store.save(trx, this.scope, sessions);
  }

  erase(callId: string): Write {
    return (trx) => this.store.erase(trx, this.scope, callId);
  }
}

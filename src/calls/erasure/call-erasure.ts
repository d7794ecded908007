import { Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { Audit, AuditAction, AuditTargetKind } from '../../audit/index.js';
import type { Viewer } from '../../auth/index.js';
import { Db } from '../../database/index.js';
import { CallEvents } from '../call-events.js';
import { type CallScope, CallStore } from '../call-store.js';
import type { CallTables } from '../call.table.js';
import { ErasedConversations } from './erased-conversations.js';

/** A call that is being erased. */
export interface ErasedCall extends CallScope {
  id: string;
  /** The conversation that it had; null where none was known, or the call was erased before. */
  conversationId: string | null;
}

/** What a module to the right keeps of a call and does away with. It may run again after a failure, so it is repeatable. */
export interface CallErasureStep {
  /** Erases rows, in the transaction in which the call itself is erased and locked. */
  rows?(trx: Transaction<CallTables>, call: ErasedCall): Promise<void>;
  /** What lies outside of the database, once the rows are gone for good. */
  rest?(call: ErasedCall): Promise<void>;
}

/**
 * Erases what is known of a call. The call stays listed as a tombstone, with its times and its status, so that nothing that
 * comes in later brings back what was erased: whoever writes about a call decides by that row, in the same transaction.
 * Modules to the right register here, in `onModuleInit`, what they do about theirs.
 */
@Injectable()
export class CallErasure {
  private readonly steps: CallErasureStep[] = [];

  constructor(
    private readonly store: CallStore,
    private readonly conversations: ErasedConversations,
    private readonly events: CallEvents,
    private readonly db: Db,
    private readonly audit: Audit,
  ) {}

  register(step: CallErasureStep): void {
    this.steps.push(step);
  }

  /**
   * Everything in the database goes in one transaction, then the files. Where those cannot be deleted, the database knows
   * them still: erasing the call again ends it, and so does retention.
   * @throws StorageError if the recording storage cannot be used
   */
  async erase(scope: CallScope, id: string, viewer: Viewer): Promise<void> {
    const call = await this.db.transaction<CallTables, ErasedCall | undefined>((trx) =>
      this.eraseRows(trx, scope, id, viewer),
    );
    if (call === undefined) return; // removed meanwhile
    this.events.publish(scope, [id]);
    await this.db.forgetDeleted();
    for (const step of this.steps) await step.rest?.(call);
  }

  private async eraseRows(
    trx: Transaction<CallTables>,
    scope: CallScope,
    id: string,
    viewer: Viewer,
  ): Promise<ErasedCall | undefined> {
    const before = await this.store.erase(trx, scope, id);
    if (before === undefined) return undefined;
    const conversationId = before.conversation_id;
    if (conversationId !== null) await this.conversations.add(trx, scope.applicationId, conversationId);
    const call = { ...scope, id, conversationId };
    for (const step of this.steps) await step.rows?.(trx, call);
    await this.audit.note(trx, viewer, { action: AuditAction.CALL_ERASED, target: { kind: AuditTargetKind.CALL, id } });
    return call;
  }
}

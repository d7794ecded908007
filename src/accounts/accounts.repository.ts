import { type EntityData, EntityManager, type RequiredEntityData } from '@mikro-orm/sql';
import { Injectable } from '@nestjs/common';
import { type Alongside, changeRows, transactionOf } from '../database/index.js';
import { Workspace } from '../auth/index.js';
import { Account } from './account.entity.js';
import type { ConnectionOutcome } from './connection-outcome.js';

export type NewAccount = Omit<RequiredEntityData<Account>, 'workspace'>;

/** Every question that is asked of the accounts. What a viewer asks is bound to their workspace. */
@Injectable()
export class AccountsRepository {
  constructor(private readonly em: EntityManager) {}

  /** In the order in which they were added. */
  list(workspaceId: string): Promise<Account[]> {
    return this.em.find(Account, { workspace: workspaceId }, { orderBy: { id: 'asc' } });
  }

  find(workspaceId: string, id: string): Promise<Account | null> {
    return this.em.findOne(Account, { id, workspace: workspaceId });
  }

  /** Those of the ids that exist in the workspace. */
  findByIds(workspaceId: string, ids: readonly string[]): Promise<Account[]> {
    return this.em.find(Account, { id: { $in: [...ids] }, workspace: workspaceId });
  }

  /** For work that the server itself has begun, on an id out of the database: as the row is now, whatever was read before. */
  findForWork(id: string): Promise<Account | null> {
    return this.em.fork().findOne(Account, { id });
  }

  /** @throws UniqueConstraintViolationException if the workspace has the Voximplant account */
  async add(workspaceId: string, account: NewAccount, alongside: Alongside): Promise<Account> {
    return this.em.transactional(async (em) => {
      const added = em.create(Account, { ...account, workspace: em.getReference(Workspace, workspaceId) });
      await em.flush();
      await alongside(transactionOf(em));
      return added;
    });
  }

  /** @returns the account with the changes in it, or null if it is gone */
  async update(
    workspaceId: string,
    id: string,
    changes: EntityData<Account>,
    alongside: Alongside,
  ): Promise<Account | null> {
    const where = { id, workspace: workspaceId };
    await changeRows(this.em, (em) => em.nativeUpdate(Account, where, changes), alongside);
    return this.reload(workspaceId, id);
  }

  /** Stores how a test of these very credentials ended; if the account has others by now, it says nothing about it. */
  async noteOutcome(id: string, credentials: string, outcome: ConnectionOutcome): Promise<void> {
    await storeOutcome(this.em.fork(), id, credentials, outcome);
  }

  /** The same for somebody who asked for the test. */
  async noteVerification(
    id: string,
    credentials: string,
    outcome: ConnectionOutcome,
    alongside: Alongside,
  ): Promise<void> {
    await changeRows(this.em, (em) => storeOutcome(em, id, credentials, outcome), alongside);
  }

  /** As the row is now, whatever was read before. */
  reload(workspaceId: string, id: string): Promise<Account | null> {
    return this.em.findOne(Account, { id, workspace: workspaceId }, { refresh: true });
  }

  /** With everything that refers to it. */
  async remove(workspaceId: string, id: string, alongside: Alongside): Promise<void> {
    await changeRows(this.em, (em) => em.nativeDelete(Account, { id, workspace: workspaceId }), alongside);
  }
}

function storeOutcome(em: EntityManager, id: string, credentials: string, outcome: ConnectionOutcome): Promise<number> {
  return em.nativeUpdate(Account, { id, credentials }, { ...outcome, updatedAt: outcome.connectionCheckedAt });
}

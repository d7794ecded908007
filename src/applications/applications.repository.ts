import { type EntityData, EntityManager, type FilterQuery, type RequiredEntityData } from '@mikro-orm/sql';
import { Injectable } from '@nestjs/common';
import { type Alongside, changeRows, transactionOf } from '../database/index.js';
import { Account } from '../accounts/index.js';
import { Application } from './application.entity.js';

export type NewApplication = Omit<RequiredEntityData<Application>, 'account' | 'workspaceId'>;

/** Every question that is asked of the applications. What a viewer asks is bound to their workspace. */
@Injectable()
export class ApplicationsRepository {
  constructor(private readonly em: EntityManager) {}

  /** In the order in which they were added; of one account, or of all. */
  list(workspaceId: string, accountId: string | null): Promise<Application[]> {
    const where = accountId === null ? { workspaceId } : { workspaceId, account: accountId };
    return this.em.find(Application, where, { orderBy: { id: 'asc' } });
  }

  find(workspaceId: string, id: string): Promise<Application | null> {
    return this.em.findOne(Application, { id, workspaceId });
  }

  /** Those of the ids that exist in the workspace. */
  findByIds(workspaceId: string, ids: readonly string[]): Promise<Application[]> {
    return this.em.find(Application, { id: { $in: [...ids] }, workspaceId });
  }

  /** Names by id, of those of the ids that exist in the workspace; whatever has been read before, and out of any request. */
  async findNames(workspaceId: string, ids: readonly string[]): Promise<Map<string, string>> {
    const where = { id: { $in: [...ids] }, workspaceId };
    const found = await this.em.fork().find(Application, where, { fields: ['name'] });
    return new Map(found.map(({ id, name }) => [id, name]));
  }

  /** The applications of several accounts, each account's in the order in which they were added. */
  findByAccounts(workspaceId: string, accountIds: readonly string[]): Promise<Application[]> {
    return this.em.find(Application, { account: { $in: [...accountIds] }, workspaceId }, { orderBy: { id: 'asc' } });
  }

  /** For work that the server itself has begun, on an id out of the database: as the row is now, whatever was read before. */
  findForWork(id: string): Promise<Application | null> {
    return this.em.fork().findOne(Application, { id });
  }

  /** Those that do not keep everything for ever. */
  findWithRetention(): Promise<Application[]> {
    const kept = [{ recordingDays: { $ne: null } }, { transcriptDays: { $ne: null } }, { callDays: { $ne: null } }];
    return this.em.fork().find(Application, { $or: kept }, { orderBy: { id: 'asc' } });
  }

  /** Those that are to be synced by schedule, with the account of each. */
  findScheduled(): Promise<Application[]> {
    const where = { syncEnabled: true, syncPausedAt: null };
    return this.em.fork().find(Application, where, { populate: ['account'], orderBy: { id: 'asc' } });
  }

  /** Of those that are to be synced by schedule, the one that is synced the least far; those that never were do not count. */
  findFurthestBehind(): Promise<Application | null> {
    const where = { syncEnabled: true, syncPausedAt: null, syncedThrough: { $ne: null } };
    return this.em.fork().findOne(Application, where, { orderBy: { syncedThrough: 'asc' } });
  }

  /** For what a sync has found out, bound to no workspace. */
  async note(id: string, changes: EntityData<Application>): Promise<void> {
    await this.em.fork().nativeUpdate(Application, { id }, changes);
  }

  /** All of one account, for its removal. */
  findForRemoval(accountId: string): Promise<Application[]> {
    return this.em.fork().find(Application, { account: accountId });
  }

  /** @throws UniqueConstraintViolationException if the account has the Voximplant application */
  async add(
    workspaceId: string,
    accountId: string,
    application: NewApplication,
    alongside: Alongside,
  ): Promise<Application> {
    return this.em.transactional(async (em) => {
      const account = em.getReference(Account, accountId);
      const added = em.create(Application, { ...application, workspaceId, account });
      await em.flush();
      await alongside(transactionOf(em));
      return added;
    });
  }

  /** @returns the application with the changes in it, or null if it is gone */
  async update(
    workspaceId: string,
    id: string,
    changes: EntityData<Application>,
    alongside: Alongside,
  ): Promise<Application | null> {
    await this.change({ id, workspaceId }, changes, alongside);
    return this.reload(workspaceId, id);
  }

  /** Changes the webhook's secret if it is still the one given. @returns whether it was */
  async replaceWebhookSecret(
    { id, workspaceId, webhookSecret }: Application,
    changes: EntityData<Application>,
    alongside: Alongside,
  ): Promise<boolean> {
    return this.change({ id, workspaceId, webhookSecret }, changes, alongside);
  }

  /** As the row is now, whatever was read before. */
  reload(workspaceId: string, id: string): Promise<Application | null> {
    return this.em.findOne(Application, { id, workspaceId }, { refresh: true });
  }

  /** With everything that refers to it. */
  async remove(workspaceId: string, id: string, alongside: Alongside): Promise<void> {
    await changeRows(this.em, (em) => em.nativeDelete(Application, { id, workspaceId }), alongside);
  }

  private change(
    where: FilterQuery<Application>,
    changes: EntityData<Application>,
    alongside: Alongside,
  ): Promise<boolean> {
    return changeRows(this.em, (em) => em.nativeUpdate(Application, where, changes), alongside);
  }
}

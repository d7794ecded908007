import { type EntityData, EntityManager, raw } from '@mikro-orm/sql';
import { Injectable } from '@nestjs/common';
import { ConflictError } from '../common/errors.js';
import { type Alongside, type AnyKysely, changeRows, transactionOf } from '../database/index.js';
import { Role } from './role.js';
import { User } from './user.entity.js';
import { FIRST_CLAIM, Workspace } from './workspace.entity.js';

export interface NewUser {
  email: string;
  name?: string | null;
  passwordHash: string;
  role: Role;
}

@Injectable()
export class UsersRepository {
  constructor(private readonly em: EntityManager) {}

  async anyExists(): Promise<boolean> {
    return (await this.em.findOne(User, { id: { $ne: '' } }, { fields: ['id'] })) !== null;
  }

  findByEmail(email: string): Promise<User | null> {
    return this.em.findOne(User, { email });
  }

  find(workspaceId: string, id: string): Promise<User | null> {
    return this.em.findOne(User, { id, workspace: workspaceId });
  }

  /** In the order in which they came. */
  list(workspaceId: string): Promise<User[]> {
    return this.em.find(User, { workspace: workspaceId }, { orderBy: { id: 'asc' } });
  }

  /** @throws UniqueConstraintViolationException if the address is taken */
  async add(workspaceId: string, user: NewUser & { id: string }, alongside: Alongside): Promise<User> {
    return this.em.transactional(async (em) => {
      const added = em.create(User, { ...user, workspace: em.getReference(Workspace, workspaceId) });
      await em.flush();
      await alongside(transactionOf(em));
      return added;
    });
  }

  /**
   * Changes a user.
   * @returns the user with the changes in it, or null if there is none
   * @throws ConflictError if the workspace were left without an ADMIN
   */
  async update(
    workspaceId: string,
    id: string,
    changes: Pick<EntityData<User>, 'name' | 'role'>,
    alongside: Alongside,
  ): Promise<User | null> {
    const change = (em: EntityManager) => em.nativeUpdate(User, { id, workspace: workspaceId }, changes);
    const takesAway = changes.role !== undefined && changes.role !== Role.ADMIN;
    await (takesAway
      ? this.changeKeepingAnAdmin(workspaceId, change, alongside)
      : changeRows(this.em, change, alongside));
    return this.reload(workspaceId, id);
  }

  /**
   * What names the user elsewhere, such as the audit log, holds no reference and stays.
   * @returns whether there was one
   * @throws ConflictError if the workspace were left without an ADMIN
   */
  remove(workspaceId: string, id: string, alongside: Alongside): Promise<boolean> {
    const change = (em: EntityManager) => em.nativeDelete(User, { id, workspace: workspaceId });
    return this.changeKeepingAnAdmin(workspaceId, change, alongside);
  }

  /** Gives a user another password, and ends their access tokens. @returns null if there is no such user */
  async setPassword(workspaceId: string, id: string, passwordHash: string, alongside: Alongside): Promise<User | null> {
    const where = { id, workspace: workspaceId };
    const changes = { passwordHash, tokenVersion: raw('token_version + 1') };
    await changeRows(this.em, (em) => em.nativeUpdate(User, where, changes), alongside);
    return this.reload(workspaceId, id);
  }

  /**
   * The same in place of the password that was read, and no other. It does not read again: a token for the version that this
   * password came with must not be good where somebody sets the next one right after.
   * @returns the version of the tokens that are good with it; null if the user has another one by now, or is gone
   */
  async replacePassword(
    { id, tokenVersion }: User,
    passwordHash: string,
    alongside: Alongside,
  ): Promise<number | null> {
    const changes = { passwordHash, tokenVersion: tokenVersion + 1 };
    const done = await changeRows(this.em, (em) => em.nativeUpdate(User, { id, tokenVersion }, changes), alongside);
    return done ? changes.tokenVersion : null;
  }

  /** As the row is now, whatever was read before. */
  private reload(workspaceId: string, id: string): Promise<User | null> {
    return this.em.findOne(User, { id, workspace: workspaceId }, { refresh: true });
  }

  /**
   * For changes that may take the last ADMIN away. It writes to the workspace's row before it reads anything: whoever does
   * the same at the same time, in whatever process and on whatever database, waits there and then sees what this one did.
   */
  private changeKeepingAnAdmin(
    workspaceId: string,
    change: (em: EntityManager) => Promise<number>,
    alongside: Alongside,
  ): Promise<boolean> {
    const lockAndChange = async (em: EntityManager) => {
      await em.nativeUpdate(Workspace, { id: workspaceId }, { name: raw('name') });
      const rows = await change(em);
      if (rows > 0 && (await em.count(User, { workspace: workspaceId, role: Role.ADMIN })) === 0) throw lastAdmin();
      return rows;
    };
    return changeRows(this.em, lockAndChange, alongside);
  }

  /**
   * A new workspace with its first user. It writes before it reads anything, so that on every database a second process
   * that does the same at the same time waits here.
   * @param isFirst claims to be the first of the installation: of all that ever do, one succeeds
   * @throws UniqueConstraintViolationException if the address or the claim is taken
   */
  async addWithWorkspace(
    workspaceName: string,
    user: NewUser,
    isFirst: boolean,
    alongside: (trx: AnyKysely, added: User) => Promise<void>,
  ): Promise<User> {
    return this.em.transactional(async (em) => {
      const workspace = em.create(Workspace, { name: workspaceName, claim: isFirst ? FIRST_CLAIM : null });
      await em.flush();
      const added = em.create(User, { ...user, workspace });
      await em.flush();
      await alongside(transactionOf(em), added);
      return added;
    });
  }
}

function lastAdmin(): ConflictError {
  return new ConflictError('The workspace would be left without an ADMIN: make somebody else one first');
}

import { EntityManager } from '@mikro-orm/sql';
import { Injectable } from '@nestjs/common';
import type { Role } from './role.js';
import { User } from './user.entity.js';
import { FIRST_CLAIM, Workspace } from './workspace.entity.js';

export interface NewUser {
  email: string;
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
  async add(workspaceId: string, user: NewUser): Promise<User> {
    return this.em.transactional(async (em) => {
      const added = em.create(User, { ...user, workspace: em.getReference(Workspace, workspaceId) });
      await em.flush();
      return added;
    });
  }

  /**
   * A new workspace with its first user. It writes before it reads anything, so that on every database a second process
   * that does the same at the same time waits here.
   * @param isFirst claims to be the first of the installation: of all that ever do, one succeeds
   * @throws UniqueConstraintViolationException if the address or the claim is taken
   */
  async addWithWorkspace(workspaceName: string, user: NewUser, isFirst: boolean): Promise<User> {
    return this.em.transactional(async (em) => {
      const workspace = em.create(Workspace, { name: workspaceName, claim: isFirst ? FIRST_CLAIM : null });
      await em.flush();
      const added = em.create(User, { ...user, workspace });
      await em.flush();
      return added;
    });
  }
}

import { EntityManager } from '@mikro-orm/sql';
import { Injectable } from '@nestjs/common';
import { type Alongside, changeRows, transactionOf } from '../database/index.js';
import { ApiKey } from './api-key.entity.js';
import type { Role } from './role.js';
import { Workspace } from './workspace.entity.js';

export interface NewApiKey {
  id: string;
  name: string;
  role: Role;
  prefix: string;
  tokenHash: string;
  expiresAt: Date | null;
}

@Injectable()
export class ApiKeysRepository {
  constructor(private readonly em: EntityManager) {}

  find(workspaceId: string, id: string): Promise<ApiKey | null> {
    return this.em.findOne(ApiKey, { id, workspace: workspaceId });
  }

  /** Newest first, revoked and expired ones included. */
  list(workspaceId: string): Promise<ApiKey[]> {
    return this.em.find(ApiKey, { workspace: workspaceId }, { orderBy: { id: 'desc' } });
  }

  async add(workspaceId: string, key: NewApiKey, alongside: Alongside): Promise<ApiKey> {
    return this.em.transactional(async (em) => {
      const added = em.create(ApiKey, { ...key, workspace: em.getReference(Workspace, workspaceId) });
      await em.flush();
      await alongside(transactionOf(em));
      return added;
    });
  }

  /** Revokes a key that was not; of several who try at once, one does. */
  async revoke(workspaceId: string, id: string, revokedAt: Date, alongside: Alongside): Promise<void> {
    const where = { id, workspace: workspaceId, revokedAt: null };
    await changeRows(this.em, (em) => em.nativeUpdate(ApiKey, where, { revokedAt }), alongside);
  }

  /** As the row is now, whatever was read before. */
  reload(workspaceId: string, id: string): Promise<ApiKey> {
    return this.em.findOneOrFail(ApiKey, { id, workspace: workspaceId }, { refresh: true });
  }
}

import { EntityManager } from '@mikro-orm/sql';
import { Injectable } from '@nestjs/common';
import { ApiKey } from './api-key.entity.js';
import type { Role } from './role.js';
import { Workspace } from './workspace.entity.js';

export interface NewApiKey {
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

  async add(workspaceId: string, key: NewApiKey): Promise<ApiKey> {
    const added = this.em.create(ApiKey, { ...key, workspace: this.em.getReference(Workspace, workspaceId) });
    await this.em.flush();
    return added;
  }

  async save(): Promise<void> {
    await this.em.flush();
  }
}

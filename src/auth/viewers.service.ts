import { EntityManager } from '@mikro-orm/sql';
import { Injectable } from '@nestjs/common';
import { ApiKey } from './api-key.entity.js';
import { User } from './user.entity.js';
import type { Viewer } from './viewer.js';
import { Workspace } from './workspace.entity.js';

/** What a viewer can know about themself. */
export interface WhoIs {
  user: User | null;
  apiKey: ApiKey | null;
  workspace: Workspace;
}

@Injectable()
export class ViewersService {
  constructor(private readonly em: EntityManager) {}

  async describe({ credential, workspaceId }: Viewer): Promise<WhoIs> {
    const workspace = await this.em.findOneOrFail(Workspace, workspaceId);
    return credential.kind === 'user'
      ? { user: await this.em.findOneOrFail(User, credential.id), apiKey: null, workspace }
      : { user: null, apiKey: await this.em.findOneOrFail(ApiKey, credential.id), workspace };
  }

  /** The viewer's own workspace; no other can be found. */
  async findWorkspace(viewer: Viewer, id: string): Promise<Workspace | null> {
    return id === viewer.workspaceId ? this.em.findOne(Workspace, id) : null;
  }
}

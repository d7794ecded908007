import { EntityManager } from '@mikro-orm/sql';
import { Injectable } from '@nestjs/common';
import { UnauthenticatedError } from '../common/errors.js';
import { ApiKey } from './api-key.entity.js';
import type { Role } from './role.js';
import { User } from './user.entity.js';
import type { Viewer } from './viewer.js';
import { Workspace } from './workspace.entity.js';

/** What a viewer can know about themself. */
export interface WhoIs {
  user: User | null;
  apiKey: ApiKey | null;
  role: Role;
  workspace: Workspace;
}

@Injectable()
export class ViewersService {
  constructor(private readonly em: EntityManager) {}

  /** @throws UnauthenticatedError for a user who was removed while they asked */
  async describe({ credential, workspaceId, role }: Viewer): Promise<WhoIs> {
    const workspace = await this.em.findOneOrFail(Workspace, workspaceId);
    if (credential.kind === 'apiKey') {
      return { user: null, apiKey: await this.em.findOneOrFail(ApiKey, credential.id), role, workspace };
    }
    const user = await this.em.findOne(User, credential.id);
    if (user === null) throw new UnauthenticatedError('The credentials have ended');
    return { user, apiKey: null, role, workspace };
  }

  /** The viewer's own workspace; no other can be found. */
  async findWorkspace(viewer: Viewer, id: string): Promise<Workspace | null> {
    return id === viewer.workspaceId ? this.em.findOne(Workspace, id) : null;
  }
}

import type { OnModuleInit } from '@nestjs/common';
import { Resolver } from '@nestjs/graphql';
import { NodeRegistry } from '../graphql/node-registry.js';
import { ViewersService } from './viewers.service.js';
import { toWorkspaceObject, WorkspaceObject } from './workspace.object.js';

@Resolver(() => WorkspaceObject)
export class WorkspacesResolver implements OnModuleInit {
  constructor(
    private readonly viewers: ViewersService,
    private readonly nodes: NodeRegistry,
  ) {}

  onModuleInit(): void {
    this.nodes.register('Workspace', async (viewer, id) => {
      const workspace = await this.viewers.findWorkspace(viewer, id);
      return workspace && toWorkspaceObject(workspace);
    });
  }
}

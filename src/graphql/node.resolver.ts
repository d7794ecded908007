import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { CurrentViewer, RequireRole } from '../auth/decorators.js';
import { Role } from '../auth/role.js';
import type { Viewer } from '../auth/viewer.js';
import { NodeObject } from '../common/node.object.js';
import { NodeRegistry } from './node-registry.js';

@Resolver(() => NodeObject)
export class NodeResolver {
  constructor(private readonly nodes: NodeRegistry) {}

  @RequireRole(Role.VIEWER)
  @Query(() => NodeObject, {
    nullable: true,
    description: 'Any object of the workspace by its id. Null with a NOT_FOUND error where there is none.',
  })
  node(@CurrentViewer() viewer: Viewer, @Args('id', { type: () => ID }) id: string): Promise<NodeObject> {
    return this.nodes.find(viewer, id);
  }
}

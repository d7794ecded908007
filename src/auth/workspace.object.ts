import { Field, ObjectType } from '@nestjs/graphql';
import { toGlobalId } from '../common/id.js';
import { NodeObject } from '../common/node.object.js';
import type { Workspace } from './workspace.entity.js';

@ObjectType('Workspace', {
  implements: () => NodeObject,
  description: 'A team. Owns accounts and, through them, everything else; nothing is visible from another workspace.',
})
export class WorkspaceObject extends NodeObject {
  @Field() name!: string;
}

export function toWorkspaceObject(workspace: Workspace): WorkspaceObject {
  return { id: toGlobalId('Workspace', workspace.id), name: workspace.name };
}

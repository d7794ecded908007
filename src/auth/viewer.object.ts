import { Field, ObjectType } from '@nestjs/graphql';
import { ApiKeyObject, toApiKeyObject } from './api-key.object.js';
import { Role } from './role.js';
import { toUserObject, UserObject } from './user.object.js';
import type { WhoIs } from './viewers.service.js';
import { toWorkspaceObject, WorkspaceObject } from './workspace.object.js';

@ObjectType('Viewer', { description: 'Who is asking: a user or an API key, never both.' })
export class ViewerObject {
  @Field(() => UserObject, { nullable: true }) user!: UserObject | null;
  @Field(() => ApiKeyObject, { nullable: true }) apiKey!: ApiKeyObject | null;
  @Field(() => Role) role!: Role;
  @Field(() => WorkspaceObject) workspace!: WorkspaceObject;
}

@ObjectType('SetupState')
export class SetupStateObject {
  @Field({ description: 'Nobody has signed up yet: `signUp` makes the first user.' }) needsFirstUser!: boolean;
  @Field({ description: 'Whether `signUp` would be allowed now.' }) signUpOpen!: boolean;
}

export function toViewerObject({ user, apiKey, role, workspace }: WhoIs): ViewerObject {
  return {
    user: user && toUserObject(user),
    apiKey: apiKey && toApiKeyObject(apiKey),
    role,
    workspace: toWorkspaceObject(workspace),
  };
}

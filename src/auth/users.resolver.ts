import type { OnModuleInit } from '@nestjs/common';
import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { fromGlobalId, toGlobalId } from '../common/id.js';
import { IdPipe } from '../common/id.pipe.js';
import { RemovePayloadObject } from '../common/remove-payload.object.js';
import { NodeRegistry } from '../graphql/node-registry.js';
import { CreateUserInput, SetUserPasswordInput, UpdateUserInput } from './auth.inputs.js';
import { CreateUserPayload, UserPayload } from './auth.payloads.js';
import { CurrentViewer, RequireRole } from './decorators.js';
import { Role } from './role.js';
import { toUserObject, UserObject } from './user.object.js';
import { UsersService } from './users.service.js';
import type { Viewer } from './viewer.js';

@Resolver(() => UserObject)
export class UsersResolver implements OnModuleInit {
  constructor(
    private readonly service: UsersService,
    private readonly nodes: NodeRegistry,
  ) {}

  onModuleInit(): void {
    this.nodes.register('User', async (viewer, id) => {
      const mayRead = viewer.role === Role.ADMIN || viewer.credential.id === id;
      const user = mayRead ? await this.service.find(viewer, id) : null;
      return user && toUserObject(user);
    });
  }

  @RequireRole(Role.ADMIN)
  @Query(() => [UserObject], {
    description: 'The users of the workspace, in the order in which they came. ADMIN only.',
  })
  async users(@CurrentViewer() viewer: Viewer): Promise<UserObject[]> {
    return (await this.service.list(viewer)).map(toUserObject);
  }

  @RequireRole(Role.ADMIN)
  @Mutation(() => CreateUserPayload, {
    description: 'Adds a user to the workspace. ADMIN only. CONFLICT where the e-mail address has a user.',
  })
  async createUser(@CurrentViewer() viewer: Viewer, @Args('input') input: CreateUserInput): Promise<CreateUserPayload> {
    return { user: toUserObject(await this.service.create(viewer, input)) };
  }

  @RequireRole(Role.ADMIN)
  @Mutation(() => UserPayload, {
    description:
      'Gives a user another role or name. ADMIN only. The role holds at once. CONFLICT where the workspace would be left without an ADMIN.',
  })
  async updateUser(@CurrentViewer() viewer: Viewer, @Args('input') input: UpdateUserInput): Promise<UserPayload> {
    const id = fromGlobalId('User', input.id, 'id');
    return { user: toUserObject(await this.service.update(viewer, id, input)) };
  }

  @RequireRole(Role.ADMIN)
  @Mutation(() => RemovePayloadObject, {
    description:
      'Removes a user, for good. ADMIN only. Their access tokens end at once, and their sockets are closed. API keys are the ' +
      "workspace's and stay, whoever made them: `auditLog` tells which. CONFLICT where the workspace would be left without an ADMIN.",
  })
  async removeUser(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }, new IdPipe('User', 'id')) id: string,
  ): Promise<RemovePayloadObject> {
    await this.service.remove(viewer, id);
    return { id: toGlobalId('User', id) };
  }

  @RequireRole(Role.ADMIN)
  @Mutation(() => UserPayload, {
    description:
      'Gives another user a new password, e.g. when they forgot theirs. ADMIN only. Their access tokens end at once, and ' +
      "their sockets are closed. BAD_USER_INPUT for one's own: see `changePassword`.",
  })
  async setUserPassword(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: SetUserPasswordInput,
  ): Promise<UserPayload> {
    const id = fromGlobalId('User', input.id, 'id');
    return { user: toUserObject(await this.service.setPassword(viewer, id, input.password)) };
  }
}

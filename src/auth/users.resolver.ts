import type { OnModuleInit } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { NodeRegistry } from '../graphql/node-registry.js';
import { CreateUserInput } from './auth.inputs.js';
import { CreateUserPayload } from './auth.payloads.js';
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
}

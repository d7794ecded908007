import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import type { OperationContext } from '../graphql/operation-context.js';
import { ChangePasswordInput } from './auth.inputs.js';
import { AuthPayload, toAuthPayload } from './auth.payloads.js';
import { CurrentViewer, RequireRole } from './decorators.js';
import { OwnPasswordService } from './own-password.service.js';
import { Role } from './role.js';
import type { Viewer } from './viewer.js';
import { ViewersService } from './viewers.service.js';

@Resolver()
export class OwnPasswordResolver {
  constructor(
    private readonly service: OwnPasswordService,
    private readonly viewers: ViewersService,
  ) {}

  @RequireRole(Role.VIEWER)
  @Mutation(() => AuthPayload, {
    description:
      'Changes the password of the user who asks. All their access tokens end at once, their sockets are closed, and the ' +
      'answer has a new token to go on with. BAD_USER_INPUT, with `currentPassword` in `fields`, where that is wrong; ' +
      'RATE_LIMITED as `signIn`; FORBIDDEN for an API key.',
  })
  async changePassword(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ChangePasswordInput,
    @Context() { address }: OperationContext,
  ): Promise<AuthPayload> {
    const signedIn = await this.service.change(viewer, input, address);
    return toAuthPayload(signedIn, await this.viewers.describe(signedIn.viewer));
  }
}

import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { OperationContext } from '../graphql/operation-context.js';
import { SignInInput, SignUpInput } from './auth.inputs.js';
import { AuthPayload, toAuthPayload } from './auth.payloads.js';
import { CurrentViewer, Public } from './decorators.js';
import { SignInService } from './sign-in.service.js';
import type { Viewer } from './viewer.js';
import { SetupStateObject, toViewerObject, ViewerObject } from './viewer.object.js';
import { ViewersService } from './viewers.service.js';
import type { SignedIn } from './welcome.js';

/** All that somebody without credentials can reach. */
@Resolver()
export class SignInResolver {
  constructor(
    private readonly signIns: SignInService,
    private readonly viewers: ViewersService,
  ) {}

  @Public()
  @Query(() => ViewerObject, {
    nullable: true,
    description: 'Who is asking. Null without valid credentials: a client learns from it whether it is signed in.',
  })
  async viewer(@CurrentViewer() viewer: Viewer | null): Promise<ViewerObject | null> {
    return viewer === null ? null : toViewerObject(await this.viewers.describe(viewer));
  }

  @Public()
  @Query(() => SetupStateObject, {
    description: 'Whether the first user is still to be created (see `signUp`). Needs no credentials.',
  })
  setup(): Promise<SetupStateObject> {
    return this.signIns.setup();
  }

  @Public()
  @Mutation(() => AuthPayload, {
    description:
      'Creates a workspace with its first ADMIN and signs them in. Allowed while there is no user at all, or on a server ' +
      'that runs with SIGNUP=open; FORBIDDEN otherwise. CONFLICT where the e-mail address has a user.',
  })
  async signUp(@Args('input') input: SignUpInput, @Context() { address }: OperationContext): Promise<AuthPayload> {
    return this.toPayload(await this.signIns.signUp(input, address));
  }

  @Public()
  @Mutation(() => AuthPayload, {
    description:
      'Signs a user in. UNAUTHENTICATED where e-mail address or password is wrong; RATE_LIMITED, with ' +
      '`retryAfterSeconds`, after too many attempts.',
  })
  async signIn(@Args('input') input: SignInInput, @Context() { address }: OperationContext): Promise<AuthPayload> {
    return this.toPayload(await this.signIns.signIn(input, address));
  }

  private async toPayload(signedIn: SignedIn): Promise<AuthPayload> {
    return toAuthPayload(signedIn, await this.viewers.describe(signedIn.viewer));
  }
}

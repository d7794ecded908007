import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import { ForbiddenError, UnauthenticatedError } from '../common/errors.js';
import { Authenticator } from './authenticator.js';
import { ACCESS, PUBLIC, type RequestWithViewer } from './decorators.js';
import { Role } from './role.js';
import type { Viewer } from './viewer.js';

const RANK: Record<Role, number> = { [Role.VIEWER]: 0, [Role.OPERATOR]: 1, [Role.ADMIN]: 2 };

/**
 * Stands before every resolver and every HTTP route. What does not say whom it is for is for ADMINs only.
 * Field resolvers run without it: they are reached only through an object that the viewer was allowed to read.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  /**
   * @throws UnauthenticatedError without valid credentials
   * @throws ForbiddenError if the role does not suffice
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access =
      this.reflector.getAllAndOverride<Role | typeof PUBLIC | undefined>(ACCESS, [
        context.getHandler(),
        context.getClass(),
      ]) ?? Role.ADMIN;
    if (access === PUBLIC) return true;
    const viewer = await this.viewerOf(context);
    if (viewer === null) throw new UnauthenticatedError('Sign in first: no valid credentials were sent');
    if (RANK[viewer.role] < RANK[access]) {
      throw new ForbiddenError(`This needs the role ${access.toUpperCase()} or a higher one`);
    }
    return true;
  }

  private async viewerOf(context: ExecutionContext): Promise<Viewer | null> {
    if (context.getType<GqlContextType>() === 'graphql') {
      return GqlExecutionContext.create(context).getContext<{ viewer: Viewer | null }>().viewer;
    }
    const request = context.switchToHttp().getRequest<RequestWithViewer>();
    request.viewer = await this.authenticator.authenticate(request.headers.authorization);
    return request.viewer;
  }
}

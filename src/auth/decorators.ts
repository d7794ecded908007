import { createParamDecorator, type CustomDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { type GqlContextType, GqlExecutionContext } from '@nestjs/graphql';
import type { Request } from 'express';
import type { Role } from './role.js';
import type { Viewer } from './viewer.js';

/** An HTTP request after the guard has found out who asks. */
export type RequestWithViewer = Request & { viewer?: Viewer | null };

/** Metadata key of the least role that a handler asks for, or {@link PUBLIC}. Without it, only an ADMIN gets in. */
export const ACCESS = 'voxsync:access';
export const PUBLIC = 'public';

/** Open to everybody, signed in or not. */
export const Public = (): CustomDecorator => SetMetadata(ACCESS, PUBLIC);

/** Open to whoever has this role or a higher one: VIEWER < OPERATOR < ADMIN. */
export const RequireRole = (role: Role): CustomDecorator => SetMetadata(ACCESS, role);

/** Who asks, in a resolver or an HTTP route; null only in a handler that is {@link Public}. */
export const CurrentViewer = createParamDecorator((_: unknown, context: ExecutionContext): Viewer | null => {
  if (context.getType<GqlContextType>() === 'graphql') {
    return GqlExecutionContext.create(context).getContext<{ viewer: Viewer | null }>().viewer;
  }
  return context.switchToHttp().getRequest<RequestWithViewer>().viewer ?? null;
});

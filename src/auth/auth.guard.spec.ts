import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from './auth.guard.js';
import type { Authenticator } from './authenticator.js';
import { Public, RequireRole } from './decorators.js';
import { Role } from './role.js';
import type { Viewer } from './viewer.js';

class Handlers {
  unmarked() {}
  @Public() open() {}
  @RequireRole(Role.VIEWER) read() {}
  @RequireRole(Role.OPERATOR) work() {}
}

@Public()
class OpenHandlers {
  unmarked() {}
  @RequireRole(Role.ADMIN) rule() {}
}

function viewerOf(role: Role): Viewer {
  return { workspaceId: 'w', role, credential: { kind: 'user', id: 'u' }, expiresAt: null };
}

function entering(owner: typeof Handlers | typeof OpenHandlers, method: string, role: Role | null, type = 'graphql') {
  const viewer = role && viewerOf(role);
  const authenticate = (header?: string) => Promise.resolve(header === 'Bearer x' ? viewer : null);
  const guard = new AuthGuard(new Reflector(), { authenticate } as Authenticator);
  const request = { headers: { authorization: 'Bearer x' } };
  const context = {
    getHandler: () => (owner.prototype as unknown as Record<string, () => void>)[method],
    getClass: () => owner,
    getType: () => type,
    getArgs: () => [null, {}, { viewer }, null],
    getArgByIndex: () => undefined,
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
  return guard.canActivate(context).catch((error: { code: string }) => error.code);
}

describe('AuthGuard', () => {
  it.each([
    ['open', [true, true, true, true]],
    ['read', ['UNAUTHENTICATED', true, true, true]],
    ['work', ['UNAUTHENTICATED', 'FORBIDDEN', true, true]],
    ['unmarked', ['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', true]],
  ])('lets into "%s": nobody, VIEWER, OPERATOR, ADMIN: %j', async (method, expected) => {
    const roles = [null, Role.VIEWER, Role.OPERATOR, Role.ADMIN];

    const answers = await Promise.all(roles.map((role) => entering(Handlers, method, role)));

    expect(answers).toEqual(expected);
  });

  it('takes a handler at its word before its class', async () => {
    const answers = await Promise.all([
      entering(OpenHandlers, 'unmarked', null),
      entering(OpenHandlers, 'rule', Role.VIEWER),
    ]);

    expect(answers).toEqual([true, 'FORBIDDEN']);
  });

  it('reads the header of a plain HTTP request', async () => {
    const answers = await Promise.all([
      entering(Handlers, 'read', Role.VIEWER, 'http'),
      entering(Handlers, 'read', null, 'http'),
    ]);

    expect(answers).toEqual([true, 'UNAUTHENTICATED']);
  });
});

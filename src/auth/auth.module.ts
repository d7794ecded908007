import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessTokens } from './access-tokens.js';
import { ApiKeyUse } from './api-key-use.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeysResolver } from './api-keys.resolver.js';
import { ApiKeysService } from './api-keys.service.js';
import { Attempts } from './attempts.js';
import { AuthGuard } from './auth.guard.js';
import { Authenticator } from './authenticator.js';
import { CredentialEvents } from './credential-events.js';
import { OperationLimit } from './operation-limit.js';
import { OwnPasswordResolver } from './own-password.resolver.js';
import { OwnPasswordService } from './own-password.service.js';
import { Passwords } from './passwords.js';
import { SignInLog } from './sign-in-log.js';
import { SignInResolver } from './sign-in.resolver.js';
import { SignInService } from './sign-in.service.js';
import { UsersRepository } from './users.repository.js';
import { UsersResolver } from './users.resolver.js';
import { UsersService } from './users.service.js';
import { ViewersService } from './viewers.service.js';
import { Welcome } from './welcome.js';
import { WorkspacesResolver } from './workspaces.resolver.js';

/** Users, API keys, and the guard before everything. */
@Global()
@Module({
  providers: [
    { provide: APP_GUARD, useClass: AuthGuard },
    AccessTokens,
    ApiKeysRepository,
    ApiKeysResolver,
    ApiKeysService,
    ApiKeyUse,
    Attempts,
    Authenticator,
    CredentialEvents,
    OperationLimit,
    OwnPasswordResolver,
    OwnPasswordService,
    Passwords,
    SignInLog,
    SignInResolver,
    SignInService,
    UsersRepository,
    UsersResolver,
    UsersService,
    ViewersService,
    Welcome,
    WorkspacesResolver,
  ],
  exports: [Authenticator, CredentialEvents, OperationLimit],
})
export class AuthModule {}

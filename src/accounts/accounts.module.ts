import { Module } from '@nestjs/common';
import { UpstreamModule } from '../upstream/index.js';
import { AccountRemoval } from './account-removal.js';
import { AccountsRepository } from './accounts.repository.js';
import { AccountsResolver } from './accounts.resolver.js';
import { AccountsService } from './accounts.service.js';
import { ConnectionProbe } from './connection-probe.js';
import { StoredCredentials } from './stored-credentials.js';

/** Whom we sync for. */
@Module({
  imports: [UpstreamModule],
  providers: [
    AccountRemoval,
    AccountsRepository,
    AccountsResolver,
    AccountsService,
    ConnectionProbe,
    StoredCredentials,
  ],
  exports: [AccountRemoval, AccountsService],
})
export class AccountsModule {}

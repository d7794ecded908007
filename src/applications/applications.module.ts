import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/index.js';
import { UpstreamModule } from '../upstream/index.js';
import { AccountApplicationsResolver } from './account-applications.resolver.js';
import { AgentAccess } from './agent-access.js';
import { ApplicationRemoval } from './application-removal.js';
import { ApplicationSecrets } from './application-secrets.js';
import { ApplicationsRepository } from './applications.repository.js';
import { ApplicationsResolver } from './applications.resolver.js';
import { ApplicationsService } from './applications.service.js';

/** What is synced of an account: its applications, each with the agent that talks in its calls. */
@Module({
  imports: [AccountsModule, UpstreamModule],
  providers: [
    AccountApplicationsResolver,
    AgentAccess,
    ApplicationRemoval,
    ApplicationSecrets,
    ApplicationsRepository,
    ApplicationsResolver,
    ApplicationsService,
  ],
  exports: [ApplicationRemoval, ApplicationsService],
})
export class ApplicationsModule {}

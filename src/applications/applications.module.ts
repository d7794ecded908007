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
import { ScenarioDeployments } from './scenario/scenario-deployments.repository.js';
import { ScenarioDeployer } from './scenario/scenario.deployer.js';
import { ApplicationScenarioResolver, ScenariosResolver } from './scenario/scenarios.resolver.js';
import { ScenariosService } from './scenario/scenarios.service.js';

/** What is synced of an account: its applications, each with the agent that talks in its calls. */
@Module({
  imports: [AccountsModule, UpstreamModule],
  providers: [
    AccountApplicationsResolver,
    AgentAccess,
    ApplicationRemoval,
    ApplicationScenarioResolver,
    ApplicationSecrets,
    ApplicationsRepository,
    ApplicationsResolver,
    ApplicationsService,
    ScenarioDeployer,
    ScenarioDeployments,
    ScenariosResolver,
    ScenariosService,
  ],
  exports: [ApplicationRemoval, ApplicationsService],
})
export class ApplicationsModule {}

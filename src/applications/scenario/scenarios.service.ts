import { Inject, Injectable } from '@nestjs/common';
import { AccountsService } from '../../accounts/index.js';
import { Audit, AuditAction, AuditTargetKind } from '../../audit/index.js';
import type { Viewer } from '../../auth/index.js';
import { ConflictError } from '../../common/errors.js';
import { toGlobalId } from '../../common/id.js';
import { ENV, type Env } from '../../config/index.js';
import { Db } from '../../database/index.js';
import { UnreadableSecretError } from '../../secrets/index.js';
import { ELEVENLABS_REGION_URLS } from '../../upstream/index.js';
import { toElevenLabsRegion } from '../agent-access.js';
import type { Application } from '../application.entity.js';
import { ElevenLabsRegion } from '../application.enums.js';
import { ApplicationsService } from '../applications.service.js';
import { WEBHOOKS_PATH } from '../webhooks-path.js';
import { DeploymentError } from './deployment-step.js';
import type { ScenarioDeployment } from './scenario-deployment.entity.js';
import { ScenarioDeployments } from './scenario-deployments.repository.js';
import { ScenarioDeployer } from './scenario.deployer.js';
import {
  ELEVENLABS_KEY_SECRET,
  type GeneratedScenario,
  generateScenario,
  WEBHOOK_SECRET,
} from './scenario.generator.js';
import type { DeployScenarioInput } from './scenario.object.js';
import { fingerprintOf, type ScenarioSecrets } from './scenario-secrets.js';

/** What of an application its scenario is made of. */
export type ScenarioApplication = Pick<
  Application,
  'id' | 'voximplantApplicationId' | 'elevenLabsAgentId' | 'elevenLabsRegion' | 'phoneNumber'
>;

/** The addresses of this server that calls are told to. */
export interface WebhookUrls {
  voximplant: string;
  elevenLabs: string;
}

export interface DeploymentState {
  deployedAt: Date;
  sha256: string;
  outdated: boolean;
  scenarioId: string;
  ruleId: string | null;
}

/** The scenarios of the applications: as they are generated now, and as they were deployed. */
@Injectable()
export class ScenariosService {
  constructor(
    private readonly applications: ApplicationsService,
    private readonly accounts: AccountsService,
    private readonly deployments: ScenarioDeployments,
    private readonly deployer: ScenarioDeployer,
    private readonly audit: Audit,
    private readonly db: Db,
    @Inject(ENV) private readonly env: Pick<Env, 'PUBLIC_URL'>,
  ) {}

  generate(application: ScenarioApplication): GeneratedScenario {
    const { elevenLabsRegion: region } = application;
    return generateScenario({
      applicationId: toGlobalId('Application', application.id),
      voximplantApplicationId: application.voximplantApplicationId,
      agentId: application.elevenLabsAgentId,
      // The platform's own default is the global address.
      elevenLabsUrl: region === ElevenLabsRegion.GLOBAL ? null : ELEVENLABS_REGION_URLS[toElevenLabsRegion(region)],
      callerId: application.phoneNumber ?? null,
      webhookUrl: this.webhookUrls(application.id).voximplant,
    });
  }

  webhookUrls(applicationId: string): WebhookUrls {
    const base = `${this.env.PUBLIC_URL}/${WEBHOOKS_PATH}`;
    return {
      voximplant: `${base}/voximplant`,
      elevenLabs: `${base}/elevenlabs/${toGlobalId('Application', applicationId)}`,
    };
  }

  /** What is deployed of each application, in the order of their ids; null where nothing is. */
  async deploymentsOf(viewer: Viewer, applicationIds: readonly string[]): Promise<(DeploymentState | null)[]> {
    const found = await this.deployments.findOf(viewer.workspaceId, applicationIds);
    const byApplication = new Map(found.map((deployment) => [deployment.application.id, deployment]));
    return applicationIds.map((id) => this.stateOf(byApplication.get(id)));
  }

  /**
   * Brings the scenario to Voximplant as it is generated now; safe to be repeated, whatever happened before.
   * @throws NotFoundError if the workspace has no such application
   * @throws DeploymentError as ScenarioDeployer does
   */
  async deploy(viewer: Viewer, id: string, { rulePattern, force }: DeployScenarioInput): Promise<Application> {
    const application = await this.applications.get(viewer, id);
    const { credentials } = await this.accounts.forSync(application.account.id);
    await this.deployer.deploy({
      applicationId: id,
      voximplantApplicationId: application.voximplantApplicationId,
      credentials,
      scenario: this.generate(application),
      secrets: this.readableSecretsOf(application),
      phoneNumber: application.phoneNumber ?? null,
      rulePattern: rulePattern ?? null,
      force: force ?? false,
    });
    await this.audit.note(this.db.kysely(), viewer, {
      action: AuditAction.SCENARIO_DEPLOYED,
      target: { kind: AuditTargetKind.APPLICATION, id, name: application.name },
      details: { force: force ?? false },
    });
    return application;
  }

  /** @throws DeploymentError if ENCRYPTION_KEY lacks the key that one was encrypted with */
  private readableSecretsOf(application: Application): ScenarioSecrets {
    try {
      return this.secretsOf(application);
    } catch (error) {
      if (!(error instanceof UnreadableSecretError)) throw error;
      const message =
        'a stored secret cannot be read any more. Enter the ElevenLabs key again, and rotate the webhook secret';
      throw new DeploymentError('secrets', new ConflictError(message, {}, { cause: error }));
    }
  }

  private secretsOf(application: Application): ScenarioSecrets {
    return {
      [ELEVENLABS_KEY_SECRET]: this.applications.elevenLabsCredentialsOf(application).apiKey,
      [WEBHOOK_SECRET]: this.applications.webhookSecretOf(application),
    };
  }

  private stateOf(deployment: ScenarioDeployment | undefined): DeploymentState | null {
    const { deployedAt, sha256, scenarioId, ruleId } = deployment ?? {};
    if (deployment === undefined || deployedAt == null || sha256 == null || scenarioId == null) return null;
    const application = deployment.application.getEntity();
    const outdated = sha256 !== this.generate(application).sha256 || this.secretsDiffer(application, deployment);
    return { deployedAt, sha256, outdated, scenarioId, ruleId: ruleId ?? null };
  }

  private secretsDiffer(application: Application, { secretsSha256 }: ScenarioDeployment): boolean {
    try {
      return fingerprintOf(this.secretsOf(application)) !== secretsSha256;
    } catch (error) {
      if (error instanceof UnreadableSecretError) return true; // to be entered again, and then deployed
      throw error;
    }
  }
}

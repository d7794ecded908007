import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { BadUserInputError, ConflictError } from '../../common/errors.js';
import {
  UpstreamError,
  type UpstreamOptions,
  VoximplantClient,
  type VoximplantCredentials,
  type VoximplantRule,
  withPatience,
} from '../../upstream/index.js';
import { type DeploymentStep, inStep } from './deployment-step.js';
import type { ScenarioDeployment } from './scenario-deployment.entity.js';
import { ScenarioDeployments } from './scenario-deployments.repository.js';
import { type GeneratedScenario, sha256Of } from './scenario.generator.js';
import { fingerprintOf, type ScenarioSecrets } from './scenario-secrets.js';

/** The names that a deployment goes by within a Voximplant application. */
const SCENARIO_NAME = 'voxsync-agent';
const RULE_NAME = 'voxsync-agent';
const ANY_NUMBER = '.*';

export interface DeploymentOrder {
  /** Our key of the application. */
  applicationId: string;
  voximplantApplicationId: string;
  credentials: VoximplantCredentials;
  scenario: GeneratedScenario;
  secrets: ScenarioSecrets;
  /** The number that callers dial, E.164; null binds none. */
  phoneNumber: string | null;
  /** Which dialled numbers start the scenario, a regular expression; null for the phone number, or all. */
  rulePattern: string | null;
  /** Whether code that was changed on the platform, or another application's number, is taken over. */
  force: boolean;
}

interface FoundScenario {
  id: string;
  code: string;
}

/**
 * Brings a scenario to Voximplant, step by step. Each step looks first at what is there and notes what it has reached, so
 * that a deployment which failed or was cut off anywhere goes on when it is started again, and one that is whole changes
 * nothing.
 */
@Injectable()
export class ScenarioDeployer {
  constructor(
    private readonly voximplant: VoximplantClient,
    private readonly deployments: ScenarioDeployments,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DeploymentError with the step that failed, and with the code of what failed there: CONFLICT for code that was
   *   changed on the platform and for a number of another application, BAD_USER_INPUT for a number that the account has not
   *   rented, the upstream's for what Voximplant refuses
   * @throws NotFoundError if the application is removed meanwhile
   */
  async deploy(order: DeploymentOrder): Promise<void> {
    const before = await this.deployments.find(order.applicationId);
    const found = await this.step('scenario', (options) => this.findScenario(order, before, options));
    // Before the code: code that is there before its secrets would refuse calls.
    await this.step('secrets', (options) => this.setSecrets(order, options));
    const scenarioId = await this.step('scenario', (options) => this.upload(order, found, options));
    const rule = await this.step('rule', (options) => this.ensureRule(order, scenarioId, before, options));
    await this.step('binding', (options) => this.bind(order, scenarioId, rule, options));
    await this.step('phoneNumber', (options) => this.bindPhoneNumber(order, rule.id, options));
  }

  private step<T>(step: DeploymentStep, work: (options: UpstreamOptions) => Promise<T>): Promise<T> {
    return inStep(step, () => withPatience('voximplant', work));
  }

  /** @throws ConflictError if it holds code that we have not brought there, and is not to be overwritten */
  private async findScenario(
    order: DeploymentOrder,
    before: ScenarioDeployment | null,
    options: UpstreamOptions,
  ): Promise<FoundScenario | undefined> {
    const found =
      (await this.scenarioAt(order, before?.scenarioId, options)) ??
      (await this.scenarioAt(order, await this.scenarioIdByName(order, options), options));
    if (found === undefined || order.force || isOurs(found.code, order, before)) return found;
    const message =
      `the scenario ${SCENARIO_NAME} of the Voximplant application was changed there since, or is not ours. ` +
      'Deploy with `force` to overwrite it';
    throw new ConflictError(message, { scenarioId: found.id });
  }

  private async scenarioAt(
    { credentials }: DeploymentOrder,
    id: string | null | undefined,
    options: UpstreamOptions,
  ): Promise<FoundScenario | undefined> {
    if (id == null) return undefined;
    const code = await this.voximplant.scenarioCode(credentials, id, options);
    return code === undefined ? undefined : { id, code };
  }

  private async scenarioIdByName(order: DeploymentOrder, options: UpstreamOptions): Promise<string | undefined> {
    const query = { applicationId: order.voximplantApplicationId, name: SCENARIO_NAME };
    const scenarios = await this.voximplant.scenarios(order.credentials, query, options);
    return scenarios.find(({ name }) => name === SCENARIO_NAME)?.id; // they are told by a part of the name
  }

  private async setSecrets(order: DeploymentOrder, options: UpstreamOptions): Promise<void> {
    for (const [name, value] of Object.entries(order.secrets)) await this.setSecret(order, { name, value }, options);
    await this.deployments.note(order.applicationId, { secretsSha256: fingerprintOf(order.secrets) });
  }

  private async setSecret(
    { credentials, voximplantApplicationId: applicationId }: DeploymentOrder,
    { name, value }: { name: string; value: string },
    options: UpstreamOptions,
  ): Promise<void> {
    await findOrMake({
      find: async () => {
        const secrets = await this.voximplant.secrets(credentials, applicationId, options);
        return secrets.find((secret) => secret.name === name);
      },
      use: ({ id }) => this.voximplant.setSecret(credentials, { applicationId, secretId: id, value }, options),
      make: () => this.voximplant.addSecret(credentials, { applicationId, name, value }, options),
    });
  }

  private async upload(
    order: DeploymentOrder,
    found: FoundScenario | undefined,
    options: UpstreamOptions,
  ): Promise<string> {
    const { applicationId, credentials, scenario } = order;
    const current = found !== undefined && sha256Of(found.code) === scenario.sha256;
    if (!current) await this.deployments.note(applicationId, { uploadingSha256: scenario.sha256 });
    const scenarioId = current ? found.id : await this.write(order, found, options);
    // What it gives back may differ in its line ends, say; that is no change of somebody's.
    const stored = current ? found.code : await this.voximplant.scenarioCode(credentials, scenarioId, options);
    await this.deployments.note(applicationId, {
      scenarioId,
      sha256: scenario.sha256,
      platformSha256: sha256Of(stored ?? scenario.code),
      uploadingSha256: null,
      deployedAt: this.clock.now(),
    });
    return scenarioId;
  }

  private async write(
    { credentials, voximplantApplicationId: applicationId, scenario: { code } }: DeploymentOrder,
    found: FoundScenario | undefined,
    options: UpstreamOptions,
  ): Promise<string> {
    if (found === undefined) {
      return this.voximplant.addScenario(credentials, { applicationId, name: SCENARIO_NAME, code }, options);
    }
    await this.voximplant.setScenarioCode(credentials, { scenarioId: found.id, code }, options);
    return found.id;
  }

  private async ensureRule(
    order: DeploymentOrder,
    scenarioId: string,
    before: ScenarioDeployment | null,
    options: UpstreamOptions,
  ): Promise<VoximplantRule> {
    const pattern = order.rulePattern ?? patternOf(order.phoneNumber);
    const { credentials, voximplantApplicationId: applicationId } = order;
    return findOrMake<VoximplantRule, VoximplantRule>({
      find: async () => {
        const rules = await this.voximplant.rules(credentials, applicationId, options);
        return rules.find(({ id }) => id === before?.ruleId) ?? rules.find(({ name }) => name === RULE_NAME);
      },
      use: async (rule) => {
        if (rule.pattern !== pattern) {
          await this.voximplant.setRulePattern(credentials, { ruleId: rule.id, pattern }, options);
        }
        return rule;
      },
      make: async () => {
        const rule = { name: RULE_NAME, pattern, scenarioId };
        const id = await this.voximplant.addRule(credentials, { ...rule, applicationId }, options);
        return { ...rule, id, scenarioIds: [scenarioId] };
      },
    });
  }

  private async bind(
    order: DeploymentOrder,
    scenarioId: string,
    { id: ruleId, scenarioIds }: VoximplantRule,
    options: UpstreamOptions,
  ): Promise<void> {
    const { credentials, voximplantApplicationId: applicationId } = order;
    // Bound twice, it might run twice.
    if (!scenarioIds.includes(scenarioId)) {
      await this.voximplant.bindScenario(credentials, { applicationId, ruleId, scenarioId }, options);
    }
    await this.deployments.note(order.applicationId, { ruleId });
  }

  private async bindPhoneNumber(order: DeploymentOrder, ruleId: string, options: UpstreamOptions): Promise<void> {
    const { credentials, voximplantApplicationId: applicationId, phoneNumber } = order;
    if (phoneNumber === null) return;
    const number = digitsOf(phoneNumber);
    const rented = await this.voximplant.phoneNumber(credentials, number, options);
    if (rented === undefined) {
      throw new BadUserInputError({ phoneNumber: [`The Voximplant account has not rented ${phoneNumber}`] });
    }
    const elsewhere = rented.applicationId !== undefined && rented.applicationId !== applicationId;
    if (elsewhere && !order.force) {
      const message = `${phoneNumber} belongs to another Voximplant application. Deploy with \`force\` to take it from there`;
      throw new ConflictError(message, { fields: { phoneNumber: [message] } });
    }
    if (elsewhere || rented.ruleId !== ruleId) {
      await this.voximplant.bindPhoneNumber(credentials, { number, applicationId, ruleId }, options);
    }
  }
}

/**
 * Uses what is there, else makes it. Where making it is refused, it is looked for once more: a request whose answer was
 * lost is sent again, and stumbles over what it has made itself.
 */
async function findOrMake<Found, Result>({
  find,
  use,
  make,
}: {
  find: () => Promise<Found | undefined>;
  use: (found: Found) => Promise<Result>;
  make: () => Promise<Result>;
}): Promise<Result> {
  const known = await find();
  if (known !== undefined) return use(known);
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.code !== 'UPSTREAM_REJECTED') throw error;
    const made = await find();
    if (made === undefined) throw error;
    return use(made);
  }
}

function isOurs(code: string, { scenario }: DeploymentOrder, before: ScenarioDeployment | null): boolean {
  const known = [scenario.sha256, before?.sha256, before?.platformSha256, before?.uploadingSha256];
  return known.includes(sha256Of(code));
}

/** Voximplant compares with what was dialled, which comes without the `+`. */
function patternOf(phoneNumber: string | null): string {
  return phoneNumber === null ? ANY_NUMBER : `^\\+?${digitsOf(phoneNumber)}$`;
}

function digitsOf(phoneNumber: string): string {
  return phoneNumber.replace(/^\+/, '');
}

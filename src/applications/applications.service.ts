import { ForeignKeyConstraintViolationException } from '@mikro-orm/sql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountRemoval, AccountsService, pauseOfAccount } from '../accounts/index.js';
import { Audit, AuditAction, type AuditDeed, AuditTargetKind, givenFields } from '../audit/index.js';
import type { Viewer } from '../auth/index.js';
import { Clock } from '../common/clock.js';
import { BadUserInputError, ConflictError } from '../common/errors.js';
import { newId, notFound } from '../common/id.js';
import { isDuplicateKey } from '../database/index.js';
import { hintOf } from '../secrets/index.js';
import type { ElevenLabsCredentials, UpstreamError, UpstreamFault } from '../upstream/index.js';
import { AgentAccess, toElevenLabsCredentials } from './agent-access.js';
import type { Application } from './application.entity.js';
import { ElevenLabsRegion } from './application.enums.js';
import { ApplicationRemoval } from './application-removal.js';
import { ApplicationSecrets, newWebhookSecret } from './application-secrets.js';
import { onlyGiven, retentionColumns, syncColumns } from './application-settings.js';
import type { CreateApplicationInput, UpdateApplicationInput } from './applications.inputs.js';
import { ApplicationsRepository, type NewApplication } from './applications.repository.js';

/** How long the scenario that is deployed may go on signing with the secret before. */
const PREVIOUS_SECRET_MS = 24 * 3_600_000;

/** What Voximplant refuses an account as a whole for. */
const OF_THE_ACCOUNT: ReadonlySet<UpstreamFault> = new Set<UpstreamFault>([
  'unauthorized',
  'forbidden',
  'out_of_funds',
]);
const LONGEST_REASON = 1000;
const NOT_PAUSED = { syncPausedReason: null, syncPausedAt: null };

/** A secret beside its application: this is the only moment at which it can be read. */
export interface WithWebhookSecret {
  application: Application;
  webhookSecret: string;
}

/** The applications of a workspace. The only place that sees the stored ElevenLabs keys and webhook secrets. */
@Injectable()
export class ApplicationsService implements OnModuleInit {
  constructor(
    private readonly applications: ApplicationsRepository,
    private readonly accounts: AccountsService,
    private readonly secrets: ApplicationSecrets,
    private readonly agents: AgentAccess,
    private readonly removal: ApplicationRemoval,
    private readonly accountRemoval: AccountRemoval,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  onModuleInit(): void {
    this.accountRemoval.register(async (accountId, viewer) => {
      const applications = await this.applications.findForRemoval(accountId);
      for (const application of applications) await this.discard(viewer, application);
    });
  }

  /** Of one account, or of all. An account that the workspace does not have has none. */
  list(viewer: Viewer, accountId: string | null): Promise<Application[]> {
    return this.applications.list(viewer.workspaceId, accountId);
  }

  find(viewer: Viewer, id: string): Promise<Application | null> {
    return this.applications.find(viewer.workspaceId, id);
  }

  /** @throws NotFoundError if the workspace has no such application */
  async get(viewer: Viewer, id: string): Promise<Application> {
    return orNotFound(await this.applications.find(viewer.workspaceId, id));
  }

  /** The applications in the order of their ids, as a DataLoader wants them. */
  async inOrder(workspaceId: string, ids: readonly string[]): Promise<(Application | Error)[]> {
    const found = await this.applications.findByIds(workspaceId, ids);
    const byId = new Map(found.map((application) => [application.id, application]));
    return ids.map((id) => byId.get(id) ?? notFound('Application'));
  }

  /** The names of those of the ids that exist in the workspace, by id. */
  namesOf(workspaceId: string, ids: readonly string[]): Promise<Map<string, string>> {
    return this.applications.findNames(workspaceId, ids);
  }

  /** The applications of each account, in the order of the accounts' ids. */
  async ofAccounts(workspaceId: string, accountIds: readonly string[]): Promise<Application[][]> {
    const found = await this.applications.findByAccounts(workspaceId, accountIds);
    const byAccount = Map.groupBy(found, (application) => application.account.id);
    return accountIds.map((id) => byAccount.get(id) ?? []);
  }

  /**
   * @throws NotFoundError if the workspace has no such account
   * @throws BadUserInputError if the account has no such application at Voximplant
   * @throws UpstreamError if ElevenLabs does not let the key read the agent, or an upstream cannot be asked
   * @throws ConflictError if the account has the application here already
   */
  async create(viewer: Viewer, accountId: string, input: CreateApplicationInput): Promise<WithWebhookSecret> {
    const { name, voximplantApplicationId, elevenLabsApiKey, elevenLabsAgentId } = input;
    const elevenLabsRegion = input.elevenLabsRegion ?? ElevenLabsRegion.GLOBAL;
    await this.assertAtVoximplant(viewer, accountId, voximplantApplicationId);
    if (input.skipVerification !== true) {
      await this.agents.check(toElevenLabsCredentials(elevenLabsApiKey, elevenLabsRegion), elevenLabsAgentId);
    }
    const id = newId();
    const webhookSecret = newWebhookSecret();
    const application = await this.add(viewer, accountId, {
      id,
      name,
      voximplantApplicationId,
      elevenLabsAgentId,
      elevenLabsRegion,
      elevenLabsApiKey: this.secrets.seal(id, 'elevenLabsApiKey', elevenLabsApiKey),
      elevenLabsApiKeyHint: hintOf(elevenLabsApiKey),
      phoneNumber: input.phoneNumber ?? null,
      webhookSecret: this.secrets.seal(id, 'webhookSecret', webhookSecret),
      ...syncColumns(input.sync),
      ...retentionColumns(input.retention),
    });
    return { application, webhookSecret };
  }

  /**
   * A new key, agent or region is checked as in {@link create}, together with what stays of the three.
   * @throws NotFoundError; UpstreamError if ElevenLabs does not let the key read the agent, or cannot be asked
   */
  async update(viewer: Viewer, id: string, { id: _, ...input }: UpdateApplicationInput): Promise<Application> {
    const application = await this.get(viewer, id);
    const changes = onlyGiven<Application>({
      name: input.name ?? undefined,
      phoneNumber: input.phoneNumber,
      elevenLabsWebhookSecret:
        input.elevenLabsWebhookSecret &&
        this.secrets.seal(id, 'elevenLabsWebhookSecret', input.elevenLabsWebhookSecret),
      ...(await this.agentChanges(application, input)),
      ...syncColumns(input.sync),
      ...retentionColumns(input.retention),
    });
    if (Object.keys(changes).length === 0) return application;
    const updatedAt = this.clock.now();
    const named = { id, name: changes.name ?? application.name };
    const deed = deedTo(named, AuditAction.APPLICATION_UPDATED, { fields: givenFields(input) });
    const updated = await this.applications.update(viewer.workspaceId, id, { ...changes, updatedAt }, (trx) =>
      this.audit.note(trx, viewer, deed),
    );
    return orNotFound(updated);
  }

  /**
   * Removes the application with everything that came from it.
   * @throws NotFoundError
   */
  async remove(viewer: Viewer, id: string): Promise<void> {
    await this.discard(viewer, await this.get(viewer, id));
  }

  /**
   * A new secret for the scenario's webhook. The one before is good for another day, or until the next rotation: the
   * scenario has to be deployed again by then.
   * @throws NotFoundError; ConflictError if somebody else changes it at this very moment
   */
  async rotateWebhookSecret(viewer: Viewer, id: string): Promise<WithWebhookSecret> {
    const application = await this.get(viewer, id);
    const webhookSecret = newWebhookSecret();
    const now = this.clock.now();
    const changes = {
      webhookSecret: this.secrets.seal(id, 'webhookSecret', webhookSecret),
      previousWebhookSecret: this.secrets.asPreviousWebhookSecret(application),
      previousWebhookSecretUntil: new Date(now.getTime() + PREVIOUS_SECRET_MS),
      updatedAt: now,
    };
    const replaced = await this.applications.replaceWebhookSecret(application, changes, (trx) =>
      this.audit.note(trx, viewer, deedTo(application, AuditAction.WEBHOOK_SECRET_ROTATED)),
    );
    const changed = orNotFound(await this.applications.reload(viewer.workspaceId, id));
    if (!replaced) throw new ConflictError('The secret is being changed by somebody else: try again');
    return { application: changed, webhookSecret };
  }

  /**
   * For work that the server itself has begun: bound to no workspace. The account is `application.account.id`.
   * @throws NotFoundError if it was removed meanwhile
   */
  async forSync(id: string): Promise<Application> {
    return orNotFound(await this.applications.findForWork(id));
  }

  /** For a webhook, which has to prove by its signature that it may speak of the application; null if there is none. */
  forWebhook(id: string): Promise<Application | null> {
    return this.applications.findForWork(id);
  }

  /**
   * The secret that ElevenLabs signs its webhooks for the application with; null if none was given.
   * @throws UnreadableSecretError if ENCRYPTION_KEY lacks the key
   */
  elevenLabsWebhookSecretOf({ id, elevenLabsWebhookSecret }: Application): string | null {
    if (elevenLabsWebhookSecret == null) return null;
    return this.secrets.open(id, 'elevenLabsWebhookSecret', elevenLabsWebhookSecret);
  }

  /** The applications, of every workspace, of which something is to be removed in time. */
  withRetention(): Promise<Application[]> {
    return this.applications.findWithRetention();
  }

  /** The key for the conversations of the application's agent. */
  elevenLabsCredentialsOf({ id, elevenLabsApiKey, elevenLabsRegion }: Application): ElevenLabsCredentials {
    return toElevenLabsCredentials(this.secrets.open(id, 'elevenLabsApiKey', elevenLabsApiKey), elevenLabsRegion);
  }

  /**
   * What a webhook of the application's scenario may be signed with now, the newest first: the present secret, and the one
   * before for a day after it was replaced.
   */
  webhookSecretsOf(application: Application): readonly string[] {
    return this.secrets.webhookSecretsAt(this.clock.now(), application);
  }

  /** What the application's scenario signs with once it is deployed again. */
  webhookSecretOf({ id, webhookSecret }: Application): string {
    return this.secrets.open(id, 'webhookSecret', webhookSecret);
  }

  /** What is to be synced by schedule, of every workspace: what is enabled, and paused for no reason. */
  async scheduled(): Promise<Application[]> {
    const applications = await this.applications.findScheduled();
    return applications.filter(({ account }) => pauseOfAccount(account.getEntity()) === undefined);
  }

  /** How far the application is synced that is furthest behind, among those that the schedule syncs; null if none ever was. */
  async leastSyncedThrough(): Promise<Date | null> {
    return (await this.applications.findFurthestBehind())?.syncedThrough ?? null;
  }

  /**
   * An upstream refused what is set up for this application, in a sync: no schedule tries again before somebody has acted.
   * Where it is the account that Voximplant refused, that pauses all its applications. Nothing happens if it is gone.
   */
  async noteRefusal(applicationId: string, error: UpstreamError): Promise<void> {
    const application = await this.applications.findForWork(applicationId);
    if (application === null) return;
    if (error.upstream === 'voximplant' && OF_THE_ACCOUNT.has(error.fault)) {
      return this.accounts.noteRefusal(application.account, error);
    }
    const syncPausedReason = error.message.slice(0, LONGEST_REASON);
    await this.applications.note(applicationId, { syncPausedReason, syncPausedAt: this.clock.now() });
  }

  /** A sync went well: whatever the application was paused for is over. */
  async noteSuccess({ id, syncPausedAt }: Application): Promise<void> {
    if (syncPausedAt != null) await this.applications.note(id, NOT_PAUSED);
  }

  private async assertAtVoximplant(viewer: Viewer, accountId: string, voximplantApplicationId: string): Promise<void> {
    const account = await this.accounts.get(viewer, accountId);
    const known = await this.accounts.applicationsAtVoximplant(account);
    if (known.some(({ id }) => id === voximplantApplicationId)) return;
    const message = `The Voximplant account has no application ${voximplantApplicationId}`;
    throw new BadUserInputError({ voximplantApplicationId: [message] });
  }

  private async add(viewer: Viewer, accountId: string, application: NewApplication & { id: string; name: string }) {
    try {
      return await this.applications.add(viewer.workspaceId, accountId, application, (trx) =>
        this.audit.note(trx, viewer, deedTo(application, AuditAction.APPLICATION_CREATED)),
      );
    } catch (error) {
      if (isDuplicateKey(error)) throw applicationTaken(error);
      if (error instanceof ForeignKeyConstraintViolationException) throw notFound('Account'); // removed meanwhile
      throw error;
    }
  }

  private async agentChanges(
    application: Application,
    input: Omit<UpdateApplicationInput, 'id'>,
  ): Promise<Partial<Application>> {
    const { elevenLabsApiKey: newKey } = input;
    const agentId = input.elevenLabsAgentId ?? application.elevenLabsAgentId;
    const region = input.elevenLabsRegion ?? application.elevenLabsRegion;
    const same = agentId === application.elevenLabsAgentId && region === application.elevenLabsRegion;
    if (newKey == null && same) return {};
    const apiKey = newKey ?? this.elevenLabsCredentialsOf(application).apiKey;
    await this.agents.check(toElevenLabsCredentials(apiKey, region), agentId);
    return {
      ...NOT_PAUSED,
      elevenLabsAgentId: agentId,
      elevenLabsRegion: region,
      ...(newKey != null && {
        elevenLabsApiKey: this.secrets.seal(application.id, 'elevenLabsApiKey', newKey),
        elevenLabsApiKeyHint: hintOf(newKey),
      }),
    };
  }

  private async discard(viewer: Viewer, application: Application): Promise<void> {
    const { id, workspaceId } = application;
    await this.removal.prepare({ id, workspaceId });
    await this.applications.remove(workspaceId, id, (trx) =>
      this.audit.note(trx, viewer, deedTo(application, AuditAction.APPLICATION_REMOVED)),
    );
  }
}

function deedTo(
  { id, name }: Pick<Application, 'id' | 'name'>,
  action: AuditAction,
  details?: AuditDeed['details'],
): AuditDeed {
  return { action, target: { kind: AuditTargetKind.APPLICATION, id, name }, details };
}

function orNotFound(application: Application | null): Application {
  if (application === null) throw notFound('Application');
  return application;
}

function applicationTaken(cause: unknown): ConflictError {
  const message = 'The account has this Voximplant application already';
  return new ConflictError(message, { fields: { voximplantApplicationId: [message] } }, { cause });
}

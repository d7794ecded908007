import type { OnModuleInit } from '@nestjs/common';
import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type Account, AccountObject, AccountsService, pauseOfAccount, toAccountObject } from '../accounts/index.js';
import { CurrentViewer, RequireRole, Role, type Viewer } from '../auth/index.js';
import { fromGlobalId, toGlobalId } from '../common/id.js';
import { IdFilterPipe } from '../common/id-filter.pipe.js';
import { IdPipe } from '../common/id.pipe.js';
import { RemovePayloadObject } from '../common/remove-payload.object.js';
import { loader } from '../graphql/loaders.js';
import { NodeRegistry } from '../graphql/node-registry.js';
import type { OperationContext } from '../graphql/operation-context.js';
import { ApplicationObject, SyncPauseObject, toApplicationObject } from './application.object.js';
import { CreateApplicationInput, UpdateApplicationInput } from './applications.inputs.js';
import { ApplicationPayloadObject, WebhookSecretPayloadObject } from './applications.payloads.js';
import { ApplicationsService, type WithWebhookSecret } from './applications.service.js';

@Resolver(() => ApplicationObject)
export class ApplicationsResolver implements OnModuleInit {
  constructor(
    private readonly service: ApplicationsService,
    private readonly accounts: AccountsService,
    private readonly nodes: NodeRegistry,
  ) {}

  onModuleInit(): void {
    this.nodes.register('Application', async (viewer, id) => {
      const application = await this.service.find(viewer, id);
      return application && toApplicationObject(application);
    });
  }

  @RequireRole(Role.VIEWER)
  @Query(() => [ApplicationObject], {
    description: 'The applications of one account, or of the workspace, in the order in which they were added.',
  })
  async applications(
    @CurrentViewer() viewer: Viewer,
    @Args('accountId', { type: () => ID, nullable: true }, new IdFilterPipe('Account', 'accountId'))
    accountId: string | null,
  ): Promise<ApplicationObject[]> {
    return (await this.service.list(viewer, accountId)).map(toApplicationObject);
  }

  @RequireRole(Role.VIEWER)
  @Query(() => ApplicationObject, { nullable: true, description: 'Null with a NOT_FOUND error where there is none.' })
  async application(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }, new IdPipe('Application', 'id')) id: string,
  ): Promise<ApplicationObject> {
    return toApplicationObject(await this.service.get(viewer, id));
  }

  @ResolveField(() => AccountObject)
  async account(
    @CurrentViewer() viewer: Viewer,
    @Parent() application: ApplicationObject,
    @Context() context: OperationContext,
  ): Promise<AccountObject> {
    return toAccountObject(await this.accountOf(viewer, application, context));
  }

  @ResolveField(() => SyncPauseObject, {
    nullable: true,
    description: 'Why the schedule does not sync; null where it does, or is not enabled.',
  })
  async syncPause(
    @CurrentViewer() viewer: Viewer,
    @Parent() application: ApplicationObject,
    @Context() context: OperationContext,
  ): Promise<SyncPauseObject | null> {
    if (!application.sync.enabled) return null;
    return application.ownPause ?? pauseOfAccount(await this.accountOf(viewer, application, context)) ?? null;
  }

  @RequireRole(Role.OPERATOR)
  @Mutation(() => WebhookSecretPayloadObject, {
    description:
      'Asks Voximplant first whether the account has the application, and ElevenLabs whether the key may read the agent: UPSTREAM_REJECTED with its code in `extensions.upstreamCode` where it may not. The webhook secret is in this answer and never again. CONFLICT where the account has the application already.',
  })
  async createApplication(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: CreateApplicationInput,
  ): Promise<WebhookSecretPayloadObject> {
    const accountId = fromGlobalId('Account', input.accountId, 'accountId');
    return toPayload(await this.service.create(viewer, accountId, input));
  }

  @RequireRole(Role.OPERATOR)
  @Mutation(() => ApplicationPayloadObject, {
    description: 'A new key, agent or region is checked at ElevenLabs as in `createApplication`.',
  })
  async updateApplication(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: UpdateApplicationInput,
  ): Promise<ApplicationPayloadObject> {
    const id = fromGlobalId('Application', input.id, 'id');
    return { application: toApplicationObject(await this.service.update(viewer, id, input)) };
  }

  @RequireRole(Role.OPERATOR)
  @Mutation(() => RemovePayloadObject, {
    description: 'Removes the application with its calls, transcripts and recordings, for good.',
  })
  async removeApplication(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }, new IdPipe('Application', 'id')) id: string,
  ): Promise<RemovePayloadObject> {
    await this.service.remove(viewer, id);
    return { id: toGlobalId('Application', id) };
  }

  @RequireRole(Role.OPERATOR)
  @Mutation(() => WebhookSecretPayloadObject, {
    description:
      'A new secret for the Voximplant webhook, shown in this answer only. The one before is good for 24 hours more; deploy the scenario again until then.',
  })
  async rotateWebhookSecret(
    @CurrentViewer() viewer: Viewer,
    @Args('applicationId', { type: () => ID }, new IdPipe('Application', 'applicationId')) id: string,
  ): Promise<WebhookSecretPayloadObject> {
    return toPayload(await this.service.rotateWebhookSecret(viewer, id));
  }

  private accountOf(viewer: Viewer, { accountKey }: ApplicationObject, context: OperationContext): Promise<Account> {
    const load = (ids: readonly string[]) => this.accounts.inOrder(viewer.workspaceId, ids);
    return loader(context, 'account', load).load(accountKey);
  }
}

function toPayload({ application, webhookSecret }: WithWebhookSecret): WebhookSecretPayloadObject {
  return { application: toApplicationObject(application), webhookSecret };
}

import type { OnModuleInit } from '@nestjs/common';
import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ApplicationObject, ApplicationsService, toApplicationObject } from '../applications/index.js';
import { CurrentViewer, RequireRole, Role, type Viewer } from '../auth/index.js';
import { IdPipe } from '../common/id.pipe.js';
import { type Connection, toConnection } from '../common/pagination.js';
import { Dialect } from '../database/index.js';
import { loader } from '../graphql/loaders.js';
import { NodeRegistry } from '../graphql/node-registry.js';
import type { OperationContext } from '../graphql/operation-context.js';
import {
  ReplayWebhookEventPayload,
  toWebhookEventObject,
  WebhookEventConnection,
  WebhookEventObject,
} from './webhook-event.object.js';
import { WebhookEventsArgs } from './webhook-events.args.js';
import { WebhookEventsService } from './webhook-events.service.js';

@Resolver(() => WebhookEventObject)
export class WebhookEventsResolver implements OnModuleInit {
  constructor(
    private readonly service: WebhookEventsService,
    private readonly applications: ApplicationsService,
    private readonly dialect: Dialect,
    private readonly nodes: NodeRegistry,
  ) {}

  onModuleInit(): void {
    this.nodes.register('WebhookEvent', async (viewer, id) => {
      return viewer.role === Role.ADMIN ? toWebhookEventObject(await this.service.get(viewer, id), this.dialect) : null;
    });
  }

  @RequireRole(Role.ADMIN)
  @Query(() => WebhookEventConnection, {
    description: 'Webhooks that were received and verified, newest first. ADMIN only.',
  })
  async webhookEvents(
    @CurrentViewer() viewer: Viewer,
    @Args() args: WebhookEventsArgs,
  ): Promise<Connection<WebhookEventObject>> {
    return toConnection(await this.service.list(viewer, args), (row) => toWebhookEventObject(row, this.dialect));
  }

  @RequireRole(Role.ADMIN)
  @Mutation(() => ReplayWebhookEventPayload, {
    description: 'Has a webhook that FAILED processed again. ADMIN only. CONFLICT for one that has not failed.',
  })
  async replayWebhookEvent(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }, new IdPipe('WebhookEvent', 'id')) id: string,
  ): Promise<ReplayWebhookEventPayload> {
    return { event: toWebhookEventObject(await this.service.replay(viewer, id), this.dialect) };
  }

  @ResolveField(() => ApplicationObject)
  async application(
    @CurrentViewer() viewer: Viewer,
    @Parent() { applicationKey }: WebhookEventObject,
    @Context() context: OperationContext,
  ): Promise<ApplicationObject> {
    const load = (ids: readonly string[]) => this.applications.inOrder(viewer.workspaceId, ids);
    return toApplicationObject(await loader(context, 'application', load).load(applicationKey));
  }
}

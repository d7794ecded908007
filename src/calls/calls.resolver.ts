import type { OnModuleInit } from '@nestjs/common';
import { Args, Context, ID, Int, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { ApplicationObject, ApplicationsService, toApplicationObject } from '../applications/index.js';
import { CurrentViewer, RequireRole, Role, type Viewer } from '../auth/index.js';
import { IdFilterPipe } from '../common/id-filter.pipe.js';
import { IdPipe } from '../common/id.pipe.js';
import { toConnection } from '../common/pagination.js';
import { Dialect } from '../database/index.js';
import { mapStream } from '../graphql/subscriptions/map-stream.js';
import { loader } from '../graphql/loaders.js';
import { NodeRegistry } from '../graphql/node-registry.js';
import type { OperationContext } from '../graphql/operation-context.js';
import {
  CallConnection,
  CallLegObject,
  CallObject,
  type FoundCall,
  toCallLegObject,
  toCallObject,
} from './call.object.js';
import { CallsArgs } from './calls.args.js';
import { CallsService } from './calls.service.js';

@Resolver(() => CallObject)
export class CallsResolver implements OnModuleInit {
  constructor(
    private readonly calls: CallsService,
    private readonly applications: ApplicationsService,
    private readonly dialect: Dialect,
    private readonly nodes: NodeRegistry,
  ) {}

  onModuleInit(): void {
    this.nodes.register('Call', async (viewer, id) => toCallObject(await this.calls.get(viewer, id), this.dialect));
  }

  @RequireRole(Role.VIEWER)
  @Query(() => CallConnection, {
    name: 'calls',
    description:
      'Newest first unless `orderBy` says otherwise. `first` or `last` from 1 to 200; 50 where neither is given.',
  })
  async list(@CurrentViewer() viewer: Viewer, @Args() args: CallsArgs): Promise<CallConnection> {
    const page = await this.calls.list(viewer, args);
    const known: Pick<FoundCall, 'searchText'> = { searchText: args.filter?.text ?? undefined };
    const connection = toConnection(page, (row) => toCallObject(row, this.dialect), known);
    return Object.assign(connection, { workspaceId: viewer.workspaceId, filter: args.filter ?? undefined });
  }

  @RequireRole(Role.VIEWER)
  @Query(() => CallObject, { nullable: true, description: 'Null with a NOT_FOUND error where there is none.' })
  async call(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }, new IdPipe('Call', 'id')) id: string,
  ): Promise<CallObject> {
    return toCallObject(await this.calls.get(viewer, id), this.dialect);
  }

  @ResolveField(() => ApplicationObject)
  async application(
    @CurrentViewer() viewer: Viewer,
    @Parent() call: CallObject,
    @Context() context: OperationContext,
  ): Promise<ApplicationObject> {
    const load = (ids: readonly string[]) => this.applications.inOrder(viewer.workspaceId, ids);
    return toApplicationObject(await loader(context, 'application', load).load(call.applicationKey));
  }

  @ResolveField(() => [CallLegObject], { description: 'In the order in which Voximplant lists them.' })
  async legs(@Parent() call: CallObject, @Context() context: OperationContext): Promise<CallLegObject[]> {
    const load = (ids: readonly string[]) => this.calls.legsOf(ids);
    const legs = await loader(context, 'call.legs', load).load(call.key);
    return legs.map((leg) => toCallLegObject(leg, call.costCurrency, this.dialect));
  }

  @RequireRole(Role.VIEWER)
  @Subscription(() => CallObject, {
    name: 'callUpdated',
    description: 'Calls as they are created or change; starts with nothing.',
  })
  callUpdated(
    @CurrentViewer() viewer: Viewer,
    @Args('applicationId', { type: () => ID, nullable: true }, new IdFilterPipe('Application', 'applicationId'))
    applicationId: string | null,
  ): AsyncIterable<{ callUpdated: CallObject }> {
    return mapStream(this.calls.changes(viewer, applicationId), (row) => ({
      callUpdated: toCallObject(row, this.dialect),
    }));
  }
}

/** What of a page costs a query of its own, and is asked only where it is selected. */
@Resolver(() => CallConnection)
export class CallConnectionResolver {
  constructor(private readonly calls: CallsService) {}

  @ResolveField(() => Int, { description: 'Counted only when selected.' })
  totalCount(@Parent() { workspaceId, filter }: CallConnection): Promise<number> {
    return this.calls.count(workspaceId, filter);
  }
}

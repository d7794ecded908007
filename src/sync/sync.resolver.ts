import type { OnModuleInit } from '@nestjs/common';
import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { ApplicationObject, ApplicationsService, toApplicationObject } from '../applications/index.js';
import { CurrentViewer, RequireRole, Role, type Viewer } from '../auth/index.js';
import { CallObject, CallsService, toCallObject } from '../calls/index.js';
import { IdFilterPipe } from '../common/id-filter.pipe.js';
import { IdPipe } from '../common/id.pipe.js';
import { remembered } from '../common/remembered.js';
import { type Connection, toConnection } from '../common/pagination.js';
import { Dialect } from '../database/index.js';
import { mapStream } from '../graphql/subscriptions/map-stream.js';
import { loader } from '../graphql/loaders.js';
import { NodeRegistry } from '../graphql/node-registry.js';
import type { OperationContext } from '../graphql/operation-context.js';
import { RunUpdates } from './run-updates.js';
import { SyncCallsInput, SyncRunsArgs } from './sync.args.js';
import { SyncKind } from './sync.enums.js';
import { type StartedRun, SyncService } from './sync.service.js';
import {
  SyncFailureObject,
  SyncPayloadObject,
  SyncRunConnection,
  SyncRunObject,
  toSyncFailureObject,
  toSyncRunObject,
} from './sync-run.object.js';
import type { SyncRunSnapshot } from './sync-run.snapshot.js';

// The same objects for all subscribers, who share by that what comes of them: see SharedResults.
const toProgressEvent = remembered((run: SyncRunSnapshot) => ({ syncProgress: toSyncRunObject(run) }));
const toUpdateEvent = remembered((run: SyncRunSnapshot) => ({ syncRunUpdated: toSyncRunObject(run) }));

@Resolver(() => SyncRunObject)
export class SyncResolver implements OnModuleInit {
  constructor(
    private readonly sync: SyncService,
    private readonly updates: RunUpdates,
    private readonly applications: ApplicationsService,
    private readonly calls: CallsService,
    private readonly dialect: Dialect,
    private readonly nodes: NodeRegistry,
  ) {}

  onModuleInit(): void {
    this.nodes.register('SyncRun', async (viewer, id) => toSyncRunObject(await this.sync.get(viewer, id)));
  }

  @RequireRole(Role.VIEWER)
  @Query(() => SyncRunConnection, { description: 'Newest first.' })
  async syncRuns(@CurrentViewer() viewer: Viewer, @Args() args: SyncRunsArgs): Promise<Connection<SyncRunObject>> {
    return toConnection(await this.sync.list(viewer, args), toSyncRunObject);
  }

  @RequireRole(Role.VIEWER)
  @Query(() => SyncRunObject, { nullable: true, description: 'Null with a NOT_FOUND error where there is none.' })
  async syncRun(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }, new IdPipe('SyncRun', 'id')) id: string,
  ): Promise<SyncRunObject> {
    return toSyncRunObject(await this.sync.get(viewer, id));
  }

  @RequireRole(Role.OPERATOR)
  @Mutation(() => SyncPayloadObject, {
    description:
      'Fetches call history from Voximplant into the database. Answers at once with the run that does the work, or with ' +
      'the one that does it already; follow it with `syncProgress` or `syncRun`.',
  })
  async syncCalls(@CurrentViewer() viewer: Viewer, @Args('input') input: SyncCallsInput): Promise<SyncPayloadObject> {
    return toPayload(await this.sync.syncCalls(viewer, input));
  }

  @RequireRole(Role.OPERATOR)
  @Mutation(() => SyncPayloadObject, {
    description:
      'Fetches the transcript of one call from ElevenLabs; one that is here already is brought up to date, as ElevenLabs may ' +
      'analyse a conversation anew.',
  })
  async syncTranscript(
    @CurrentViewer() viewer: Viewer,
    @Args('callId', { type: () => ID }, new IdPipe('Call', 'callId')) callId: string,
  ): Promise<SyncPayloadObject> {
    return toPayload(await this.sync.syncCall(viewer, SyncKind.TRANSCRIPT, callId));
  }

  @RequireRole(Role.OPERATOR)
  @Mutation(() => SyncPayloadObject, { description: 'Fetches the audio of one call into the recording store.' })
  async syncAudio(
    @CurrentViewer() viewer: Viewer,
    @Args('callId', { type: () => ID }, new IdPipe('Call', 'callId')) callId: string,
  ): Promise<SyncPayloadObject> {
    return toPayload(await this.sync.syncCall(viewer, SyncKind.AUDIO, callId));
  }

  @RequireRole(Role.OPERATOR)
  @Mutation(() => SyncPayloadObject, { description: 'Transcript and audio of one call.' })
  async syncCallData(
    @CurrentViewer() viewer: Viewer,
    @Args('callId', { type: () => ID }, new IdPipe('Call', 'callId')) callId: string,
  ): Promise<SyncPayloadObject> {
    return toPayload(await this.sync.syncCall(viewer, SyncKind.CALL_DATA, callId));
  }

  @RequireRole(Role.OPERATOR)
  @Mutation(() => SyncPayloadObject, {
    description:
      'Transcripts and audio of every call of the application that has a conversation and still lacks one of them. ' +
      'Conversations of calls that name none are looked for first.',
  })
  async syncPendingData(
    @CurrentViewer() viewer: Viewer,
    @Args('applicationId', { type: () => ID }, new IdPipe('Application', 'applicationId')) applicationId: string,
  ): Promise<SyncPayloadObject> {
    return toPayload(await this.sync.syncPendingData(viewer, applicationId));
  }

  @RequireRole(Role.OPERATOR)
  @Mutation(() => SyncPayloadObject, {
    description: 'Stops the run at its next safe point. What it has stored stays. A run that is final stays as it is.',
  })
  async cancelSync(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }, new IdPipe('SyncRun', 'id')) id: string,
  ): Promise<SyncPayloadObject> {
    return toPayload({ run: await this.sync.cancel(viewer, id), alreadyRunning: false });
  }

  @RequireRole(Role.OPERATOR)
  @Mutation(() => SyncPayloadObject, {
    description:
      'A new run that goes on from where a FAILED, PARTIAL or CANCELLED one stopped. CONFLICT for a run that is live or has succeeded.',
  })
  async retrySync(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }, new IdPipe('SyncRun', 'id')) id: string,
  ): Promise<SyncPayloadObject> {
    return toPayload(await this.sync.retry(viewer, id));
  }

  @RequireRole(Role.VIEWER)
  @Subscription(() => SyncRunObject, {
    description: 'One run, until it is final: its present state first, then whole snapshots, at most four a second.',
  })
  syncProgress(
    @CurrentViewer() viewer: Viewer,
    @Args('runId', { type: () => ID }, new IdPipe('SyncRun', 'runId')) runId: string,
  ): AsyncIterable<{ syncProgress: SyncRunObject }> {
    return mapStream(this.updates.ofRun(viewer, runId), toProgressEvent);
  }

  @RequireRole(Role.VIEWER)
  @Subscription(() => SyncRunObject, {
    description:
      'Every run of the application, or of the workspace; does not complete, and starts with the live runs, if any.',
  })
  syncRunUpdated(
    @CurrentViewer() viewer: Viewer,
    @Args('applicationId', { type: () => ID, nullable: true }, new IdFilterPipe('Application', 'applicationId'))
    applicationId: string | null,
  ): AsyncIterable<{ syncRunUpdated: SyncRunObject }> {
    return mapStream(this.updates.ofApplication(viewer, applicationId), toUpdateEvent);
  }

  @ResolveField(() => ApplicationObject)
  async application(
    @CurrentViewer() viewer: Viewer,
    @Parent() { snapshot }: SyncRunObject,
    @Context() context: OperationContext,
  ): Promise<ApplicationObject> {
    const load = (ids: readonly string[]) => this.applications.inOrder(viewer.workspaceId, ids);
    return toApplicationObject(await loader(context, 'application', load).load(snapshot.applicationId));
  }

  @ResolveField(() => CallObject, { nullable: true, description: 'For a run about one call.' })
  call(
    @CurrentViewer() viewer: Viewer,
    @Parent() { snapshot }: SyncRunObject,
    @Context() context: OperationContext,
  ): Promise<CallObject | null> {
    return loadCall(this.calls, this.dialect, viewer, snapshot.callId, context);
  }

  @ResolveField(() => [SyncFailureObject], { description: 'The first 100 items that failed.' })
  async failures(
    @Parent() { snapshot }: SyncRunObject,
    @Context() context: OperationContext,
  ): Promise<SyncFailureObject[]> {
    const load = (ids: readonly string[]) => this.sync.failuresOf(ids);
    const failures = await loader(context, 'run.failures', load).load(snapshot.id);
    return failures.map((failure) => toSyncFailureObject(failure, this.dialect));
  }
}

@Resolver(() => SyncFailureObject)
export class SyncFailureResolver {
  constructor(
    private readonly calls: CallsService,
    private readonly dialect: Dialect,
  ) {}

  @ResolveField(() => CallObject, { nullable: true })
  call(
    @CurrentViewer() viewer: Viewer,
    @Parent() failure: SyncFailureObject,
    @Context() context: OperationContext,
  ): Promise<CallObject | null> {
    return loadCall(this.calls, this.dialect, viewer, failure.callKey, context);
  }
}

/** What an application shows of its runs; applications themselves know nothing of them. */
@Resolver(() => ApplicationObject)
export class ApplicationRunsResolver {
  constructor(private readonly sync: SyncService) {}

  @ResolveField(() => [SyncRunObject], { description: 'The runs that are not final.' })
  async activeRuns(
    @Parent() application: ApplicationObject,
    @Context() context: OperationContext,
  ): Promise<SyncRunObject[]> {
    return (await this.runsOf(application, context)).live.map(toSyncRunObject);
  }

  @ResolveField(() => SyncRunObject, { nullable: true, description: 'The newest run, live or final.' })
  async lastRun(
    @Parent() application: ApplicationObject,
    @Context() context: OperationContext,
  ): Promise<SyncRunObject | null> {
    const { newest } = await this.runsOf(application, context);
    return newest === undefined ? null : toSyncRunObject(newest);
  }

  private runsOf(application: ApplicationObject, context: OperationContext) {
    const load = (ids: readonly string[]) => this.sync.runsOfApplications(ids);
    return loader(context, 'application.runs', load).load(application.key);
  }
}

function toPayload({ run, alreadyRunning }: StartedRun): SyncPayloadObject {
  return { run: toSyncRunObject(run), alreadyRunning };
}

/** Null where there is none, or none any more. */
async function loadCall(
  calls: CallsService,
  dialect: Dialect,
  viewer: Viewer,
  id: string | null,
  context: OperationContext,
): Promise<CallObject | null> {
  if (id === null) return null;
  const load = (ids: readonly string[]) => calls.inOrder(viewer, ids);
  const call = await loader(context, 'call', load).load(id);
  return call && toCallObject(call, dialect);
}

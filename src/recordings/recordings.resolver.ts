import { Args, Context, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { ApplicationsService } from '../applications/index.js';
import { CurrentViewer, type Viewer } from '../auth/index.js';
import { ArtifactState, CallObject } from '../calls/index.js';
import { DateTimeScalar } from '../common/graphql-scalars.js';
import { Dialect } from '../database/index.js';
import { loader } from '../graphql/loaders.js';
import type { OperationContext } from '../graphql/operation-context.js';
import { DEFAULT_LINK_TTL_SECONDS, MAX_LINK_TTL_SECONDS, RecordingLinks } from './recording-links.js';
import { RecordingObject, toRecordingObject } from './recording.object.js';
import { RecordingsService } from './recordings.service.js';
import { expiryOf } from './recording-expiry.js';

/** What a call tells of its recording. */
@Resolver(() => CallObject)
export class CallRecordingResolver {
  constructor(
    private readonly recordings: RecordingsService,
    private readonly links: RecordingLinks,
    private readonly dialect: Dialect,
  ) {}

  @ResolveField(() => String, {
    nullable: true,
    description:
      'A signed link for an audio player, good for 15 minutes; null unless `recordingState` is AVAILABLE. ' +
      '`recording.url` makes one for another time.',
  })
  recordingUrl(@CurrentViewer() viewer: Viewer, @Parent() { key, recordingState }: CallObject): string | null {
    return recordingState === ArtifactState.AVAILABLE ? this.links.create(viewer, key) : null;
  }

  @ResolveField(() => RecordingObject, { nullable: true, description: 'Null unless `recordingState` is AVAILABLE.' })
  async recording(
    @CurrentViewer() viewer: Viewer,
    @Parent() call: CallObject,
    @Context() context: OperationContext,
  ): Promise<RecordingObject | null> {
    if (call.recordingState !== ArtifactState.AVAILABLE) return null;
    const load = (ids: readonly string[]) => this.recordings.inOrder(viewer.workspaceId, ids);
    const found = await loader(context, 'call.recording', load).load(call.key);
    return found && toRecordingObject(found, call, this.dialect);
  }
}

@Resolver(() => RecordingObject)
export class RecordingResolver {
  constructor(
    private readonly applications: ApplicationsService,
    private readonly links: RecordingLinks,
  ) {}

  @ResolveField(() => DateTimeScalar, { nullable: true, description: 'When retention will delete it; null for never.' })
  async expiresAt(
    @CurrentViewer() viewer: Viewer,
    @Parent() { call }: RecordingObject,
    @Context() context: OperationContext,
  ): Promise<Date | null> {
    const load = (ids: readonly string[]) => this.applications.inOrder(viewer.workspaceId, ids);
    return expiryOf(new Date(call.startTime), await loader(context, 'application', load).load(call.applicationKey));
  }

  @ResolveField(() => String, {
    description: `A signed link to the file, good for \`ttlSeconds\`: from 1 to ${MAX_LINK_TTL_SECONDS}, ${DEFAULT_LINK_TTL_SECONDS} where none is given.`,
  })
  url(
    @CurrentViewer() viewer: Viewer,
    @Parent() { call }: RecordingObject,
    @Args('ttlSeconds', { type: () => Int, nullable: true }) ttlSeconds: number | null,
  ): string {
    return this.links.create(viewer, call.key, ttlSeconds ?? undefined);
  }
}

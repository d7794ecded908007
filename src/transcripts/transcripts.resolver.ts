import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentViewer, type Viewer } from '../auth/index.js';
import { CallEdge, CallObject, type FoundCall } from '../calls/index.js';
import { Dialect } from '../database/index.js';
import { loader } from '../graphql/loaders.js';
import type { OperationContext } from '../graphql/operation-context.js';
import { highlightsOf } from './highlights.js';
import {
  toTranscriptMessageObject,
  toTranscriptObject,
  TranscriptMessageObject,
  TranscriptObject,
} from './transcript.object.js';
import { TranscriptsService } from './transcripts.service.js';

/** What a call tells of what was said. */
@Resolver(() => CallObject)
export class CallTranscriptResolver {
  constructor(
    private readonly transcripts: TranscriptsService,
    private readonly dialect: Dialect,
  ) {}

  @ResolveField(() => TranscriptObject, { nullable: true, description: 'Null unless `transcriptState` is AVAILABLE.' })
  async transcript(
    @CurrentViewer() viewer: Viewer,
    @Parent() call: CallObject,
    @Context() context: OperationContext,
  ): Promise<TranscriptObject | null> {
    if (!call.hasTranscript) return null;
    const load = (ids: readonly string[]) => this.transcripts.inOrder(viewer.workspaceId, ids);
    const found = await loader(context, 'call.transcript', load).load(call.key);
    return found && toTranscriptObject(found, this.dialect);
  }
}

/** Where in a call the words were found that a list was filtered by. */
@Resolver(() => CallEdge)
export class CallHighlightsResolver {
  constructor(private readonly transcripts: TranscriptsService) {}

  @ResolveField(() => [String], {
    description: 'Where the search text was found in the transcript: up to three excerpts, each of one message.',
  })
  async highlights(@Parent() { node, searchText }: FoundCall, @Context() context: OperationContext): Promise<string[]> {
    if (searchText === undefined || !node.hasTranscript) return [];
    const load = (ids: readonly string[]) => this.transcripts.messagesOf(ids);
    const messages = await loader(context, 'transcript.messages', load).load(node.key);
    const texts = messages.flatMap(({ text }) => text ?? []);
    return highlightsOf(texts, searchText);
  }
}

@Resolver(() => TranscriptObject)
export class TranscriptMessagesResolver {
  constructor(private readonly transcripts: TranscriptsService) {}

  @ResolveField(() => [TranscriptMessageObject], { description: 'In the order in which they were said.' })
  async messages(
    @Parent() { callKey }: TranscriptObject,
    @Context() context: OperationContext,
  ): Promise<TranscriptMessageObject[]> {
    const load = (ids: readonly string[]) => this.transcripts.messagesOf(ids);
    return (await loader(context, 'transcript.messages', load).load(callKey)).map(toTranscriptMessageObject);
  }
}

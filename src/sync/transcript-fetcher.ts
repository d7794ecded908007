import { Injectable } from '@nestjs/common';
import { ArtifactState, type PendingCall } from '../calls/index.js';
import { Clock } from '../common/clock.js';
import {
  type Conversation,
  ElevenLabsClient,
  failureReasonOf,
  type FetchedConversation,
  UpstreamError,
} from '../upstream/index.js';
import { absent, type ArtifactOutcome, failed, notReady } from './artifact-outcome.js';
import type { DataWork } from './data-work.js';

/** What was found: a conversation that can be stored, or how the try ended without one. */
export type TranscriptFind = { fetched: FetchedConversation } | { outcome: ArtifactOutcome };

/** Asks ElevenLabs what was said in a call. */
@Injectable()
export class TranscriptFetcher {
  constructor(
    private readonly elevenLabs: ElevenLabsClient,
    private readonly clock: Clock,
  ) {}

  /** @throws UpstreamError as ElevenLabsClient does, but for a conversation that does not exist */
  async fetch(
    { context, elevenLabs }: DataWork,
    call: PendingCall & { conversation_id: string },
  ): Promise<TranscriptFind> {
    let fetched: FetchedConversation;
    try {
      fetched = await this.elevenLabs.conversation(elevenLabs, call.conversation_id, { signal: context.signal });
    } catch (error) {
      if (!(error instanceof UpstreamError) || error.fault !== 'not_found') throw error;
      return { outcome: absent('ElevenLabs has no such conversation') };
    }
    const { conversation } = fetched;
    if (conversation.conversationId !== call.conversation_id) {
      return { outcome: failed('BAD_PAYLOAD', 'ElevenLabs answered with another conversation than was asked for') };
    }
    if (conversation.agentId !== context.application.elevenLabsAgentId) {
      return { outcome: absent('The conversation belongs to another agent') };
    }
    if (conversation.status === 'failed' && conversation.turns.length === 0) {
      return { outcome: absent(`The conversation failed: ${failureReasonOf(conversation)}`) };
    }
    if (conversation.status === 'done' || conversation.status === 'failed') {
      if (conversation.transcriptDeletedAt !== undefined)
        return { outcome: absent('ElevenLabs has deleted the transcript') };
      if (conversation.turns.length === 0 && call.transcript_state === ArtifactState.AVAILABLE)
        return { outcome: absent('ElevenLabs has none of what was said any more') };
      if (isEmpty(conversation))
        return { outcome: absent('ElevenLabs has kept nothing of the conversation, as with zero retention') };
      return { fetched };
    }
    return { outcome: notReady(call, this.clock.now(), `The conversation is ${conversation.status} at ElevenLabs`) };
  }
}

/** Neither said nor judged: there is nothing to show. */
function isEmpty({ turns, summary, evaluations, collected }: Conversation): boolean {
  return turns.length === 0 && !summary && evaluations.length === 0 && collected.length === 0;
}

import { Injectable, Logger } from '@nestjs/common';
import PQueue from 'p-queue';
import { CallEvents, type UnlinkedCall, UnlinkedCalls, type UnlinkedQuery } from '../calls/index.js';
import { Clock } from '../common/clock.js';
import { Db } from '../database/index.js';
import {
  type Conversation,
  type ConversationSummary,
  ElevenLabsClient,
  type ElevenLabsCredentials,
  UpstreamError,
  type UpstreamFault,
} from '../upstream/index.js';
import { type Candidate, matchConversations } from './conversation-matcher.js';
import type { RunContext } from './run-context.js';
import { SyncTrigger } from './sync.enums.js';

const CALLS_A_PASS = 500;
const LOOKUPS_AT_ONCE = 4;
const SLACK_MS = 120_000;
/** Older calls are not looked for: the first sync reaches no further back either. */
const LOOK_BACK_MS = 30 * 86_400_000;
/** Between two looks of the schedule for the conversation of one call. */
const PAUSE_MS = 15 * 60_000;
/** The dynamic variable in which the scenario passes its session to the conversation. */
export const SESSION_VARIABLE = 'voximplant_session_id';

/** What is wrong with one conversation alone, and stays so: it keeps no other from being found. */
const OF_ONE_CONVERSATION: ReadonlySet<UpstreamFault> = new Set<UpstreamFault>([
  'not_found',
  'bad_payload',
  'too_large',
]);

/**
 * Looks for the conversations of calls that name none. The agent's list is paged once for many calls; what it lists and no
 * call has is asked for by id, since only there the session that it belongs to can be read.
 */
@Injectable()
export class ConversationFinder {
  private readonly logger = new Logger(ConversationFinder.name);

  constructor(
    private readonly elevenLabs: ElevenLabsClient,
    private readonly unlinked: UnlinkedCalls,
    private readonly events: CallEvents,
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** @throws UpstreamError as ElevenLabsClient does */
  async link({ application, run, signal }: RunContext, credentials: ElevenLabsCredentials): Promise<void> {
    const query = this.unlinkedNow(run.trigger === SyncTrigger.SCHEDULE);
    const { now } = query;
    for (let { after } = query; ;) {
      signal.throwIfAborted();
      const calls = await this.unlinked.next(application.id, { ...query, after, limit: CALLS_A_PASS });
      const last = calls.at(-1);
      if (last === undefined) return;
      const candidates = await this.candidates(application, credentials, calls, signal);
      const linked = await this.db.transaction(async (trx) => {
        await this.unlinked.noteTried(
          trx,
          calls.map(({ id }) => id),
          now,
        );
        return this.unlinked.link(trx, application.id, matchConversations(calls, candidates), now);
      });
      this.events.publish({ workspaceId: application.workspaceId, applicationId: application.id }, linked);
      after = last;
    }
  }

  /** Whether the schedule has something to look for. */
  isDue(applicationId: string): Promise<boolean> {
    return this.unlinked.hasAny(applicationId, this.unlinkedNow(true));
  }

  private unlinkedNow(bySchedule: boolean): UnlinkedQuery {
    const now = this.clock.now();
    return {
      now,
      after: { startTime: new Date(now.getTime() - LOOK_BACK_MS), id: '' },
      triedBefore: new Date(now.getTime() - (bySchedule ? PAUSE_MS : 0)),
    };
  }

  private async candidates(
    application: RunContext['application'],
    credentials: ElevenLabsCredentials,
    calls: readonly UnlinkedCall[],
    signal: AbortSignal,
  ): Promise<Candidate[]> {
    const starts = calls.map(({ startTime }) => startTime.getTime());
    const filter = {
      agentId: application.elevenLabsAgentId,
      startedAfter: new Date(Math.min(...starts) - SLACK_MS),
      startedBefore: new Date(Math.max(...starts) + SLACK_MS),
      pageSize: 100,
    };
    const listed = new Map<string, ConversationSummary>();
    for await (const page of this.elevenLabs.conversations(credentials, filter, { signal })) {
      const taken = await this.unlinked.takenAmong(
        application.id,
        page.conversations.map(({ conversationId }) => conversationId),
      );
      for (const row of page.conversations) {
        if (!taken.has(row.conversationId)) listed.set(row.conversationId, row);
      }
    }
    const lookups = new PQueue({ concurrency: LOOKUPS_AT_ONCE });
    const { elevenLabsAgentId } = application;
    const lookUp = (row: ConversationSummary) => () => this.lookUp(elevenLabsAgentId, credentials, row, signal);
    try {
      const found = await lookups.addAll(Array.from(listed.values(), lookUp));
      return found.filter((candidate) => candidate !== undefined);
    } finally {
      lookups.clear(); // where one was refused, the others would be too
    }
  }

  /** @returns undefined for one of another agent, and for one that is gone since it was listed or cannot be read */
  private async lookUp(
    agentId: string,
    credentials: ElevenLabsCredentials,
    row: ConversationSummary,
    signal: AbortSignal,
  ): Promise<Candidate | undefined> {
    const conversation = await this.read(credentials, row, signal);
    if (conversation?.agentId !== agentId) return undefined;
    const sessionId = conversation.dynamicVariables.get(SESSION_VARIABLE);
    return {
      conversationId: row.conversationId,
      startedAt: conversation.startedAt ?? row.startedAt,
      durationSeconds: conversation.durationSeconds ?? row.durationSeconds,
      sessionId: sessionId == null ? undefined : String(sessionId),
    };
  }

  private async read(
    credentials: ElevenLabsCredentials,
    { conversationId }: ConversationSummary,
    signal: AbortSignal,
  ): Promise<Conversation | undefined> {
    try {
      return (await this.elevenLabs.conversation(credentials, conversationId, { signal })).conversation;
    } catch (error) {
      if (!(error instanceof UpstreamError) || error.retryable || !OF_ONE_CONVERSATION.has(error.fault)) throw error;
      this.logger.warn({ message: 'A conversation that is listed cannot be looked at', conversationId, err: error });
      return undefined;
    }
  }
}

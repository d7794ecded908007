import { Injectable } from '@nestjs/common';
import { type Application, isPastItsDays } from '../applications/index.js';
import {
  type Artifact,
  ArtifactState,
  CallEvents,
  CallLookup,
  ConversationSource,
  type KnownCall,
  PendingData,
} from '../calls/index.js';
import { Clock } from '../common/clock.js';
import { Db } from '../database/index.js';
import { RecordingsService, RecordingSource } from '../recordings/index.js';
import { SESSION_VARIABLE, SessionSync, SyncKind, SyncService } from '../sync/index.js';
import { type TranscriptTables, TranscriptsService } from '../transcripts/index.js';
import {
  dynamicVariableOf,
  type ElevenLabsEvent,
  failureReasonOf,
  type FetchedConversation,
  readInitiationFailure,
  toFetchedConversation,
  UpstreamError,
} from '../upstream/index.js';
import { parseElevenLabsEvent } from './elevenlabs-body.js';
import type { TakenEvent, Verdict } from './inbox.js';
import { WebhookStatus } from './webhook.enums.js';

const DONE: Verdict = { status: WebhookStatus.PROCESSED };

/** States in which nothing that comes in later is kept. */
const GONE: ReadonlySet<ArtifactState> = new Set([ArtifactState.EXPIRED, ArtifactState.ERASED]);

/**
 * Puts what ElevenLabs' webhooks bring where it belongs. An event may come before its call is known, after everything was
 * fetched, or be older than what is there: it only ever adds.
 */
@Injectable()
export class ElevenLabsHandler {
  constructor(
    private readonly calls: CallLookup,
    private readonly pending: PendingData,
    private readonly events: CallEvents,
    private readonly sessions: SessionSync,
    private readonly sync: SyncService,
    private readonly transcripts: TranscriptsService,
    private readonly recordings: RecordingsService,
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** @throws StorageError where audio cannot be put in its place */
  async process(application: Application, event: TakenEvent, body: Buffer): Promise<Verdict> {
    const told = parseElevenLabsEvent(body);
    if (told === undefined) return DONE;
    if (told.agentId !== application.elevenLabsAgentId) return done('The conversation belongs to another agent');
    const call = await this.findCall(application, told, event.sessionId);
    if (call === undefined) {
      const wasErased = await this.calls.wasErased(application.id, told.conversationId);
      if (wasErased) return done('The call was erased');
      return { status: WebhookStatus.WAITING, reason: 'No call is known for the conversation yet' };
    }
    switch (told.type) {
      case 'post_call_transcription':
        return this.takeTranscript(application, call, event, told);
      case 'post_call_audio':
        return this.takeAudio(application, call, event, told);
      case 'call_initiation_failure':
        return this.takeFailure(application, call, told);
    }
  }

  /** The call that has the conversation, or the one whose session the conversation names. */
  private async findCall(
    application: Application,
    { conversationId }: ElevenLabsEvent,
    sessionId: string | null,
  ): Promise<KnownCall | undefined> {
    const scope = { workspaceId: application.workspaceId, applicationId: application.id };
    const linked = await this.calls.byConversation(scope, conversationId);
    if (linked !== undefined || sessionId === null) return linked;
    const named = await this.calls.bySession(application.id, sessionId);
    if (named === undefined) return undefined;
    await this.sessions.link(application, named.id, conversationId, ConversationSource.DYNAMIC_VARIABLE);
    return this.calls.byConversation(scope, conversationId);
  }

  private async takeTranscript(
    application: Application,
    call: KnownCall,
    event: TakenEvent,
    told: ElevenLabsEvent,
  ): Promise<Verdict> {
    const { state, triedAt } = call.transcript;
    if (GONE.has(state) || this.isPastItsDays(application, call, 'transcript'))
      return done('No transcript is kept here');
    const isNewer = triedAt === null || event.occurredAt > triedAt;
    if (state === ArtifactState.AVAILABLE && !isNewer) return DONE;
    const fetched = conversationIn(told);
    if (fetched === undefined) return this.fetch(application, call);
    const { status, turns } = fetched.conversation;
    if (status === 'failed' && turns.length === 0) {
      return this.giveUp(
        application,
        call,
        ['transcript'],
        `The conversation failed: ${failureReasonOf(fetched.conversation)}`,
      );
    }
    if (!['done', 'failed'].includes(status) || turns.length === 0) return this.fetch(application, call);
    await this.store(application, call, fetched);
    return DONE;
  }

  /** Stores it unless the call was linked with another conversation meanwhile. */
  private async store(
    { workspaceId, id: applicationId }: Application,
    { id: callId }: KnownCall,
    fetched: FetchedConversation,
  ): Promise<void> {
    const { conversationId } = fetched.conversation;
    const raw = await this.transcripts.compress(fetched);
    const stored = await this.db.transaction<TranscriptTables, boolean>(
      async (trx) =>
        (await this.pending.isUnchanged(trx, { id: callId, conversation_id: conversationId })) &&
        (await this.transcripts.store(trx, { callId, workspaceId }, fetched, raw)),
    );
    if (stored) this.events.publish({ workspaceId, applicationId }, [callId]);
  }

  private async takeAudio(
    application: Application,
    call: KnownCall,
    { storageKey }: TakenEvent,
    { conversationId }: ElevenLabsEvent,
  ): Promise<Verdict> {
    const { state } = call.recording;
    if (state === ArtifactState.AVAILABLE) return DONE;
    if (GONE.has(state) || this.isPastItsDays(application, call, 'recording')) return done('No recording is kept here');
    if (storageKey === null) return this.fetch(application, call);
    const scope = { workspaceId: application.workspaceId, applicationId: application.id };
    const options = { conversationId };
    const adopted = await this.recordings.adopt(scope, call.id, RecordingSource.ELEVENLABS, storageKey, options);
    return adopted === null ? this.fetch(application, call) : DONE;
  }

  private takeFailure(application: Application, call: KnownCall, told: ElevenLabsEvent): Promise<Verdict> {
    const { reason = 'unknown' } = readInitiationFailure(told);
    return this.giveUp(
      application,
      call,
      ['transcript', 'recording'],
      `ElevenLabs could not begin the call: ${reason}`,
    );
  }

  /** What the event does not bring is asked for. */
  private async fetch(application: Application, call: KnownCall): Promise<Verdict> {
    if (call.transcript.state !== ArtifactState.AVAILABLE || call.recording.state !== ArtifactState.AVAILABLE) {
      await this.sync.syncCallByWebhook(application, SyncKind.CALL_DATA, call.id);
    }
    return done('The event brings nothing that can be used: it is being fetched');
  }

  /** There is none, and there will be none; what is there stays. */
  private async giveUp(
    { workspaceId, id: applicationId }: Application,
    { id }: KnownCall,
    artifacts: readonly Artifact[],
    reason: string,
  ): Promise<Verdict> {
    const outcome = { state: ArtifactState.ABSENT, reason, triedAt: this.clock.now(), retryAt: null };
    await this.db.transaction(async (trx) => {
      for (const artifact of artifacts) await this.pending.note(trx, id, artifact, outcome);
    });
    this.events.publish({ workspaceId, applicationId }, [id]);
    return DONE;
  }

  private isPastItsDays(application: Application, { startTime }: KnownCall, artifact: Artifact): boolean {
    return isPastItsDays(application, artifact, startTime, this.clock.now());
  }
}

/** The Voximplant session that the scenario passed to the conversation; null where the event does not tell. */
export function sessionNamedBy(event: ElevenLabsEvent): string | null {
  const named = dynamicVariableOf(event, SESSION_VARIABLE) ?? '';
  return /^[1-9]\d{0,15}$/.test(named) && Number.isSafeInteger(Number(named)) ? named : null;
}

/** Undefined for a format that is not ElevenLabs' own, which a webhook can be set to. */
function conversationIn(event: ElevenLabsEvent): FetchedConversation | undefined {
  try {
    return toFetchedConversation(event);
  } catch (error) {
    if (error instanceof UpstreamError) return undefined;
    throw error;
  }
}

function done(reason: string): Verdict {
  return { status: WebhookStatus.PROCESSED, reason };
}

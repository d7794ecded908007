import { Injectable } from '@nestjs/common';
import type { Application } from '../applications/index.js';
import {
  type Artifact,
  ArtifactState,
  CallLookup,
  CallStatus,
  type KnownArtifact,
  type KnownCall,
} from '../calls/index.js';
import { Clock } from '../common/clock.js';
import { type CallSyncKind, SessionSync, SyncKind, SyncService } from '../sync/index.js';
import type { Verdict } from './inbox.js';
import { MOST_TRIES, pauseAfter } from './pauses.js';
import { WebhookStatus } from './webhook.enums.js';

const LISTED_AFTER_MS = 60_000;
const PENDING: ReadonlySet<ArtifactState> = new Set([
  ArtifactState.EXPECTED,
  ArtifactState.PROCESSING,
  ArtifactState.FAILED,
]);

/**
 * Brings in what there is of a call that has ended: its session from the history, then transcript and audio, by the runs
 * that fetch them for one call. With growing pauses until all is there, or the upstreams have had two days; the schedule's
 * syncs do not come into it, so it works without them too.
 */
@Injectable()
export class CallFollowUp {
  constructor(
    private readonly sessions: SessionSync,
    private readonly calls: CallLookup,
    private readonly sync: SyncService,
    private readonly clock: Clock,
  ) {}

  /**
   * Does what can be done now.
   * @throws UpstreamError where the history cannot be read
   */
  async next(application: Application, sessionId: string, attempt: number): Promise<Verdict> {
    const before = await this.calls.bySession(application.id, sessionId);
    if (before === undefined) return { status: WebhookStatus.PROCESSED }; // removed meanwhile
    if (!before.settled) await this.sessions.fetch(application, sessionId, before.startTime);
    const call = before.settled ? before : await this.calls.bySession(application.id, sessionId);
    if (call === undefined) return { status: WebhookStatus.PROCESSED };
    if (call.status === CallStatus.IN_PROGRESS) {
      const reason = 'The call history does not list the session as ended yet';
      return this.later(reason, attempt, WebhookStatus.FAILED);
    }
    const wanted = this.wanted(application, call);
    if (wanted.length > 0) {
      await this.fetch(application, call, wanted);
      return this.later(`Not there yet: ${wanted.join(' and ')}`, attempt, WebhookStatus.PROCESSED);
    }
    if (!this.isLookedFor(call)) {
      if (this.canBeLookedFor(call)) await this.fetch(application, call, ['transcript', 'recording']);
      return this.later('No conversation is known yet', attempt, WebhookStatus.PROCESSED);
    }
    if (call.settled) return { status: WebhookStatus.PROCESSED };
    return this.later('The call is not billed in full yet', attempt, WebhookStatus.PROCESSED);
  }

  /** What is still to be fetched, of what the application's settings ask for. */
  private wanted({ syncTranscripts, syncAudio }: Application, call: KnownCall): Artifact[] {
    const artifacts = [
      ...(syncTranscripts ? (['transcript'] as const) : []),
      ...(syncAudio ? (['recording'] as const) : []),
    ];
    return artifacts.filter((artifact) => isWanted(call[artifact]));
  }

  /** Whether the conversation of a call that should have one is known, or has been looked for. */
  private isLookedFor({ status, conversationId, conversationTriedAt, transcript }: KnownCall): boolean {
    if (conversationId !== null || status !== CallStatus.ANSWERED) return true;
    return conversationTriedAt !== null || transcript.state === ArtifactState.ERASED;
  }

  /** A run looks only for conversations of calls that ended some time ago, as they are listed late. */
  private canBeLookedFor({ endTime }: KnownCall): boolean {
    return endTime !== null && endTime.getTime() < this.clock.now().getTime() - LISTED_AFTER_MS;
  }

  private async fetch(application: Application, call: KnownCall, wanted: readonly Artifact[]): Promise<void> {
    if (application.syncPausedAt != null) return; // until somebody has acted
    const now = this.clock.now();
    const due = call.conversationId === null ? wanted : wanted.filter((artifact) => isDue(call[artifact], now));
    if (due.length > 0) await this.sync.syncCallByWebhook(application, kindOf(due), call.id);
  }

  private later(reason: string, attempt: number, inTheEnd: WebhookStatus.PROCESSED | WebhookStatus.FAILED): Verdict {
    if (attempt >= MOST_TRIES) return { status: inTheEnd, reason: `${reason}; given up` };
    return { status: WebhookStatus.PENDING, reason, retryInMs: pauseAfter(attempt) };
  }
}

function isWanted({ state, triedAt, retryAt }: KnownArtifact): boolean {
  return PENDING.has(state) && !(state === ArtifactState.FAILED && triedAt !== null && retryAt === null);
}

function isDue({ state, retryAt }: KnownArtifact, now: Date): boolean {
  return state === ArtifactState.EXPECTED || (retryAt !== null && retryAt <= now);
}

function kindOf(wanted: readonly Artifact[]): CallSyncKind {
  if (wanted.length > 1) return SyncKind.CALL_DATA;
  return wanted[0] === 'transcript' ? SyncKind.TRANSCRIPT : SyncKind.AUDIO;
}

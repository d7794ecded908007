import { Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { isPastItsDays } from '../applications/index.js';
import {
  type Artifact,
  ArtifactState,
  CallEvents,
  type CallTables,
  type PendingCall,
  PendingData,
} from '../calls/index.js';
import { Clock } from '../common/clock.js';
import { Db } from '../database/index.js';
import { RecordingsService, StorageError, UnusableAudioError } from '../recordings/index.js';
import { type TranscriptTables, TranscriptsService } from '../transcripts/index.js';
import { UpstreamError, type UpstreamFault } from '../upstream/index.js';
import { type ArtifactOutcome, failed, NOTHING, reasonKept, retryAt, SKIPPED } from './artifact-outcome.js';
import { AudioFetcher } from './audio-fetcher.js';
import type { DataWork } from './data-work.js';
import { SyncPhase } from './sync.enums.js';
import type { SyncTables } from './sync-run.table.js';
import { TranscriptFetcher } from './transcript-fetcher.js';

/** Faults that every other call would meet as well: they end the run, and mark no call. */
const ENDS_THE_RUN: ReadonlySet<UpstreamFault> = new Set<UpstreamFault>([
  'unauthorized',
  'forbidden',
  'out_of_funds',
  'rate_limited',
]);

export const PHASE_OF: Readonly<Record<Artifact, SyncPhase>> = {
  transcript: SyncPhase.TRANSCRIPTS,
  recording: SyncPhase.AUDIO,
};

type LinkedCall = PendingCall & { conversation_id: string };

/** Brings the transcript or the recording of one call in, and writes down how that went. */
@Injectable()
export class ArtifactSync {
  constructor(
    private readonly transcriptFetcher: TranscriptFetcher,
    private readonly audioFetcher: AudioFetcher,
    private readonly transcripts: TranscriptsService,
    private readonly recordings: RecordingsService,
    private readonly pending: PendingData,
    private readonly events: CallEvents,
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /**
   * A transcript that is here is asked for again, as its analysis may have changed; a recording never changes.
   * @returns the upstream's fault where it failed in a way that may concern more than this call, null else
   * @throws UpstreamError for what every other call would meet as well; LeaseLostError; what the signal was aborted with
   */
  async sync(work: DataWork, artifact: Artifact, call: PendingCall, checkpoint: string): Promise<UpstreamError | null> {
    const { application } = work.context;
    let outcome: ArtifactOutcome;
    let fault: UpstreamError | null = null;
    try {
      if (call[`${artifact}_state`] === ArtifactState.ERASED) outcome = SKIPPED;
      else if (call.conversation_id === null) outcome = SKIPPED;
      else if (artifact === 'recording' && isHere(artifact, call)) outcome = SKIPPED;
      else if (isPastItsDays(application, artifact, call.startTime, this.clock.now()))
        outcome = { ...SKIPPED, state: ArtifactState.EXPIRED };
      else if (artifact === 'recording') outcome = await this.syncRecording(work, call as LinkedCall);
      else return await this.syncTranscript(work, call as LinkedCall, checkpoint);
    } catch (error) {
      work.context.throwIfStopped();
      fault = error instanceof UpstreamError ? error : null;
      outcome = this.failure(error);
    }
    const written = await this.write(work, artifact, call, outcome, checkpoint);
    return written ? fault : null;
  }

  /** The process ended again and again while it worked on this: it fails, and the schedule tries it again much later. */
  async blame(work: DataWork, artifact: Artifact, call: PendingCall, checkpoint: string): Promise<void> {
    const outcome = isHere(artifact, call)
      ? SKIPPED
      : failed('CRASHED', 'The server ended again and again while it worked on this');
    await this.write(work, artifact, call, outcome, checkpoint);
  }

  private async syncTranscript(work: DataWork, call: LinkedCall, checkpoint: string): Promise<null> {
    const found = await this.transcriptFetcher.fetch(work, call);
    if ('outcome' in found) {
      await this.write(work, 'transcript', call, found.outcome, checkpoint);
      return null;
    }
    const { workspaceId, id: applicationId } = work.context.application;
    const raw = await this.transcripts.compress(found.fetched);
    await this.db.transaction<TranscriptTables & SyncTables, void>(async (trx) => {
      const stored =
        (await this.pending.isUnchanged(trx, call)) &&
        (await this.transcripts.store(trx, { callId: call.id, workspaceId }, found.fetched, raw));
      const counts = stored ? { transcriptsSynced: 1 } : {}; // else it was removed, erased or linked anew meanwhile
      await this.advance(trx, work, 'transcript', call, { counts }, checkpoint);
    });
    work.context.advanced(1);
    this.events.publish({ workspaceId, applicationId }, [call.id]);
    return null;
  }

  private async syncRecording(work: DataWork, call: LinkedCall): Promise<ArtifactOutcome> {
    const found = await this.audioFetcher.open(work, call);
    if ('outcome' in found) return found.outcome;
    const { application, signal } = work.context;
    const scope = { workspaceId: application.workspaceId, applicationId: application.id };
    const { conversation_id: conversationId } = call;
    const options = { signal, conversationId };
    const stored = await this.recordings.store(scope, call.id, found.source, found.file.stream, options);
    return stored === null ? NOTHING : { counts: { audiosSynced: 1, bytesDownloaded: stored.byte_size } };
  }

  private failure(error: unknown): ArtifactOutcome {
    if (error instanceof UnusableAudioError) return failed(error.reason, error.message);
    if (error instanceof StorageError) return failed(error.reason, `${error.message}: ${causeOf(error)}`);
    if (error instanceof UpstreamError && !ENDS_THE_RUN.has(error.fault)) {
      return failed(error.upstreamCode ?? error.fault.toUpperCase(), error.message);
    }
    throw error;
  }

  /**
   * @returns false if the artifact was removed or brought in, or the call linked with another conversation, meanwhile: then
   * nothing is told of the try, least of all why it failed
   */
  private async write(
    work: DataWork,
    artifact: Artifact,
    call: PendingCall,
    outcome: ArtifactOutcome,
    checkpoint: string,
  ): Promise<boolean> {
    const { state, reason = null } = outcome;
    const written = await this.db.transaction<SyncTables & CallTables, boolean>(async (trx) => {
      const noted = state === undefined || (await this.note(trx, artifact, call, state, reason));
      await this.advance(trx, work, artifact, call, noted ? outcome : { counts: { skipped: 1 } }, checkpoint);
      return noted;
    });
    const { context } = work;
    context.advanced(1);
    const { workspaceId, id: applicationId } = context.application;
    if (state !== undefined && written) this.events.publish({ workspaceId, applicationId }, [call.id]);
    return written;
  }

  private async note(
    trx: Transaction<SyncTables & CallTables>,
    artifact: Artifact,
    call: PendingCall,
    state: ArtifactState,
    reason: string | null,
  ): Promise<boolean> {
    if (!(await this.pending.isUnchanged(trx, call))) return false;
    const triedAt = this.clock.now();
    if (isHere(artifact, call)) {
      return this.pending.noteKept(trx, call.id, artifact, { reason: reasonKept(reason), triedAt });
    }
    return this.pending.note(trx, call.id, artifact, {
      state,
      reason,
      triedAt,
      retryAt: retryAt(state, call, triedAt),
    });
  }

  private advance(
    trx: Parameters<DataWork['context']['advance']>[0],
    { context }: DataWork,
    artifact: Artifact,
    call: PendingCall,
    { counts, failure }: Pick<ArtifactOutcome, 'counts' | 'failure'>,
    checkpoint: string,
  ): Promise<void> {
    const phase = PHASE_OF[artifact];
    const failures = failure === undefined ? [] : [{ ...failure, callId: call.id, phase }];
    return context.advance(trx, { checkpoint, phase, done: 1, counts, failures });
  }
}

function isHere(artifact: Artifact, call: PendingCall): boolean {
  return call[`${artifact}_state`] === ArtifactState.AVAILABLE;
}

/** What went wrong in a word, such as ENOSPC: the sentence would name directories of the server. The log has it. */
function causeOf({ cause }: Error): string {
  const { code, name } = (cause ?? {}) as { code?: unknown; name?: unknown };
  return [code, name].find((word) => typeof word === 'string') ?? 'of unknown cause';
}

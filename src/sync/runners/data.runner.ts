import { Inject, Injectable } from '@nestjs/common';
import PQueue from 'p-queue';
import { AccountsService } from '../../accounts/index.js';
import { ApplicationsService } from '../../applications/index.js';
import { type Artifact, ArtifactState, type PendingCall, PendingData } from '../../calls/index.js';
import { Clock } from '../../common/clock.js';
import { ENV, type Env } from '../../config/index.js';
import { Db } from '../../database/index.js';
import { ArtifactSync, PHASE_OF } from '../artifact-sync.js';
import { ConversationFinder } from '../conversation-finder.js';
import { type DataCheckpoint, readDataCheckpoint, writeDataCheckpoint } from '../data-checkpoint.js';
import type { DataWork } from '../data-work.js';
import type { RunContext } from '../run-context.js';
import { SyncKind, SyncTrigger } from '../sync.enums.js';

/** Calls that are read ahead; so many at the most are in hand. */
const CALLS_A_BATCH = 200;
/** Calls in hand for each request that may be under way: while some are written down, the upstream answers for others. */
const CALLS_A_REQUEST = 2;
/** How often in a row the run is taken up in vain, as by a process that ends, before it goes one call at a time. */
const CAUTIOUS_AFTER = 4;
/** And before the call that was in hand each time is given up. */
const BLAMED_AFTER = 12;
/** Calls in a row that fail by the upstream's fault, after which the fault is taken for its own and not theirs. */
const FAULTS_IN_A_ROW = 5;

const ARTIFACTS_OF_CALL: Partial<Record<SyncKind, readonly Artifact[]>> = {
  [SyncKind.TRANSCRIPT]: ['transcript'],
  [SyncKind.AUDIO]: ['recording'],
  [SyncKind.CALL_DATA]: ['transcript', 'recording'],
};

/**
 * Fetches transcripts and recordings: of one call, or of every call of an application that lacks one. The calls' states
 * are the ledger, so a crash loses no more than what was in hand, and memory does not grow with what is left.
 */
@Injectable()
export class DataRunner {
  constructor(
    private readonly accounts: AccountsService,
    private readonly applications: ApplicationsService,
    private readonly finder: ConversationFinder,
    private readonly artifacts: ArtifactSync,
    private readonly pending: PendingData,
    private readonly db: Db,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: Pick<Env, 'UPSTREAM_CONCURRENCY'>,
  ) {}

  /** @throws UpstreamError as the clients do; LeaseLostError; what the context's signal was aborted with */
  async run(context: RunContext): Promise<void> {
    const { application, run } = context;
    const work: DataWork = {
      context,
      elevenLabs: this.applications.elevenLabsCredentialsOf(application),
      voximplant: (await this.accounts.forSync(application.account.id)).credentials,
    };
    const artifacts = ARTIFACTS_OF_CALL[run.kind];
    if (artifacts === undefined) await this.runPending(work);
    else await this.runCall(work, artifacts);
  }

  private async runCall(work: DataWork, artifacts: readonly Artifact[]): Promise<void> {
    const { context } = work;
    const id = context.run.call_id;
    let call = id === null ? undefined : await this.pending.find(id);
    if (call?.conversation_id === null && call.transcript_state !== ArtifactState.ERASED) {
      await this.finder.link(context, work.elevenLabs);
      call = await this.pending.find(call.id);
    }
    if (call === undefined) return; // removed meanwhile
    const since = this.clock.now();
    await this.announce(
      work,
      { stage: 'data', since, artifact: artifacts[0] ?? 'transcript', after: '' },
      artifacts.length,
    );
    for (const artifact of artifacts) {
      context.throwIfStopped();
      const checkpoint = writeDataCheckpoint({ stage: 'data', since, artifact, after: '' });
      const fault = await this.artifacts.sync(work, artifact, call, checkpoint);
      if (fault !== null) throw fault;
    }
  }

  private async runPending(work: DataWork): Promise<void> {
    const { context } = work;
    const artifacts = wanted(context);
    let checkpoint = readDataCheckpoint(context.run.checkpoint);
    if (checkpoint === undefined) {
      await this.finder.link(context, work.elevenLabs);
      const counts = await Promise.all(
        artifacts.map((artifact) => this.pending.count(context.application.id, artifact)),
      );
      checkpoint = { stage: 'data', since: this.clock.now(), artifact: artifacts[0] ?? 'transcript', after: '' };
      await this.announce(
        work,
        checkpoint,
        counts.reduce((sum, count) => sum + count, 0),
      );
    }
    await this.isolate(work, checkpoint);
    for (const artifact of artifacts.slice(artifacts.indexOf(checkpoint.artifact))) {
      await this.walk(work, artifact === checkpoint.artifact ? checkpoint : { ...checkpoint, artifact, after: '' });
    }
  }

  /** Says how much there is to do. */
  private async announce(work: DataWork, checkpoint: DataCheckpoint, remaining: number): Promise<void> {
    await this.note(work, checkpoint, remaining);
    work.context.advanced(0);
  }

  /** Stores how far the run is, without anything done. */
  private note(work: DataWork, checkpoint: DataCheckpoint, remaining?: number): Promise<void> {
    const phase = PHASE_OF[checkpoint.artifact];
    const step = { checkpoint: writeDataCheckpoint(checkpoint), phase, done: 0, remaining, counts: {} };
    return this.db.transaction((trx) => work.context.advance(trx, step));
  }

  private async walk(work: DataWork, start: DataCheckpoint): Promise<void> {
    const { context } = work;
    for (let checkpoint = start; ;) {
      context.throwIfStopped();
      const { artifact, after, since } = checkpoint;
      const dueBy = context.run.trigger === SyncTrigger.SCHEDULE ? since : undefined;
      const query = { triedBefore: since, after, limit: CALLS_A_BATCH, ...(dueBy && { dueBy }) };
      const calls = await this.pending.next(context.application.id, artifact, query);
      const last = calls.at(-1);
      if (last === undefined) return;
      await this.syncAll(work, artifact, calls, checkpoint);
      checkpoint = { ...checkpoint, after: last.id };
    }
  }

  /** A call with which the process ended again and again fails, so that the run gets past it. */
  private async isolate(work: DataWork, { suspect, ...checkpoint }: DataCheckpoint): Promise<void> {
    if (suspect === undefined || work.context.run.fruitless < BLAMED_AFTER) return;
    const call = await this.pending.find(suspect);
    if (call !== undefined)
      await this.artifacts.blame(work, checkpoint.artifact, call, writeDataCheckpoint(checkpoint));
  }

  /** Several at a time. After the first error nothing new is begun; what is in hand is finished. */
  private async syncAll(
    work: DataWork,
    artifact: Artifact,
    calls: readonly PendingCall[],
    checkpoint: DataCheckpoint,
  ): Promise<void> {
    const cautious = work.context.run.fruitless >= CAUTIOUS_AFTER;
    const queue = new PQueue({ concurrency: cautious ? 1 : CALLS_A_REQUEST * this.env.UPSTREAM_CONCURRENCY });
    const text = writeDataCheckpoint({ ...checkpoint, suspect: undefined });
    const errors: unknown[] = [];
    let faults = 0;
    const syncOne = async (call: PendingCall) => {
      if (errors.length > 0) return;
      try {
        work.context.throwIfStopped();
        if (cautious) await this.note(work, { ...checkpoint, suspect: call.id }); // before the work on it
        const fault = await this.artifacts.sync(work, artifact, call, text);
        faults = fault === null ? 0 : faults + 1;
        if (fault !== null && faults >= FAULTS_IN_A_ROW) errors.push(fault);
      } catch (error) {
        errors.push(error);
      }
    };
    await queue.addAll(calls.map((call) => () => syncOne(call)));
    if (errors.length > 0) throw errors[0];
  }
}

/** By schedule only what the application's settings ask for; by hand everything. */
function wanted({ application, run }: RunContext): readonly Artifact[] {
  if (run.trigger !== SyncTrigger.SCHEDULE) return ['transcript', 'recording'];
  const { syncTranscripts, syncAudio } = application;
  return [...(syncTranscripts ? (['transcript'] as const) : []), ...(syncAudio ? (['recording'] as const) : [])];
}

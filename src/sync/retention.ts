import { Injectable, Logger } from '@nestjs/common';
import { type Application, ApplicationsService } from '../applications/index.js';
import { AuditExpiry } from '../audit/index.js';
import { ArtifactState, type CallScope, ExpiredCalls } from '../calls/index.js';
import { Clock } from '../common/clock.js';
import { Db } from '../database/index.js';
import { RecordingsService, RecordingSweep } from '../recordings/index.js';
import { TranscriptsService } from '../transcripts/index.js';
import { ProgressPublisher } from './progress-publisher.js';
import { RunLedger } from './run-ledger.js';
import type { SyncTables } from './sync-run.table.js';

const DAY_MS = 86_400_000;
/** Calls that are removed in one go. */
const CALLS_A_BATCH = 200;

/**
 * Application by application, removes calls, recordings and transcripts past their days, counted from the start of the call,
 * and entries of the audit log past theirs; then what crashes have left of removals and in the storage. Each step can be
 * repeated, so that a second process which does the same does no harm.
 */
@Injectable()
export class Retention {
  private readonly logger = new Logger(Retention.name);

  constructor(
    private readonly applications: ApplicationsService,
    private readonly recordings: RecordingsService,
    private readonly transcripts: TranscriptsService,
    private readonly calls: ExpiredCalls,
    private readonly ledger: RunLedger,
    private readonly publisher: ProgressPublisher,
    private readonly sweep: RecordingSweep,
    private readonly audit: AuditExpiry,
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** What fails, such as a file that cannot be deleted, is told to the log, and keeps nothing else from being removed. */
  async run(): Promise<void> {
    for (const application of await this.applications.withRetention()) {
      await this.attempt('an application', { applicationId: application.id }, () => this.removePastDays(application));
    }
    await this.attempt('the audit log', {}, () => this.audit.run());
    await this.attempt('removals that were begun', {}, () => this.recordings.finishRemovals());
    await this.attempt('the recording storage', {}, () => this.sweep.run());
  }

  private async attempt(what: string, facts: object, remove: () => Promise<unknown>): Promise<void> {
    try {
      await remove();
    } catch (error) {
      const message = 'What is past its days could not be removed; it is tried again tomorrow';
      this.logger.error({ message, what, ...facts, err: error });
    }
  }

  private async removePastDays(application: Application): Promise<void> {
    const { id: applicationId, workspaceId, recordingDays, transcriptDays, callDays } = application;
    const scope = { workspaceId, applicationId };
    const calls = callDays == null ? 0 : await this.removeCalls(scope, this.daysAgo(callDays));
    const recordings = recordingDays == null ? 0 : await this.recordings.expire(scope, this.daysAgo(recordingDays));
    const transcripts = transcriptDays == null ? 0 : await this.transcripts.expire(scope, this.daysAgo(transcriptDays));
    if (calls + recordings + transcripts > 0) {
      const removed = { calls, recordings, transcripts };
      this.logger.log({ message: 'Removed what was past its days', applicationId, ...removed });
    }
  }

  /** Whole calls: whoever works on one is stopped, then files go, then rows. */
  private async removeCalls(scope: CallScope, startedBefore: Date): Promise<number> {
    for (let removed = 0; ;) {
      const ids = await this.calls.next(scope.applicationId, startedBefore, CALLS_A_BATCH);
      if (ids.length === 0) return removed;
      const stopped = await this.db.transaction<SyncTables, string[]>((trx) => this.ledger.revokeOfCalls(trx, ids));
      for (const runId of stopped) await this.publisher.settled(runId);
      await this.recordings.remove(scope, ids, ArtifactState.EXPIRED);
      await this.calls.remove(scope.workspaceId, ids);
      removed += ids.length;
    }
  }

  private daysAgo(days: number): Date {
    return new Date(this.clock.now().getTime() - days * DAY_MS);
  }
}

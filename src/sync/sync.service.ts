import { Injectable } from '@nestjs/common';
import { type Application, ApplicationsService } from '../applications/index.js';
import type { Viewer } from '../auth/index.js';
import { CallsService } from '../calls/index.js';
import { Clock } from '../common/clock.js';
import { assertForwards } from '../common/date-range.input.js';
import { BadUserInputError, ConflictError } from '../common/errors.js';
import { filterKey, fromGlobalId, notFound } from '../common/id.js';
import type { Page } from '../common/pagination.js';
import type { AnyKysely } from '../database/index.js';
import { JobQueue } from '../queue/index.js';
import { ProgressPublisher } from './progress-publisher.js';
import { type NewRun, RunLedger } from './run-ledger.js';
import type { SyncCallsInput, SyncRunsArgs } from './sync.args.js';
import { SyncKind, SyncStatus, SyncTrigger } from './sync.enums.js';
import { SyncLog } from './sync-log.js';
import { isFinal, type SyncRunSnapshot } from './sync-run.snapshot.js';
import type { SyncFailureTable } from './sync-run.table.js';
import { SyncRunsRepository } from './sync-runs.repository.js';

/** Writes down, with a new run, who wanted it. */
type Noting = (trx: AnyKysely, id: string) => Promise<void>;

/** Nobody: a run by schedule or webhook says so itself. */
const notingNobody: Noting = () => Promise.resolve();

const HOUR_MS = 3_600_000;
/** How far back the first sync of an application reaches. */
const FIRST_RANGE_MS = 30 * 24 * HOUR_MS;

/** What can be fetched for one call. */
export type CallSyncKind = SyncKind.TRANSCRIPT | SyncKind.AUDIO | SyncKind.CALL_DATA;

export interface StartedRun {
  run: SyncRunSnapshot;
  alreadyRunning: boolean;
}

export interface ApplicationRuns {
  live: SyncRunSnapshot[];
  newest: SyncRunSnapshot | undefined;
}

/** Starting, stopping and looking at runs, bound to the viewer's workspace. The work itself is the runner's. */
@Injectable()
export class SyncService {
  constructor(
    private readonly runs: SyncRunsRepository,
    private readonly ledger: RunLedger,
    private readonly applications: ApplicationsService,
    private readonly calls: CallsService,
    private readonly queue: JobQueue,
    private readonly publisher: ProgressPublisher,
    private readonly clock: Clock,
    private readonly log: SyncLog,
  ) {}

  /**
   * Starts fetching call history, or answers the run that does so already.
   * @throws NotFoundError if there is no such application in the workspace
   * @throws BadUserInputError if the range is the wrong way round, or lies ahead
   */
  async syncCalls(viewer: Viewer, input: SyncCallsInput): Promise<StartedRun> {
    const application = await this.application(viewer, input.applicationId);
    return this.startFor(viewer, {
      ...this.dataRun(viewer, application.id, SyncKind.CALLS),
      includeData: input.includeData ?? false,
      ...this.range(application, input),
    });
  }

  /** What has come since the last sync, and if wanted the data that the application's settings ask for. */
  syncCallsBySchedule(application: Application, { fetchData }: { fetchData: boolean }): Promise<StartedRun> {
    return this.start({
      ...this.dataRun(application, application.id, SyncKind.CALLS, SyncTrigger.SCHEDULE),
      includeData: fetchData && (application.syncTranscripts || application.syncAudio),
      ...this.range(application, {}),
    });
  }

  /** What is to be tried again by now. */
  syncPendingBySchedule(application: Application): Promise<StartedRun> {
    return this.start(this.dataRun(application, application.id, SyncKind.PENDING_DATA, SyncTrigger.SCHEDULE));
  }

  /** Fetches the transcript, the audio or both of one call. @throws NotFoundError */
  async syncCall(viewer: Viewer, kind: CallSyncKind, callId: string): Promise<StartedRun> {
    const call = await this.calls.get(viewer, callId);
    return this.startFor(viewer, { ...this.dataRun(viewer, call.application_id, kind), callId });
  }

  /** The same of a call that a webhook has told of. */
  syncCallByWebhook(application: Application, kind: CallSyncKind, callId: string): Promise<StartedRun> {
    return this.start({ ...this.dataRun(application, application.id, kind, SyncTrigger.WEBHOOK), callId });
  }

  /** Fetches what every call of the application lacks still. @throws NotFoundError */
  async syncPendingData(viewer: Viewer, applicationId: string): Promise<StartedRun> {
    const application = await this.applications.get(viewer, applicationId);
    return this.startFor(viewer, this.dataRun(viewer, application.id, SyncKind.PENDING_DATA));
  }

  /**
   * A new run that goes on from where one stopped that did not succeed.
   * @throws NotFoundError; ConflictError if the run is live still, or has succeeded
   */
  async retry(viewer: Viewer, id: string): Promise<StartedRun> {
    const row = await this.ledger.findRow(viewer.workspaceId, id);
    if (row === undefined) throw notFound('SyncRun');
    if (!isFinal(row.status) || row.status === SyncStatus.SUCCEEDED) {
      throw new ConflictError('Only a run that has FAILED, was CANCELLED or is PARTIAL can be retried');
    }
    const successor = this.ledger.successorOf(row);
    return this.start(successor, (trx, newId) => this.log.retried(trx, viewer, newId, successor, id));
  }

  /** @throws NotFoundError */
  async cancel(viewer: Viewer, id: string): Promise<SyncRunSnapshot> {
    const run = await this.get(viewer, id);
    await this.ledger.cancel(id, (trx) => this.log.cancelled(trx, viewer, id, run));
    await this.publisher.settled(id);
    return this.get(viewer, id);
  }

  /** @throws NotFoundError */
  async get(viewer: Viewer, id: string): Promise<SyncRunSnapshot> {
    const run = await this.runs.find(viewer.workspaceId, id);
    if (run === undefined) throw notFound('SyncRun');
    return run;
  }

  /** @throws BadUserInputError for malformed ids and cursors */
  list(viewer: Viewer, args: SyncRunsArgs): Promise<Page<SyncRunSnapshot>> {
    const applicationId =
      args.applicationId == null ? null : filterKey('Application', args.applicationId, 'applicationId');
    const { status = null, first = null, after = null } = args;
    return this.runs.findPage(viewer.workspaceId, { applicationId, status, first, after });
  }

  /** The failures of each run, in the order of the runs' ids. */
  async failuresOf(runIds: readonly string[]): Promise<SyncFailureTable[][]> {
    const failures = Map.groupBy(await this.runs.findFailures(runIds), (failure) => failure.run_id);
    return runIds.map((id) => failures.get(id) ?? []);
  }

  /** What each application's runs are, in the order of the applications' ids, which are the viewer's already. */
  async runsOfApplications(ids: readonly string[]): Promise<ApplicationRuns[]> {
    const runs = Map.groupBy(await this.runs.findForApplications(ids), (run) => run.applicationId);
    return ids.map((id) => {
      const own = runs.get(id) ?? [];
      return { live: own.filter((run) => !isFinal(run.status)), newest: own.at(-1) };
    });
  }

  private startFor(viewer: Viewer, run: NewRun): Promise<StartedRun> {
    return this.start(run, (trx, id) => this.log.started(trx, viewer, id, run));
  }

  private async start(run: NewRun, alongside: Noting = notingNobody): Promise<StartedRun> {
    const started = await this.ledger.start(run, alongside);
    if (!started.alreadyRunning) {
      const { id: runId, attempt } = started.run;
      await this.queue.add({ runId, attempt });
      this.publisher.changed(runId);
    }
    return started;
  }

  private dataRun(
    { workspaceId }: { workspaceId: string },
    applicationId: string,
    kind: SyncKind,
    trigger = SyncTrigger.MANUAL,
  ): NewRun {
    return { workspaceId, applicationId, kind, trigger, from: null, to: null, ranged: false, includeData: true };
  }

  private application(viewer: Viewer, globalId: string): Promise<Application> {
    return this.applications.get(viewer, fromGlobalId('Application', globalId, 'applicationId'));
  }

  /** The end is frozen here: what arrives later is the next run's. */
  private range(
    application: Application,
    { from, to }: Pick<SyncCallsInput, 'from' | 'to'>,
  ): Pick<NewRun, 'from' | 'to' | 'ranged'> {
    assertForwards({ from, to }, 'to');
    const now = this.clock.now();
    if (from != null && from >= now) throw new BadUserInputError({ from: ['from lies in the future'] });
    const end = to != null && to < now ? to : now;
    if (from != null || to != null) {
      return { from: from ?? new Date(end.getTime() - FIRST_RANGE_MS), to: end, ranged: true };
    }
    const { syncedThrough, syncLookbackHours } = application;
    const begin = syncedThrough
      ? syncedThrough.getTime() - syncLookbackHours * HOUR_MS
      : end.getTime() - FIRST_RANGE_MS;
    return { from: new Date(begin), to: end, ranged: false };
  }
}

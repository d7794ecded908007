import { Inject, Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression, Interval } from '@nestjs/schedule';
import { type Application, ApplicationsService } from '../applications/index.js';
import { type Artifact, PendingData } from '../calls/index.js';
import { Clock } from '../common/clock.js';
import { ENV, type Env } from '../config/index.js';
import { Beats } from '../schedule/index.js';
import { ConversationFinder } from './conversation-finder.js';
import { Retention } from './retention.js';
import { SyncRunsRepository } from './sync-runs.repository.js';
import { SyncService } from './sync.service.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * What is done at set times. Each process knocks oftener than the beat is, so that another one steps in soon where one has
 * died; `Beats` lets one of them in. Nothing here depends on the beat before: what is due is read from the database.
 */
@Injectable()
export class SyncScheduler {
  private readonly logger = new Logger(SyncScheduler.name);
  private readonly enabled: boolean;

  constructor(
    private readonly beats: Beats,
    private readonly applications: ApplicationsService,
    private readonly runs: SyncRunsRepository,
    private readonly sync: SyncService,
    private readonly finder: ConversationFinder,
    private readonly pending: PendingData,
    private readonly retention: Retention,
    private readonly clock: Clock,
    @Inject(ENV) { SCHEDULES }: Pick<Env, 'SCHEDULES'>,
  ) {
    this.enabled = SCHEDULES === 'on';
  }

  @Interval(5 * SECOND_MS)
  async calls(): Promise<void> {
    if (this.enabled) await this.beats.beat('sync-calls', 10 * SECOND_MS, () => this.startDueSyncs());
  }

  @Interval(15 * SECOND_MS)
  async artifacts(): Promise<void> {
    if (this.enabled) await this.beats.beat('retry-artifacts', 30 * SECOND_MS, () => this.startRetries());
  }

  /** Twelve hours: a process whose clock is not right does not do it again. */
  @Cron(CronExpression.EVERY_DAY_AT_3AM)
  async daily(): Promise<void> {
    if (this.enabled) await this.beats.beat('retention', 12 * HOUR_MS, () => this.retention.run());
  }

  /**
   * Starts a sync for each application whose interval has passed since the start of its last one; with its data, unless
   * another run is at that: two would fetch the same.
   */
  async startDueSyncs(): Promise<void> {
    const ages = await this.runs.sinceLastSync();
    const fetching = await this.runs.fetchingData();
    for (const application of await this.applications.scheduled()) {
      const ageMs = ages.get(application.id);
      if (ageMs !== undefined && ageMs < application.syncIntervalMinutes * MINUTE_MS) continue;
      await this.start(application, () =>
        this.sync.syncCallsBySchedule(application, { fetchData: !fetching.has(application.id) }),
      );
    }
  }

  /** Starts a run for each application that has something to try again, or calls whose conversation is still unknown. */
  async startRetries(): Promise<void> {
    const now = this.clock.now();
    const withRetries: Record<Artifact, Set<string>> = {
      transcript: new Set(await this.pending.applicationsWithRetries('transcript', now)),
      recording: new Set(await this.pending.applicationsWithRetries('recording', now)),
    };
    const fetching = await this.runs.fetchingData();
    for (const application of await this.applications.scheduled()) {
      const { id, syncTranscripts, syncAudio } = application;
      if ((!syncTranscripts && !syncAudio) || fetching.has(id)) continue;
      const due =
        (syncTranscripts && withRetries.transcript.has(id)) ||
        (syncAudio && withRetries.recording.has(id)) ||
        (await this.finder.isDue(id));
      if (due) await this.start(application, () => this.sync.syncPendingBySchedule(application));
    }
  }

  /** One application's trouble, such as its removal at this moment, is not that of the others. */
  private async start({ id: applicationId }: Application, start: () => Promise<unknown>): Promise<void> {
    try {
      await start();
    } catch (error) {
      this.logger.warn({ message: 'A scheduled sync could not be started', applicationId, err: error });
    }
  }
}

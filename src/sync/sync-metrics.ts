import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ApplicationsService } from '../applications/index.js';
import { Clock } from '../common/clock.js';
import { Metrics } from '../metrics/index.js';
import type { SyncRunSnapshot } from './sync-run.snapshot.js';
import { SyncRunsRepository } from './sync-runs.repository.js';

/** The figures of syncs: what the runs that ended here did, and how the ledger stands for all processes. */
@Injectable()
export class SyncMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly runs: SyncRunsRepository,
    private readonly applications: ApplicationsService,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge('sync_live_runs', 'Runs that are not final, in the database', ['status'], async () =>
      [...(await this.runs.countLive())].map(([status, value]) => ({ labels: { status }, value })),
    );
    this.metrics.gauge(
      'sync_oldest_waiting_seconds',
      'How long the longest waiting run waits for a worker',
      [],
      async () => [{ labels: {}, value: (await this.runs.longestWaitMs()) / 1000 }],
    );
    this.metrics.gauge(
      'sync_lag_seconds',
      'How far the application that is furthest behind is synced',
      [],
      async () => [{ labels: {}, value: (await this.lagMs()) / 1000 }],
    );
  }

  /** This process has ended a run. */
  ended(run: SyncRunSnapshot): void {
    const { kind, status, counts } = run;
    this.metrics.runs.inc({ kind, status });
    if (run.startedAt !== null && run.finishedAt !== null) {
      this.metrics.runSeconds.observe({ kind }, (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000);
    }
    const { bytesDownloaded, ...items } = counts;
    for (const [what, value] of Object.entries(items)) this.metrics.runItems.inc({ what }, value);
    this.metrics.downloadedBytes.inc(bytesDownloaded);
  }

  private async lagMs(): Promise<number> {
    const through = await this.applications.leastSyncedThrough();
    return through === null ? 0 : Math.max(0, this.clock.now().getTime() - through.getTime());
  }
}

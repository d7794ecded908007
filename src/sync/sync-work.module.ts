import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/index.js';
import { ApplicationsModule } from '../applications/index.js';
import { CallsModule } from '../calls/index.js';
import { RecordingsModule } from '../recordings/index.js';
import { ScheduleModule } from '../schedule/index.js';
import { TranscriptsModule } from '../transcripts/index.js';
import { UpstreamModule } from '../upstream/index.js';
import { ArtifactSync } from './artifact-sync.js';
import { AudioFetcher } from './audio-fetcher.js';
import { ConversationFinder } from './conversation-finder.js';
import { Retention } from './retention.js';
import { RunLeases } from './run-leases.js';
import { CallsRunner } from './runners/calls.runner.js';
import { DataRunner } from './runners/data.runner.js';
import { SessionSync } from './session-sync.js';
import { SyncModule } from './sync.module.js';
import { SyncMetrics } from './sync-metrics.js';
import { SyncRunner } from './sync-runner.js';
import { SyncScheduler } from './sync.scheduler.js';
import { SyncWorker } from './sync.worker.js';
import { TranscriptFetcher } from './transcript-fetcher.js';

/** The work on runs, and what is done at set times: a process that has this module is a worker. */
@Module({
  imports: [
    SyncModule,
    AccountsModule,
    ApplicationsModule,
    CallsModule,
    TranscriptsModule,
    RecordingsModule,
    UpstreamModule,
    ScheduleModule,
  ],
  providers: [
    ArtifactSync,
    AudioFetcher,
    CallsRunner,
    ConversationFinder,
    DataRunner,
    Retention,
    RunLeases,
    SessionSync,
    SyncMetrics,
    SyncRunner,
    SyncScheduler,
    SyncWorker,
    TranscriptFetcher,
  ],
  exports: [SessionSync],
})
export class SyncWorkModule {}

import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AccountsModule } from '../accounts/index.js';
import { ApplicationsModule } from '../applications/index.js';
import { CallsModule } from '../calls/index.js';
import { RecordingsModule } from '../recordings/index.js';
import { TranscriptsModule } from '../transcripts/index.js';
import { UpstreamModule } from '../upstream/index.js';
import { ArtifactSync } from './artifact-sync.js';
import { AudioFetcher } from './audio-fetcher.js';
import { ConversationFinder } from './conversation-finder.js';
import { ProgressPublisher } from './progress-publisher.js';
import { Retention } from './retention.js';
import { RunLedger } from './run-ledger.js';
import { RunUpdates } from './run-updates.js';
import { CallsRunner } from './runners/calls.runner.js';
import { DataRunner } from './runners/data.runner.js';
import { ApplicationRunsResolver, SyncFailureResolver, SyncResolver } from './sync.resolver.js';
import { SyncErasure } from './sync.erasure.js';
import { SyncRemoval } from './sync.removal.js';
import { SyncRunner } from './sync-runner.js';
import { SyncRunsRepository } from './sync-runs.repository.js';
import { SyncService } from './sync.service.js';
import { SyncWorker } from './sync.worker.js';
import { TranscriptFetcher } from './transcript-fetcher.js';

@Module({
  imports: [
    AccountsModule,
    ApplicationsModule,
    CallsModule,
    TranscriptsModule,
    RecordingsModule,
    UpstreamModule,
    ScheduleModule.forRoot(),
  ],
  providers: [
    ArtifactSync,
    AudioFetcher,
    ConversationFinder,
    DataRunner,
    TranscriptFetcher,
    ProgressPublisher,
    Retention,
    RunLedger,
    RunUpdates,
    CallsRunner,
    SyncErasure,
    SyncRemoval,
    SyncRunner,
    SyncRunsRepository,
    SyncService,
    SyncWorker,
    SyncResolver,
    SyncFailureResolver,
    ApplicationRunsResolver,
  ],
})
export class SyncModule {}

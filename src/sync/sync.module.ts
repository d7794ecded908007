import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../applications/index.js';
import { CallsModule } from '../calls/index.js';
import { ScheduleModule } from '../schedule/index.js';
import { ProgressPublisher } from './progress-publisher.js';
import { RunLedger } from './run-ledger.js';
import { RunUpdates } from './run-updates.js';
import { ApplicationRunsResolver, SyncFailureResolver, SyncResolver } from './sync.resolver.js';
import { SyncErasure } from './sync.erasure.js';
import { SyncLog } from './sync-log.js';
import { SyncRemoval } from './sync.removal.js';
import { SyncRunsRepository } from './sync-runs.repository.js';
import { SyncService } from './sync.service.js';

/** Runs as clients see them: starting, stopping and following them. Who works on them is in SyncWorkModule. */
@Module({
  imports: [ApplicationsModule, CallsModule, ScheduleModule],
  providers: [
    ProgressPublisher,
    RunLedger,
    RunUpdates,
    SyncErasure,
    SyncLog,
    SyncRemoval,
    SyncRunsRepository,
    SyncService,
    SyncResolver,
    SyncFailureResolver,
    ApplicationRunsResolver,
  ],
  exports: [ProgressPublisher, RunLedger, SyncRunsRepository, SyncService],
})
export class SyncModule {}

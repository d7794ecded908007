import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../applications/index.js';
import { CallsModule } from '../calls/index.js';
import { ENV, type Env } from '../config/index.js';
import { RecordingDelivery } from './delivery/recording-delivery.js';
import { RecordingLinks } from './recording-links.js';
import { RecordingLog } from './recording-log.js';
import { RecordingSweep } from './recording-sweep.js';
import { RecordingsController } from './recordings.controller.js';
import { RecordingsErasure } from './recordings.erasure.js';
import { RecordingsRemoval } from './recordings.removal.js';
import { RecordingsRepository } from './recordings.repository.js';
import { CallRecordingResolver, RecordingResolver } from './recordings.resolver.js';
import { RecordingsService } from './recordings.service.js';
import { openStorage } from './storage/open-storage.js';
import { RecordingStorage } from './storage/recording-storage.js';

/** The sound of calls: its storage, and the signed links under which it is heard. */
@Module({
  imports: [ApplicationsModule, CallsModule],
  providers: [
    CallRecordingResolver,
    RecordingResolver,
    RecordingLinks,
    { provide: RecordingStorage, inject: [ENV], useFactory: (env: Env) => openStorage(env) },
    RecordingsErasure,
    RecordingsRemoval,
    RecordingsRepository,
    RecordingsService,
    RecordingSweep,
  ],
  exports: [RecordingLinks, RecordingsService, RecordingStorage, RecordingSweep],
})
export class RecordingsModule {}

/** Lets recordings be heard: for processes that serve. */
@Module({
  imports: [RecordingsModule, CallsModule],
  controllers: [RecordingsController],
  providers: [RecordingDelivery, RecordingLog],
})
export class RecordingDeliveryModule {}

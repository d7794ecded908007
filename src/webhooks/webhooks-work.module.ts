import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../applications/index.js';
import { CallsModule } from '../calls/index.js';
import { RecordingsModule } from '../recordings/index.js';
import { ScheduleModule } from '../schedule/index.js';
import { SyncModule, SyncWorkModule } from '../sync/index.js';
import { TranscriptsModule } from '../transcripts/index.js';
import { CallFollowUp } from './call-follow-up.js';
import { ElevenLabsHandler } from './elevenlabs.handler.js';
import { EventHandler } from './event-handler.js';
import { InboxModule } from './inbox.module.js';
import { InboxWorker } from './inbox-worker.js';
import { VoximplantHandler } from './voximplant.handler.js';
import { WebhooksScheduler } from './webhooks.scheduler.js';

/** Does what the webhooks ask for: for workers. */
@Module({
  imports: [
    ApplicationsModule,
    CallsModule,
    InboxModule,
    RecordingsModule,
    ScheduleModule,
    SyncModule,
    SyncWorkModule,
    TranscriptsModule,
  ],
  providers: [CallFollowUp, ElevenLabsHandler, EventHandler, InboxWorker, VoximplantHandler, WebhooksScheduler],
})
export class WebhooksWorkModule {}

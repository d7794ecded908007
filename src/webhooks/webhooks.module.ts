import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../applications/index.js';
import { RecordingsModule } from '../recordings/index.js';
import { ElevenLabsController } from './elevenlabs.controller.js';
import { EventIntake } from './event-intake.js';
import { InboxModule } from './inbox.module.js';
import { VoximplantController } from './voximplant.controller.js';
import { WebhookEventsRepository } from './webhook-events.repository.js';
import { WebhookEventsResolver } from './webhook-events.resolver.js';
import { WebhookEventsService } from './webhook-events.service.js';
import { WebhookMetrics } from './webhook-metrics.js';
import { WebhookSenders } from './webhook-senders.js';

/** Receives webhooks, and shows what was received: for processes that serve. */
@Module({
  imports: [ApplicationsModule, InboxModule, RecordingsModule],
  controllers: [ElevenLabsController, VoximplantController],
  providers: [
    EventIntake,
    WebhookEventsRepository,
    WebhookEventsResolver,
    WebhookEventsService,
    WebhookMetrics,
    WebhookSenders,
  ],
})
export class WebhooksModule {}

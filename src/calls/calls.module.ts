import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../applications/index.js';
import { CallEvents } from './call-events.js';
import { CallStore } from './call-store.js';
import { CallConnectionResolver, CallsResolver } from './calls.resolver.js';
import { CallsRemoval } from './calls.removal.js';
import { CallsRepository } from './calls.repository.js';
import { CallsService } from './calls.service.js';
import { PendingData } from './pending-data.js';
import { UnlinkedCalls } from './unlinked-calls.js';
import { UnsettledCalls } from './unsettled-calls.js';

@Module({
  imports: [ApplicationsModule],
  providers: [
    CallEvents,
    CallStore,
    CallsRepository,
    CallsRemoval,
    CallsService,
    PendingData,
    UnlinkedCalls,
    UnsettledCalls,
    CallsResolver,
    CallConnectionResolver,
  ],
  exports: [CallEvents, CallStore, CallsService, PendingData, UnlinkedCalls, UnsettledCalls],
})
export class CallsModule {}

import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../applications/index.js';
import { CallEvents } from './call-events.js';
import { CallFilters } from './call-filter.sql.js';
import { CallStore } from './call-store.js';
import { CallConnectionResolver, CallsResolver } from './calls.resolver.js';
import { CallsRemoval } from './calls.removal.js';
import { CallsRepository } from './calls.repository.js';
import { CallsService } from './calls.service.js';
import { CallSearch } from './search/call-search.js';
import { PendingData } from './pending-data.js';
import { CallStatsRepository } from './stats/call-stats.repository.js';
import { CallStatsResolver } from './stats/call-stats.resolver.js';
import { CallStatsService } from './stats/call-stats.service.js';
import { UnlinkedCalls } from './unlinked-calls.js';
import { UnsettledCalls } from './unsettled-calls.js';

@Module({
  imports: [ApplicationsModule],
  providers: [
    CallEvents,
    CallFilters,
    CallSearch,
    CallStatsRepository,
    CallStatsResolver,
    CallStatsService,
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
  exports: [CallEvents, CallFilters, CallSearch, CallStore, CallsService, PendingData, UnlinkedCalls, UnsettledCalls],
})
export class CallsModule {}

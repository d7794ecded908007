import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../applications/index.js';
import { CallEvents } from './call-events.js';
import { CallFilters } from './call-filter.sql.js';
import { CallLookup } from './call-lookup.js';
import { CallStore } from './call-store.js';
import { CallConnectionResolver, CallsResolver } from './calls.resolver.js';
import { CallsRemoval } from './calls.removal.js';
import { CallsRepository } from './calls.repository.js';
import { CallsService } from './calls.service.js';
import { CallErasure } from './erasure/call-erasure.js';
import { CallErasureResolver } from './erasure/call-erasure.resolver.js';
import { ErasedConversations } from './erasure/erased-conversations.js';
import { ExpiredCalls } from './expired-calls.js';
import { KnownNumbers } from './numbers/known-numbers.js';
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
    CallErasure,
    CallEvents,
    CallFilters,
    CallLookup,
    CallSearch,
    CallStatsRepository,
    CallStatsResolver,
    CallStatsService,
    CallStore,
    CallsRepository,
    CallsRemoval,
    CallsService,
    ErasedConversations,
    ExpiredCalls,
    KnownNumbers,
    PendingData,
    UnlinkedCalls,
    UnsettledCalls,
    CallErasureResolver,
    CallsResolver,
    CallConnectionResolver,
  ],
  exports: [
    CallErasure,
    CallEvents,
    CallFilters,
    CallLookup,
    CallSearch,
    CallStore,
    CallsService,
    ExpiredCalls,
    PendingData,
    UnlinkedCalls,
    UnsettledCalls,
  ],
})
export class CallsModule {}

export { SESSION_VARIABLE } from './conversation-finder.js';
export { SessionSync } from './session-sync.js';
export { SyncKind } from './sync.enums.js';
export { SyncModule } from './sync.module.js';
export { type CallSyncKind, SyncService } from './sync.service.js';
export { SyncWorkModule } from './sync-work.module.js';

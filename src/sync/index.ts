export { type AnnouncedSession, SessionSync } from './session-sync.js';
export { SyncKind } from './sync.enums.js';
export { SyncModule } from './sync.module.js';
export { type CallSyncKind, SyncService } from './sync.service.js';
export { SyncWorkModule } from './sync-work.module.js';

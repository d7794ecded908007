export { SyncModule } from './sync.module.js';
export { SyncWorkModule } from './sync-work.module.js';

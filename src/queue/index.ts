export { JobQueue, type SyncJob } from './job-queue.js';
export { LatestValues } from './latest-values.js';
export { MessageBus } from './message-bus.js';
export { QueueModule } from './queue.module.js';
export { stoppable } from './stoppable.js';

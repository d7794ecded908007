export { RecordingLinks } from './recording-links.js';
export { Recording } from './recording.entity.js';
export { RecordingSource } from './recording.enums.js';
export type { RecordingTable } from './recording.table.js';
export { RecordingSweep } from './recording-sweep.js';
export { RecordingDeliveryModule, RecordingsModule } from './recordings.module.js';
export { RecordingsService, type RemovedState, type StoreOptions } from './recordings.service.js';
export { RecordingStorage } from './storage/recording-storage.js';
export { StorageError, UnusableAudioError } from './storage/storage-errors.js';

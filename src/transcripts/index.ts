export type { TranscriptTables } from './transcript.table.js';
export type { Conclusion } from './transcripts.repository.js';
export { TranscriptsModule } from './transcripts.module.js';
export { TranscriptsService } from './transcripts.service.js';

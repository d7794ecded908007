import { Module } from '@nestjs/common';
import { CallsModule } from '../calls/index.js';
import { TranscriptsErasure } from './transcripts.erasure.js';
import { TranscriptsRepository } from './transcripts.repository.js';
import { CallHighlightsResolver, CallTranscriptResolver, TranscriptMessagesResolver } from './transcripts.resolver.js';
import { TranscriptsService } from './transcripts.service.js';

@Module({
  imports: [CallsModule],
  providers: [
    TranscriptsErasure,
    TranscriptsRepository,
    TranscriptsService,
    CallHighlightsResolver,
    CallTranscriptResolver,
    TranscriptMessagesResolver,
  ],
  exports: [TranscriptsService],
})
export class TranscriptsModule {}

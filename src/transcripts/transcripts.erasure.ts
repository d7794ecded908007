import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CallErasure } from '../calls/index.js';
import { TranscriptsService } from './transcripts.service.js';

/** Erases what was said in a call that is erased. */
@Injectable()
export class TranscriptsErasure implements OnModuleInit {
  constructor(
    private readonly erasure: CallErasure,
    private readonly transcripts: TranscriptsService,
  ) {}

  onModuleInit(): void {
    this.erasure.register({
      rows: (trx, { id }) => this.transcripts.erase(trx, id),
    });
  }
}

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ArtifactState, CallErasure } from '../calls/index.js';
import { RecordingsService } from './recordings.service.js';

/** Erases the sound of a call that is erased. */
@Injectable()
export class RecordingsErasure implements OnModuleInit {
  constructor(
    private readonly erasure: CallErasure,
    private readonly recordings: RecordingsService,
  ) {}

  onModuleInit(): void {
    this.erasure.register({ rest: ({ id, ...scope }) => this.recordings.remove(scope, [id], ArtifactState.ERASED) });
  }
}

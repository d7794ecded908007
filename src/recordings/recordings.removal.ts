import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ApplicationRemoval } from '../applications/index.js';
import { RecordingsService } from './recordings.service.js';

/** Deletes the files of an application that is removed, which the database knows nothing of. */
@Injectable()
export class RecordingsRemoval implements OnModuleInit {
  constructor(
    private readonly removal: ApplicationRemoval,
    private readonly recordings: RecordingsService,
  ) {}

  onModuleInit(): void {
    this.removal.register('files', ({ id }) => this.recordings.removeAll(id));
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { ApplicationsService } from '../applications/index.js';
import { Clock } from '../common/clock.js';
import { RecordingsService, RecordingSweep } from '../recordings/index.js';
import { TranscriptsService } from '../transcripts/index.js';

const DAY_MS = 86_400_000;

/**
 * Application by application, removes recordings and transcripts past their days, counted from the start
 * of the call; then the leftovers of crashes in the storage. Each step can be repeated, so that a second process which
 * does the same does no harm.
 */
@Injectable()
export class Retention {
  private readonly logger = new Logger(Retention.name);

  constructor(
    private readonly applications: ApplicationsService,
    private readonly recordings: RecordingsService,
    private readonly transcripts: TranscriptsService,
    private readonly sweep: RecordingSweep,
    private readonly clock: Clock,
  ) {}

  /** @throws StorageError if the recording storage cannot be used */
  async run(): Promise<void> {
    for (const application of await this.applications.withRetention()) {
      const { id: applicationId, workspaceId, recordingDays, transcriptDays } = application;
      const scope = { workspaceId, applicationId };
      const recordings = recordingDays == null ? 0 : await this.recordings.expire(scope, this.daysAgo(recordingDays));
      const transcripts =
        transcriptDays == null ? 0 : await this.transcripts.expire(scope, this.daysAgo(transcriptDays));
      if (recordings + transcripts > 0) {
        this.logger.log({ message: 'Removed what was past its days', applicationId, recordings, transcripts });
      }
    }
    await this.sweep.run();
  }

  private daysAgo(days: number): Date {
    return new Date(this.clock.now().getTime() - days * DAY_MS);
  }
}

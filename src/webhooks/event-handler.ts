import { Injectable, Logger } from '@nestjs/common';
import { ApplicationsService } from '../applications/index.js';
import { NotFoundError } from '../common/errors.js';
import { isPassingFailure } from '../database/index.js';
import { RecordingsService } from '../recordings/index.js';
import { UpstreamError } from '../upstream/index.js';
import { ElevenLabsHandler } from './elevenlabs.handler.js';
import { Inbox, type TakenEvent, type Verdict } from './inbox.js';
import { MOST_TRIES, pauseAfter } from './pauses.js';
import { VoximplantHandler } from './voximplant.handler.js';
import { WebhookSource, WebhookStatus } from './webhook.enums.js';

/** Tries of an entry that fails for a reason which does not pass by itself. */
const MOST_FAILURES = 10;

/** Does what an entry of the inbox asks for, and writes down how that went. */
@Injectable()
export class EventHandler {
  private readonly logger = new Logger(EventHandler.name);

  constructor(
    private readonly inbox: Inbox,
    private readonly applications: ApplicationsService,
    private readonly voximplant: VoximplantHandler,
    private readonly elevenLabs: ElevenLabsHandler,
    private readonly recordings: RecordingsService,
  ) {}

  async handle(event: TakenEvent): Promise<void> {
    const verdict = await this.process(event)
      .then((done) => this.discardAudio(event, done))
      .catch((error: unknown) => this.afterFailure(event, error));
    if (!(await this.inbox.settle(event, verdict))) {
      this.logger.warn({ message: 'A webhook was taken over, or erased, in the middle of it' });
    } else if (verdict.status === WebhookStatus.WAITING) {
      await this.inbox.wake(event.applicationId); // its call may have come since it was looked for
    }
  }

  private async process(event: TakenEvent): Promise<Verdict> {
    const { body } = event;
    if (body === null) return { status: WebhookStatus.PROCESSED };
    const application = await this.applications.forSync(event.applicationId);
    switch (event.source) {
      case WebhookSource.VOXIMPLANT:
        return this.voximplant.process(application, event, body);
      case WebhookSource.ELEVENLABS:
        return this.elevenLabs.process(application, event, body);
    }
  }

  /** The file goes first: where that fails, or the process ends, the row still names it. */
  private async discardAudio({ storageKey }: TakenEvent, verdict: Verdict): Promise<Verdict> {
    const isDone = verdict.status === WebhookStatus.PROCESSED;
    if (isDone && storageKey !== null) await this.recordings.discardReceived(storageKey);
    return verdict;
  }

  private afterFailure(event: TakenEvent, error: unknown): Verdict {
    if (error instanceof NotFoundError) return { status: WebhookStatus.FAILED, reason: 'The application was removed' };
    const passes = isPassingFailure(error) || error instanceof UpstreamError;
    const reason = error instanceof UpstreamError ? error.message : 'It failed inside the server; the log has the rest';
    const level = passes ? 'warn' : 'error';
    this.logger[level]({ message: 'A webhook could not be processed', attempt: event.attempt, err: error });
    return event.attempt < (passes ? MOST_TRIES : MOST_FAILURES)
      ? { status: WebhookStatus.PENDING, reason, retryInMs: pauseAfter(event.attempt) }
      : { status: WebhookStatus.FAILED, reason };
  }
}

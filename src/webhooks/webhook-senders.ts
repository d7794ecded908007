import { Injectable, Logger } from '@nestjs/common';
import { type Application, ApplicationsService } from '../applications/index.js';
import { Clock } from '../common/clock.js';
import { parseGlobalId } from '../common/id.js';
import { UnreadableSecretError } from '../secrets/index.js';
import { isTimely, parseSignature, SignatureCheck } from './signature.js';
import { WebhookSource } from './webhook.enums.js';

/** How far the time of a signature may be from now; ElevenLabs tries again for longer than a few minutes. */
const TOLERANCE_SECONDS: Readonly<Record<WebhookSource, number>> = {
  [WebhookSource.VOXIMPLANT]: 5 * 60,
  [WebhookSource.ELEVENLABS]: 30 * 60,
};
const SIGNATURE_VERSION: Readonly<Record<WebhookSource, string>> = {
  [WebhookSource.VOXIMPLANT]: 'v1',
  [WebhookSource.ELEVENLABS]: 'v0',
};

/** An application that a webhook says to be about, and the check that has to pass before that is believed. */
export interface ClaimedSender {
  application: Application;
  check: SignatureCheck;
}

/** Finds out whom a webhook comes from. That there is no such application, or no secret, looks like any bad signature. */
@Injectable()
export class WebhookSenders {
  private readonly logger = new Logger(WebhookSenders.name);

  constructor(
    private readonly applications: ApplicationsService,
    private readonly clock: Clock,
  ) {}

  /**
   * What can be told before the body has come.
   * @param applicationId as the sender names it
   * @returns null where no body could make the signature a good one
   */
  async claim(
    source: WebhookSource,
    applicationId: string | undefined,
    signature: string | undefined,
  ): Promise<ClaimedSender | null> {
    const id = parseGlobalId(applicationId ?? '');
    const claim = parseSignature(signature, SIGNATURE_VERSION[source]);
    if (id?.type !== 'Application' || claim === null) return null;
    if (!isTimely(claim, this.clock.now(), TOLERANCE_SECONDS[source])) {
      this.logger.warn({ message: 'A webhook was refused: its signature is of another time', source });
      return null;
    }
    const application = await this.applications.forWebhook(id.id);
    if (application === null) return null;
    const secrets = this.secretsOf(application, source);
    return secrets.length === 0 ? null : { application, check: new SignatureCheck(claim, secrets) };
  }

  private secretsOf(application: Application, source: WebhookSource): readonly string[] {
    if (source === WebhookSource.VOXIMPLANT) return this.applications.webhookSecretsOf(application);
    try {
      const secret = this.applications.elevenLabsWebhookSecretOf(application);
      return secret === null ? [] : [secret];
    } catch (error) {
      if (!(error instanceof UnreadableSecretError)) throw error;
      const applicationId = application.id;
      this.logger.warn({ message: 'The secret of a webhook could not be read', applicationId, source, err: error });
      return [];
    }
  }
}

import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { SecretBox, type SecretColumn, UnreadableSecretError } from '../secrets/index.js';
import type { Application } from './application.entity.js';

const TABLE = 'applications';
const SECRET_BYTES = 32;

/** The columns that hold secrets, by the property of the entity. */
const COLUMNS = {
  elevenLabsApiKey: 'eleven_labs_api_key',
  elevenLabsWebhookSecret: 'eleven_labs_webhook_secret',
  webhookSecret: 'webhook_secret',
  previousWebhookSecret: 'previous_webhook_secret',
} as const;

/** Every column of this module that holds a secret. */
export const applicationSecretColumns: readonly SecretColumn[] = Object.values(COLUMNS).map((column) => ({
  table: TABLE,
  column,
}));

type SecretsOfTheWebhook = Pick<
  Application,
  'id' | 'webhookSecret' | 'previousWebhookSecret' | 'previousWebhookSecretUntil'
>;

/** Encrypts what an application keeps secret, each bound to its row and column. */
@Injectable()
export class ApplicationSecrets {
  private readonly logger = new Logger(ApplicationSecrets.name);

  constructor(private readonly box: SecretBox) {}

  seal(applicationId: string, property: keyof typeof COLUMNS, secret: string): string {
    return this.box.seal(secret, { table: TABLE, column: COLUMNS[property], rowId: applicationId });
  }

  /** @throws UnreadableSecretError if ENCRYPTION_KEY lacks the key, or the row was tampered with */
  open(applicationId: string, property: keyof typeof COLUMNS, sealed: string): string {
    return this.box.open(sealed, { table: TABLE, column: COLUMNS[property], rowId: applicationId });
  }

  /**
   * The present webhook secret, for the column of the one before. Null for one that cannot be read: no signature could be
   * checked with it anyway, and a new secret is the way out.
   */
  asPreviousWebhookSecret({ id, webhookSecret }: Pick<Application, 'id' | 'webhookSecret'>): string | null {
    const secret = this.openIfReadable(
      id,
      'webhookSecret',
      webhookSecret,
      'A webhook secret could not be read and is replaced',
    );
    return secret === null ? null : this.seal(id, 'previousWebhookSecret', secret);
  }

  /** What a webhook of the scenario may be signed with at this instant, the newest first. One that cannot be read is left out. */
  webhookSecretsAt(
    now: Date,
    { id, webhookSecret, previousWebhookSecret, previousWebhookSecretUntil }: SecretsOfTheWebhook,
  ): string[] {
    const sealed: [keyof typeof COLUMNS, string][] = [['webhookSecret', webhookSecret]];
    if (previousWebhookSecret != null && previousWebhookSecretUntil != null && now < previousWebhookSecretUntil) {
      sealed.push(['previousWebhookSecret', previousWebhookSecret]);
    }
    return sealed
      .map(([property, text]) => this.openIfReadable(id, property, text, 'A webhook secret could not be read'))
      .filter((secret) => secret !== null);
  }

  private openIfReadable(id: string, property: keyof typeof COLUMNS, sealed: string, complaint: string): string | null {
    try {
      return this.open(id, property, sealed);
    } catch (error) {
      if (!(error instanceof UnreadableSecretError)) throw error;
      this.logger.warn({ message: complaint, applicationId: id, err: error });
      return null;
    }
  }
}

/** A new secret for the webhook of the generated scenario. */
export function newWebhookSecret(): string {
  return `wsec_${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

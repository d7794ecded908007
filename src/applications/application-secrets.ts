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
    try {
      return this.seal(id, 'previousWebhookSecret', this.open(id, 'webhookSecret', webhookSecret));
    } catch (error) {
      if (!(error instanceof UnreadableSecretError)) throw error;
      this.logger.warn({
        message: 'A webhook secret could not be read and is replaced',
        applicationId: id,
        err: error,
      });
      return null;
    }
  }
}

/** A new secret for the webhook of the generated scenario. */
export function newWebhookSecret(): string {
  return `wsec_${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

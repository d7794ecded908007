import type { CallTables } from '../calls/index.js';
import type { StoredInstant } from '../database/index.js';
import type { WebhookSource, WebhookStatus } from './webhook.enums.js';

/** A row of `webhook_events` as it is read and written without MikroORM. The entity says what each column means. */
export interface WebhookEventTable {
  id: string;
  workspace_id: string;
  application_id: string;
  source: WebhookSource;
  event_id: string;
  type: string;
  session_id: string | number | null;
  conversation_id: string | null;
  occurred_at: StoredInstant;
  status: WebhookStatus;
  reason: string | null;
  attempts: number;
  body: Buffer | null;
  storage_key: string | null;
  received_at: StoredInstant;
  due_at: StoredInstant | null;
  lease_token: string | null;
  processed_at: StoredInstant | null;
}

export interface WebhookTables extends CallTables {
  webhook_events: WebhookEventTable;
}

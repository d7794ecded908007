import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import { ApplicationRemoval } from '../applications/index.js';
import { CallErasure, type CallTables, type ErasedCall } from '../calls/index.js';
import { Db, type StoredInstant } from '../database/index.js';
import { RecordingsService, RecordingSweep } from '../recordings/index.js';
import { WebhookStatus } from './webhook.enums.js';
import type { WebhookTables } from './webhook-event.table.js';

const DAY_MS = 86_400_000;
/** How long it is known that a webhook was received: far longer than any sender repeats one. */
const KEPT_DAYS = 30;
/** How long one waits for its call. */
const PATIENCE_DAYS = 7;
const ROWS_A_STATEMENT = 500;

/**
 * Does away with what the inbox holds: what is past its days, what belongs to a call that is erased, and everything of an
 * application that is removed. Files go before the rows that name them.
 */
@Injectable()
export class InboxClearance implements OnModuleInit {
  constructor(
    private readonly recordings: RecordingsService,
    private readonly sweep: RecordingSweep,
    private readonly erasure: CallErasure,
    private readonly removal: ApplicationRemoval,
    private readonly db: Db,
  ) {}

  onModuleInit(): void {
    this.sweep.register((keys) => this.keysInUse(keys));
    this.erasure.register({
      rows: (trx, call) => this.erase(trx, call),
      rest: ({ applicationId }) => this.discardFiles(applicationId, [WebhookStatus.PROCESSED]),
    });
    this.removal.register('files', ({ id }) => this.discardFiles(id, Object.values(WebhookStatus)));
  }

  /** Entries whose call has not turned up are given up, and those that are done with go after their days. */
  async run(): Promise<void> {
    await this.giveUp();
    for (;;) {
      const past = await this.events()
        .select(['id', 'storage_key'])
        .where('status', 'in', [WebhookStatus.PROCESSED, WebhookStatus.FAILED])
        .where('received_at', '<', this.daysAgo(KEPT_DAYS))
        .limit(ROWS_A_STATEMENT)
        .execute();
      if (past.length === 0) return;
      for (const { storage_key } of past) if (storage_key !== null) await this.recordings.discardReceived(storage_key);
      const ids = past.map(({ id }) => id);
      await this.db.kysely<WebhookTables>().deleteFrom('webhook_events').where('id', 'in', ids).execute();
    }
  }

  private async giveUp(): Promise<void> {
    await this.db
      .kysely<WebhookTables>()
      .updateTable('webhook_events')
      .set({
        status: WebhookStatus.FAILED,
        reason: `No call has turned up for it in ${PATIENCE_DAYS} days`,
        processed_at: sql.raw<StoredInstant>(this.db.dialect.now),
      })
      .where('status', '=', WebhookStatus.WAITING)
      .where('received_at', '<', this.daysAgo(PATIENCE_DAYS))
      .execute();
  }

  private async keysInUse(keys: readonly string[]): Promise<string[]> {
    const rows = await this.events().select('storage_key').where('storage_key', 'in', keys).execute();
    return rows.flatMap(({ storage_key }) => storage_key ?? []);
  }

  /** That the webhooks came stays known, so that they do not come again; whatever they said goes. */
  private async erase(trx: Transaction<CallTables>, { id, applicationId, conversationId }: ErasedCall): Promise<void> {
    const own = trx as unknown as Transaction<WebhookTables>;
    const call = await own.selectFrom('calls').select('session_id').where('id', '=', id).executeTakeFirst();
    if (call === undefined) return;
    await own
      .updateTable('webhook_events')
      .set({
        status: WebhookStatus.PROCESSED,
        reason: null,
        body: null,
        conversation_id: null,
        due_at: null,
        lease_token: null,
      })
      .where('application_id', '=', applicationId)
      .where((eb) =>
        eb.or([
          eb('session_id', '=', call.session_id),
          ...(conversationId === null ? [] : [eb('conversation_id', '=', conversationId)]),
        ]),
      )
      .execute();
  }

  private async discardFiles(applicationId: string, statuses: readonly WebhookStatus[]): Promise<void> {
    const rows = await this.events()
      .select(['id', 'storage_key'])
      .where('application_id', '=', applicationId)
      .where('status', 'in', statuses)
      .where('storage_key', 'is not', null)
      .execute();
    for (const { id, storage_key } of rows) {
      if (storage_key !== null) await this.recordings.discardReceived(storage_key);
      await this.db
        .kysely<WebhookTables>()
        .updateTable('webhook_events')
        .set({ storage_key: null })
        .where('id', '=', id)
        .execute();
    }
  }

  private events() {
    return this.db.kysely<WebhookTables>().selectFrom('webhook_events');
  }

  private daysAgo(days: number) {
    return sql.raw<StoredInstant>(this.db.dialect.nowPlus(-days * DAY_MS));
  }
}

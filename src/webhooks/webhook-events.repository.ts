import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Cursors } from '../common/cursor.js';
import { type Page } from '../common/pagination.js';
import { type Alongside, Db, newestFirst, type StoredInstant } from '../database/index.js';
import { WebhookStatus } from './webhook.enums.js';
import type { WebhookEventTable, WebhookTables } from './webhook-event.table.js';

const COLUMNS = [
  'id',
  'application_id',
  'source',
  'type',
  'status',
  'reason',
  'attempts',
  'conversation_id',
  'occurred_at',
  'received_at',
  'due_at',
  'processed_at',
] as const;

const OPEN_STATUSES = [WebhookStatus.PENDING, WebhookStatus.WAITING, WebhookStatus.FAILED];

/** An entry of the inbox as it is shown: without what it brought. */
export type WebhookEventRow = Pick<WebhookEventTable, (typeof COLUMNS)[number]>;

export interface WebhookEventsQuery {
  applicationId: string | null;
  status: readonly WebhookStatus[] | null;
  first: number | null;
  after: string | null;
}

/** What is asked of the inbox by people; each query is bound to a workspace. */
@Injectable()
export class WebhookEventsRepository {
  constructor(private readonly db: Db) {}

  find(workspaceId: string, id: string): Promise<WebhookEventRow | undefined> {
    return this.events(workspaceId).where('id', '=', id).executeTakeFirst();
  }

  /** Newest first. @throws BadUserInputError for a bad cursor */
  async findPage(
    workspaceId: string,
    { applicationId, status, first, after }: WebhookEventsQuery,
  ): Promise<Page<WebhookEventRow>> {
    const cursors = new Cursors(['webhookEvents', workspaceId, applicationId, status]);
    let query = this.events(workspaceId);
    if (applicationId !== null) query = query.where('application_id', '=', applicationId);
    if (status !== null) query = query.where('status', 'in', [...status, '' as WebhookStatus]); // never an empty list
    return newestFirst(query, cursors, { first, after });
  }

  /** How many are not processed, in all workspaces, by their status. */
  async countOpen(): Promise<Map<WebhookStatus, number>> {
    const rows = await this.db
      .kysely<WebhookTables>()
      .selectFrom('webhook_events')
      .select(['status', ({ fn }) => fn.countAll<string | number>().as('count')])
      .where('status', 'in', OPEN_STATUSES)
      .groupBy('status')
      .execute();
    const counts = new Map(rows.map(({ status, count }) => [status, Number(count)]));
    return new Map(OPEN_STATUSES.map((status) => [status, counts.get(status) ?? 0]));
  }

  /** Has one that failed processed again, as if it had just come in. @returns false if it has not failed */
  replay(workspaceId: string, id: string, alongside: Alongside): Promise<boolean> {
    return this.db.transaction<WebhookTables, boolean>(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('webhook_events')
        .set({
          status: WebhookStatus.PENDING,
          due_at: sql.raw<StoredInstant>(this.db.dialect.now),
          attempts: 0,
          reason: null,
          processed_at: null,
        })
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', id)
        .where('status', '=', WebhookStatus.FAILED)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows > 0n) await alongside(trx);
      return numUpdatedRows > 0n;
    });
  }

  private events(workspaceId: string) {
    return this.db
      .kysely<WebhookTables>()
      .selectFrom('webhook_events')
      .select(COLUMNS)
      .where('workspace_id', '=', workspaceId);
  }
}

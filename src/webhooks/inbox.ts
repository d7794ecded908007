import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { CallScope } from '../calls/index.js';
import { newId } from '../common/id.js';
import { ENV, type Env } from '../config/index.js';
import { Db, isDuplicateKey, type StoredInstant } from '../database/index.js';
import { MessageBus } from '../queue/index.js';
import { WebhookSource, WebhookStatus } from './webhook.enums.js';
import type { WebhookEventTable, WebhookTables } from './webhook-event.table.js';

const compress = promisify(gzip);
const decompress = promisify(gunzip);
const LONGEST_REASON = 500;
/** Tells those who process that there is something, so that it need not wait for their next look. */
const RECEIVED = 'webhooks.received';

/** A webhook that was verified. */
export interface ReceivedEvent {
  source: WebhookSource;
  eventId: string;
  type: string;
  sessionId: string | null;
  conversationId: string | null;
  occurredAt: Date;
  body: Buffer;
  storageKey?: string;
}

/** An entry that somebody has in hand. */
export interface TakenEvent {
  id: string;
  token: string;
  workspaceId: string;
  applicationId: string;
  source: WebhookSource;
  type: string;
  sessionId: string | null;
  conversationId: string | null;
  occurredAt: Date;
  receivedAt: Date;
  /** How often it was taken up, this time included. */
  attempt: number;
  /** Null where it was erased. */
  body: Buffer | null;
  storageKey: string | null;
}

/** What becomes of an entry that somebody had in hand. */
export type Verdict =
  | { status: WebhookStatus.PROCESSED; reason?: string | null }
  | { status: WebhookStatus.WAITING; reason: string }
  | { status: WebhookStatus.PENDING; reason: string; retryInMs: number }
  | { status: WebhookStatus.FAILED; reason: string };

type Changes = { [Column in keyof WebhookEventTable]?: unknown };

/**
 * The rows of `webhook_events`: what was received, and what is still to be done about it. Whoever works on one has a lease
 * on it, by the database's clock; a process that dies lets it run out, and somebody else goes on.
 */
@Injectable()
export class Inbox {
  constructor(
    private readonly db: Db,
    private readonly bus: MessageBus,
    @Inject(ENV) private readonly env: Pick<Env, 'SYNC_LEASE_MS'>,
  ) {}

  /** Compresses a body for {@link add}. */
  static compress(body: Buffer): Promise<Buffer> {
    return compress(body);
  }

  /**
   * Keeps a webhook, to be processed at once.
   * @param event with its body compressed
   * @returns false where it was received before: then nothing is done
   */
  async add(scope: CallScope, event: ReceivedEvent): Promise<boolean> {
    const { dialect } = this.db;
    try {
      await this.db
        .kysely<WebhookTables>()
        .insertInto('webhook_events')
        .values({
          id: newId(),
          workspace_id: scope.workspaceId,
          application_id: scope.applicationId,
          source: event.source,
          event_id: event.eventId,
          type: event.type,
          session_id: event.sessionId === null ? null : Number(event.sessionId),
          conversation_id: event.conversationId,
          occurred_at: dialect.toColumn(event.occurredAt),
          status: WebhookStatus.PENDING,
          reason: null,
          attempts: 0,
          body: event.body,
          storage_key: event.storageKey ?? null,
          received_at: this.now(),
          due_at: this.now(),
          lease_token: null,
          processed_at: null,
        })
        .execute();
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
    this.announce();
    return true;
  }

  /** Tells the workers that there is something to do. */
  announce(): void {
    this.bus.publish(RECEIVED, {});
  }

  /** @returns the function that ends it */
  onReceived(listener: () => void): () => void {
    return this.bus.subscribe(RECEIVED, listener);
  }

  /** Entries whose time has come, the longest waiting first, each taken by nobody else. */
  async take(limit: number): Promise<TakenEvent[]> {
    const due = await this.events()
      .select('id')
      .where('due_at', '<=', this.now())
      .orderBy('due_at')
      .orderBy('id')
      .limit(limit)
      .execute();
    const taken: TakenEvent[] = [];
    for (const { id } of due) {
      const event = await this.takeOne(id);
      if (event !== undefined) taken.push(event);
    }
    return taken;
  }

  /** Says that the worker is alive. @returns false if the lease was lost */
  renew({ id, token }: Pick<TakenEvent, 'id' | 'token'>): Promise<boolean> {
    return this.change(id, token, { due_at: this.leaseEnd() });
  }

  /** Writes down what becomes of an entry. @returns false if the lease was lost: then nothing is written */
  async settle({ id, token }: Pick<TakenEvent, 'id' | 'token'>, verdict: Verdict): Promise<boolean> {
    const { status, reason } = verdict;
    const isDone = status === WebhookStatus.PROCESSED;
    return this.change(id, token, {
      status,
      reason: reason?.slice(0, LONGEST_REASON) ?? null,
      due_at: status === WebhookStatus.PENDING ? this.after(verdict.retryInMs) : null,
      lease_token: null,
      processed_at: isDone || status === WebhookStatus.FAILED ? this.now() : null,
      ...(isDone && { body: null, storage_key: null }), // what was said, and by whom, is in its place
    });
  }

  /** Has those looked at that wait for a call which is known by now: of an application, or of all. */
  async wake(applicationId?: string): Promise<number> {
    const { numUpdatedRows } = await this.db
      .kysely<WebhookTables>()
      .updateTable('webhook_events')
      .set({ status: WebhookStatus.PENDING, due_at: this.now() })
      .where('status', '=', WebhookStatus.WAITING)
      .$if(applicationId !== undefined, (waiting) => waiting.where('application_id', '=', applicationId!))
      .where(
        sql<boolean>`(exists (select 1 from calls where calls.workspace_id = webhook_events.workspace_id
            and calls.application_id = webhook_events.application_id
            and calls.conversation_id = webhook_events.conversation_id)
          or exists (select 1 from calls where calls.application_id = webhook_events.application_id
            and calls.session_id = webhook_events.session_id))`,
      )
      .executeTakeFirstOrThrow();
    if (numUpdatedRows > 0n) this.announce();
    return Number(numUpdatedRows);
  }

  /** Whether the same sender has named a conversation of the session later on: events overtake each other. */
  async hasLater(event: TakenEvent): Promise<boolean> {
    const later = await this.events()
      .select('id')
      .where('application_id', '=', event.applicationId)
      .where('session_id', '=', Number(event.sessionId))
      .where('source', '=', event.source)
      .where('conversation_id', 'is not', null)
      .where('status', '!=', WebhookStatus.FAILED)
      .where('occurred_at', '>', this.db.dialect.toColumn(event.occurredAt))
      .limit(1)
      .executeTakeFirst();
    return later !== undefined;
  }

  private async takeOne(id: string): Promise<TakenEvent | undefined> {
    const token = newId();
    const { numUpdatedRows } = await this.db
      .kysely<WebhookTables>()
      .updateTable('webhook_events')
      .set((eb) => ({ lease_token: token, due_at: this.leaseEnd(), attempts: eb('attempts', '+', 1) }))
      .where('id', '=', id)
      .where('due_at', '<=', this.now())
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return undefined; // somebody else has it
    const row = await this.events().selectAll().where('id', '=', id).executeTakeFirst();
    return row && this.toTaken(row, token);
  }

  private async toTaken(row: WebhookEventTable, token: string): Promise<TakenEvent> {
    const { dialect } = this.db;
    return {
      id: row.id,
      token,
      workspaceId: row.workspace_id,
      applicationId: row.application_id,
      source: row.source,
      type: row.type,
      sessionId: row.session_id === null ? null : String(row.session_id),
      conversationId: row.conversation_id,
      occurredAt: dialect.toDate(row.occurred_at),
      receivedAt: dialect.toDate(row.received_at),
      attempt: row.attempts,
      body: row.body && (await decompress(row.body)),
      storageKey: row.storage_key,
    };
  }

  private async change(id: string, token: string, changes: Changes): Promise<boolean> {
    const { numUpdatedRows } = await this.db
      .kysely<WebhookTables>()
      .updateTable('webhook_events')
      .set(changes as object)
      .where('id', '=', id)
      .where('lease_token', '=', token)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  private events() {
    return this.db.kysely<WebhookTables>().selectFrom('webhook_events');
  }

  private now() {
    return sql.raw<StoredInstant>(this.db.dialect.now);
  }

  private after(milliseconds: number) {
    return sql.raw<StoredInstant>(this.db.dialect.nowPlus(milliseconds));
  }

  private leaseEnd() {
    return this.after(this.env.SYNC_LEASE_MS);
  }
}

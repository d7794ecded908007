import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import type { Viewer } from '../auth/viewer.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/id.js';
import { type AnyKysely, Db, isDuplicateKey } from '../database/index.js';
import type { AuditEntryTable, AuditTables } from './audit-entry.table.js';
import { type AuditAction, AuditActorKind, type AuditTargetKind } from './audit.enums.js';

/** Who did it; without a credential, somebody who could not show who they are. */
export interface AuditActor {
  workspaceId: string;
  credential: Viewer['credential'] | null;
}

/** What was done. Whoever may read the log may read all of it: no secret, no number of a person and nothing of what was said. */
export interface AuditDeed {
  action: AuditAction;
  target: { kind: AuditTargetKind; id: string; name?: string };
  details?: Readonly<Record<string, unknown>>;
}

const KIND_OF = { user: AuditActorKind.USER, apiKey: AuditActorKind.API_KEY } as const;

/** Writes down who did what. */
@Injectable()
export class Audit {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds an entry, with what the actor is called now.
   * @param database the transaction of the deed, so that neither is there without the other; for what is no deed of the
   * database, the connection
   */
  async note(database: AnyKysely, actor: AuditActor, deed: AuditDeed): Promise<void> {
    await this.write(database as unknown as Kysely<AuditTables>, actor, deed, null);
  }

  /**
   * Adds an entry for a deed that is made of many requests, at the first of them, in whatever process.
   * @param mark what these requests have in common, and no other deed
   */
  async noteOnce(actor: AuditActor, deed: AuditDeed, mark: string): Promise<void> {
    const tables = this.db.kysely<AuditTables>();
    const onceKey = hash('sha256', mark, 'base64url');
    const known = await tables
      .selectFrom('audit_entries')
      .select('id')
      .where('once_key', '=', onceKey)
      .executeTakeFirst();
    if (known !== undefined) return;
    try {
      await this.write(tables, actor, deed, onceKey);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error; // another request was first
    }
  }

  private async write(
    tables: Kysely<AuditTables>,
    { workspaceId, credential }: AuditActor,
    { action, target, details }: AuditDeed,
    onceKey: string | null,
  ): Promise<void> {
    const entry: AuditEntryTable = {
      id: newId(),
      workspace_id: workspaceId,
      at: this.db.dialect.toColumn(this.clock.now()),
      action,
      actor_kind: credential === null ? AuditActorKind.NOBODY : KIND_OF[credential.kind],
      actor_id: credential?.id ?? null,
      actor_name: credential && (await nameOf(tables, credential)),
      target_kind: target.kind,
      target_id: target.id,
      target_name: target.name ?? null,
      details: details === undefined ? null : JSON.stringify(details),
      once_key: onceKey,
    };
    await tables.insertInto('audit_entries').values(entry).execute();
  }
}

async function nameOf(tables: Kysely<AuditTables>, { kind, id }: Viewer['credential']): Promise<string | null> {
  if (kind === 'user') {
    return (await tables.selectFrom('users').select('email').where('id', '=', id).executeTakeFirst())?.email ?? null;
  }
  return (await tables.selectFrom('api_keys').select('name').where('id', '=', id).executeTakeFirst())?.name ?? null;
}

import { Injectable } from '@nestjs/common';
import { Cursors } from '../../common/cursor.js';
import type { DateTimeRangeInput } from '../../common/date-range.input.js';
import type { Page } from '../../common/pagination.js';
import { Db, type ForwardPage, newestFirst } from '../../database/index.js';
import type { AuditEntryTable, AuditTables } from '../audit-entry.table.js';
import type { AuditAction } from '../audit.enums.js';

const COLUMNS = [
  'id',
  'at',
  'action',
  'actor_kind',
  'actor_id',
  'actor_name',
  'target_kind',
  'target_id',
  'target_name',
  'details',
] as const;

/** An entry as it is shown. */
export type AuditEntryRow = Pick<AuditEntryTable, (typeof COLUMNS)[number]>;

/** Which entries; null filters nothing. */
export interface AuditQuery {
  action: readonly AuditAction[] | null;
  actorId: string | null;
  targetId: string | null;
  at: DateTimeRangeInput | null;
}

/** What is asked of the audit log; each query is bound to a workspace. */
@Injectable()
export class AuditLogRepository {
  constructor(private readonly db: Db) {}

  find(workspaceId: string, id: string): Promise<AuditEntryRow | undefined> {
    return this.entries(workspaceId).where('id', '=', id).executeTakeFirst();
  }

  /** Newest first. @throws BadUserInputError for a bad cursor */
  findPage(workspaceId: string, asked: AuditQuery, page: ForwardPage): Promise<Page<AuditEntryRow>> {
    const { action, actorId, targetId, at } = asked;
    const { dialect } = this.db;
    let query = this.entries(workspaceId);
    if (action !== null) query = query.where('action', 'in', [...action, '' as AuditAction]); // never an empty list
    if (actorId !== null) query = query.where('actor_id', '=', actorId);
    if (targetId !== null) query = query.where('target_id', '=', targetId);
    if (at?.from != null) query = query.where('at', '>=', dialect.toColumn(at.from));
    if (at?.to != null) query = query.where('at', '<', dialect.toColumn(at.to));
    return newestFirst(query, new Cursors(['auditLog', workspaceId, asked]), page);
  }

  private entries(workspaceId: string) {
    return this.db
      .kysely<AuditTables>()
      .selectFrom('audit_entries')
      .select(COLUMNS)
      .where('workspace_id', '=', workspaceId);
  }
}

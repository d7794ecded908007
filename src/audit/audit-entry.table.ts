import type { StoredInstant } from '../database/index.js';
import type { AuditAction, AuditActorKind, AuditTargetKind } from './audit.enums.js';

/** A row of `audit_entries` as it is read and written without MikroORM. The entity says what each column means. */
export interface AuditEntryTable {
  id: string;
  workspace_id: string;
  at: StoredInstant;
  action: AuditAction;
  actor_kind: AuditActorKind;
  actor_id: string | null;
  actor_name: string | null;
  target_kind: AuditTargetKind;
  target_id: string;
  target_name: string | null;
  details: string | null;
  once_key: string | null;
}

export interface AuditTables {
  audit_entries: AuditEntryTable;
  users: { id: string; email: string };
  api_keys: { id: string; name: string };
}

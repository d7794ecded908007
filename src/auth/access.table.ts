import type { StoredInstant } from '../database/index.js';
import type { Role } from './role.js';

/** The columns that authentication reads; it happens on every request, so plain rows and no entities. */
export interface AccessTables {
  users: { id: string; workspace_id: string; role: Role; token_version: number };
  api_keys: {
    id: string;
    workspace_id: string;
    role: Role;
    token_hash: string;
    last_used_at: StoredInstant | null;
    expires_at: StoredInstant | null;
    revoked_at: StoredInstant | null;
  };
}

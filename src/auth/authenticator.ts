import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { Clock } from '../common/clock.js';
import { Db } from '../database/index.js';
import type { AccessTables } from './access.table.js';
import { AccessTokens } from './access-tokens.js';
import { hashApiKeyToken, isApiKeyToken } from './api-key-token.js';
import { ApiKeyUse } from './api-key-use.js';
import type { Viewer } from './viewer.js';

const BEARER = /^Bearer +([^\s,]+)$/i;

/**
 * Tells who asks, from what stands in `Authorization`. Reads the database each time, so that changes hold at once; for those
 * whose requests have come together, it reads once.
 */
@Injectable()
export class Authenticator {
  private readonly users = together((ids) => this.findUsers(ids), 'id');
  private readonly keys = together((hashes) => this.findKeys(hashes), 'token_hash');

  constructor(
    private readonly db: Db,
    private readonly tokens: AccessTokens,
    private readonly use: ApiKeyUse,
    private readonly clock: Clock,
  ) {}

  /** Null without credentials, and for those that are forged, expired, revoked or of nobody. */
  async authenticate(authorizationHeader: string | undefined): Promise<Viewer | null> {
    const [, token] = BEARER.exec(authorizationHeader ?? '') ?? [];
    if (token === undefined) return null;
    return isApiKeyToken(token) ? this.byApiKey(token) : this.byAccessToken(token);
  }

  private async byAccessToken(token: string): Promise<Viewer | null> {
    const read = await this.tokens.read(token);
    if (read === null) return null;
    const user = await this.users.load(read.userId);
    if (user === undefined || user.token_version !== read.version) return null;
    return {
      workspaceId: user.workspace_id,
      role: user.role,
      credential: { kind: 'user', id: user.id },
      expiresAt: read.expiresAt,
    };
  }

  private async byApiKey(token: string): Promise<Viewer | null> {
    const key = await this.keys.load(hashApiKeyToken(token));
    if (key === undefined || key.revoked_at !== null) return null;
    const { dialect } = this.db;
    const now = this.clock.now();
    const expiresAt = key.expires_at === null ? null : dialect.toDate(key.expires_at);
    if (expiresAt !== null && expiresAt <= now) return null;
    this.use.note(key.id, key.last_used_at === null ? null : dialect.toDate(key.last_used_at), now);
    return { workspaceId: key.workspace_id, role: key.role, credential: { kind: 'apiKey', id: key.id }, expiresAt };
  }

  private findUsers(ids: readonly string[]) {
    return this.db
      .kysely<AccessTables>()
      .selectFrom('users')
      .select(['id', 'workspace_id', 'role', 'token_version'])
      .where('id', 'in', ids)
      .execute();
  }

  private findKeys(hashes: readonly string[]) {
    return this.db
      .kysely<AccessTables>()
      .selectFrom('api_keys')
      .select(['id', 'workspace_id', 'role', 'token_hash', 'last_used_at', 'expires_at', 'revoked_at'])
      .where('token_hash', 'in', hashes)
      .execute();
  }
}

/** Finds with one question what is asked for until the event loop has gone through all that has come in; remembers nothing. */
function together<Column extends string, Row extends Readonly<Record<Column, string>>>(
  find: (values: readonly string[]) => Promise<readonly Row[]>,
  column: Column,
): DataLoader<string, Row | undefined> {
  const load = async (values: readonly string[]) => {
    const found = new Map((await find([...new Set(values)])).map((row) => [row[column] as string, row]));
    return values.map((value) => found.get(value));
  };
  return new DataLoader(load, { cache: false, batchScheduleFn: (send) => void setImmediate(send) });
}

import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Db } from '../database/index.js';
import type { AccessTables } from './access.table.js';
import { AccessTokens } from './access-tokens.js';
import { hashApiKeyToken, isApiKeyToken } from './api-key-token.js';
import { ApiKeyUse } from './api-key-use.js';
import type { Viewer } from './viewer.js';

const BEARER = /^Bearer +([^\s,]+)$/i;

/** Tells who asks, from what stands in `Authorization`. Reads the database each time, so that changes hold at once. */
@Injectable()
export class Authenticator {
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
    const user = await this.db
      .kysely<AccessTables>()
      .selectFrom('users')
      .select(['id', 'workspace_id', 'role', 'token_version'])
      .where('id', '=', read.userId)
      .executeTakeFirst();
    if (user === undefined || user.token_version !== read.version) return null;
    return {
      workspaceId: user.workspace_id,
      role: user.role,
      credential: { kind: 'user', id: user.id },
      expiresAt: read.expiresAt,
    };
  }

  private async byApiKey(token: string): Promise<Viewer | null> {
    const key = await this.db
      .kysely<AccessTables>()
      .selectFrom('api_keys')
      .select(['id', 'workspace_id', 'role', 'last_used_at', 'expires_at', 'revoked_at'])
      .where('token_hash', '=', hashApiKeyToken(token))
      .executeTakeFirst();
    if (key === undefined || key.revoked_at !== null) return null;
    const { dialect } = this.db;
    const now = this.clock.now();
    const expiresAt = key.expires_at === null ? null : dialect.toDate(key.expires_at);
    if (expiresAt !== null && expiresAt <= now) return null;
    this.use.note(key.id, key.last_used_at === null ? null : dialect.toDate(key.last_used_at), now);
    return { workspaceId: key.workspace_id, role: key.role, credential: { kind: 'apiKey', id: key.id }, expiresAt };
  }
}

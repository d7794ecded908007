import { Injectable } from '@nestjs/common';
import { Audit, AuditAction, AuditTargetKind } from '../audit/index.js';
import { Clock } from '../common/clock.js';
import { BadUserInputError } from '../common/errors.js';
import { newId, notFound } from '../common/id.js';
import type { ApiKey } from './api-key.entity.js';
import { hashApiKeyToken, newApiKeyToken, shownPrefix } from './api-key-token.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import type { CreateApiKeyInput } from './auth.inputs.js';
import { CredentialEvents } from './credential-events.js';
import type { Viewer } from './viewer.js';

/** The API keys of a workspace. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly events: CredentialEvents,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer): Promise<ApiKey[]> {
    return this.keys.list(viewer.workspaceId);
  }

  find(viewer: Viewer, id: string): Promise<ApiKey | null> {
    return this.keys.find(viewer.workspaceId, id);
  }

  /**
   * The token is in the answer and nowhere else.
   * @throws BadUserInputError if the key were to expire in the past
   */
  async create(viewer: Viewer, input: CreateApiKeyInput): Promise<{ apiKey: ApiKey; token: string }> {
    const expiresAt = input.expiresAt ?? null;
    if (expiresAt !== null && expiresAt <= this.clock.now()) {
      throw new BadUserInputError({ expiresAt: ['expiresAt has to lie in the future'] });
    }
    const token = newApiKeyToken();
    const id = newId();
    const { name, role } = input;
    const key = { id, name, role, prefix: shownPrefix(token), tokenHash: hashApiKeyToken(token), expiresAt };
    const target = { kind: AuditTargetKind.API_KEY, id, name };
    const apiKey = await this.keys.add(viewer.workspaceId, key, (trx) =>
      this.audit.note(trx, viewer, {
        action: AuditAction.API_KEY_CREATED,
        target,
        details: { role: role.toUpperCase() },
      }),
    );
    return { apiKey, token };
  }

  /**
   * Ends the key at once: the next request with it is refused, and its sockets are closed. Revoking it again changes
   * nothing.
   * @throws NotFoundError if the workspace has no such key
   */
  async revoke(viewer: Viewer, id: string): Promise<ApiKey> {
    const apiKey = await this.keys.find(viewer.workspaceId, id);
    if (apiKey === null) throw notFound('ApiKey');
    const target = { kind: AuditTargetKind.API_KEY, id, name: apiKey.name };
    await this.keys.revoke(viewer.workspaceId, id, this.clock.now(), (trx) =>
      this.audit.note(trx, viewer, { action: AuditAction.API_KEY_REVOKED, target }),
    );
    this.events.changed({ kind: 'apiKey', id });
    return this.keys.reload(viewer.workspaceId, id);
  }
}

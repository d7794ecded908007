import { defineEntity, p } from '@mikro-orm/core';
import { asciiColumn, codeColumn, createdAtColumn, idColumn } from '../common/columns.js';
import type { Role } from './role.js';
import { Workspace } from './workspace.entity.js';

const ApiKeySchema = defineEntity({
  name: 'ApiKey',
  tableName: 'api_keys',
  properties: {
    id: idColumn(),
    workspace: () => p.manyToOne(Workspace).ref().deleteRule('cascade'),
    name: p.string().length(200),
    role: codeColumn<Role>(),
    prefix: p.string().length(16),
    tokenHash: asciiColumn(64).unique(), // SHA-256 of the token, in hex; the token itself is nowhere
    createdAt: createdAtColumn(),
    lastUsedAt: p.datetime(3).nullable(),
    expiresAt: p.datetime(3).nullable(),
    revokedAt: p.datetime(3).nullable(),
  },
});

/** A token for a program. It ends when it expires or is revoked. */
export class ApiKey extends ApiKeySchema.class {}
ApiKeySchema.setClass(ApiKey);

import { Field, ObjectType } from '@nestjs/graphql';
import { toGlobalId } from '../common/id.js';
import { NodeObject } from '../common/node.object.js';
import type { ApiKey } from './api-key.entity.js';
import { Role } from './role.js';

@ObjectType('ApiKey', {
  implements: () => NodeObject,
  description: 'Access for a program. The token itself is stored nowhere.',
})
export class ApiKeyObject extends NodeObject {
  @Field() name!: string;
  @Field(() => Role) role!: Role;
  @Field({ description: 'The first characters of the token, to recognise it by.' }) prefix!: string;
  @Field() createdAt!: Date;
  @Field(() => Date, { nullable: true, description: 'Exact to a minute.' }) lastUsedAt!: Date | null;
  @Field(() => Date, { nullable: true, description: 'When it ends by itself; null if never.' }) expiresAt!: Date | null;
  @Field(() => Date, { nullable: true }) revokedAt!: Date | null;
}

export function toApiKeyObject(key: ApiKey): ApiKeyObject {
  return {
    id: toGlobalId('ApiKey', key.id),
    name: key.name,
    role: key.role,
    prefix: key.prefix,
    createdAt: key.createdAt,
    lastUsedAt: key.lastUsedAt ?? null,
    expiresAt: key.expiresAt ?? null,
    revokedAt: key.revokedAt ?? null,
  };
}

import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { toGlobalId } from '../common/id.js';
import { NodeObject } from '../common/node.object.js';
import { Role } from './role.js';
import type { User } from './user.entity.js';

registerEnumType(Role, {
  name: 'Role',
  description: 'What a user or an API key may do; each role includes the ones below it.',
  valuesMap: {
    ADMIN: { description: 'Everything, users, API keys and erasure included.' },
    OPERATOR: { description: 'Also keeps accounts and applications and runs synchronisations.' },
    VIEWER: { description: 'Reads.' },
  },
});

@ObjectType('User', {
  implements: () => NodeObject,
  description: 'A person who signs in with e-mail address and password.',
})
export class UserObject extends NodeObject {
  @Field({ description: 'In lower case.' }) email!: string;
  @Field(() => String, { nullable: true, description: 'What people call them.' }) name!: string | null;
  @Field(() => Role) role!: Role;
  @Field() createdAt!: Date;
}

export function toUserObject(user: User): UserObject {
  const { email, name, role, createdAt } = user;
  return { id: toGlobalId('User', user.id), email, name: name ?? null, role, createdAt };
}

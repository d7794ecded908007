import { defineEntity, p } from '@mikro-orm/core';
import { codeColumn, createdAtColumn, idColumn } from '../common/columns.js';
import type { Role } from './role.js';
import { Workspace } from './workspace.entity.js';

const UserSchema = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: idColumn(),
    workspace: () => p.manyToOne(Workspace).ref().deleteRule('cascade'),
    email: p.string().length(254).unique(), // lower case; one address signs in to one workspace
    name: p.string().length(200).nullable(),
    passwordHash: p.string().length(255), // argon2id, with its parameters
    role: codeColumn<Role>(),
    // Access tokens name the version at which they were issued, and are good as long as it is this one.
    tokenVersion: p
      .integer()
      .default(0)
      .onCreate(() => 0),
    createdAt: createdAtColumn(),
  },
});

/** A person who signs in with email and password. */
export class User extends UserSchema.class {}
UserSchema.setClass(User);

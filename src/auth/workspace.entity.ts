import { defineEntity, p } from '@mikro-orm/core';
import { asciiColumn, createdAtColumn, idColumn } from '../common/columns.js';

/** What {@link Workspace.claim} holds in the workspace that came with the very first user. */
export const FIRST_CLAIM = 'first';

const WorkspaceSchema = defineEntity({
  name: 'Workspace',
  tableName: 'workspaces',
  properties: {
    id: idColumn(),
    name: p.string().length(200),
    claim: asciiColumn(8).nullable().unique(), // unique, so that of two first sign-ups at the same time one wins
    createdAt: createdAtColumn(),
  },
});

/** A team: owns accounts, and through them everything else. Nothing is visible from another workspace. */
export class Workspace extends WorkspaceSchema.class {}
WorkspaceSchema.setClass(Workspace);

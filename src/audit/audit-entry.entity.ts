import { defineEntity, p } from '@mikro-orm/core';
import { asciiColumn, codeColumn, idColumn, keyColumn } from '../common/columns.js';
import type { AuditAction, AuditActorKind, AuditTargetKind } from './audit.enums.js';

const AuditEntrySchema = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entries',
  indexes: [
    { properties: ['workspaceId', 'id'] },
    { properties: ['workspaceId', 'targetId', 'id'] },
    { properties: ['at'] }, // what is past its days
  ],
  properties: {
    id: idColumn(),
    workspaceId: keyColumn(), // no relation here: an entry outlives everything that it names
    at: p.datetime(3),
    action: codeColumn<AuditAction>(32),
    actorKind: codeColumn<AuditActorKind>(),
    actorId: keyColumn().nullable(),
    actorName: p.string().length(254).nullable(), // as it was at that time
    targetKind: codeColumn<AuditTargetKind>(),
    targetId: keyColumn(),
    targetName: p.string().length(254).nullable(), // as it was at that time
    details: p.text().nullable(), // JSON object
    onceKey: asciiColumn(43).unique().nullable(), // of what is noted once, however often it is done
  },
});

/** One deed: who did what to what. It is never changed. */
export class AuditEntry extends AuditEntrySchema.class {}
AuditEntrySchema.setClass(AuditEntry);

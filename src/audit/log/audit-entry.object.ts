import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DateTimeScalar, JSONObjectScalar } from '../../common/graphql-scalars.js';
import { type NodeType, toGlobalId } from '../../common/id.js';
import { NodeObject } from '../../common/node.object.js';
import { connectionOf } from '../../common/pagination.js';
import type { Dialect } from '../../database/index.js';
import { AuditAction, AuditActorKind, AuditTargetKind } from '../audit.enums.js';
import type { AuditEntryRow } from './audit-log.repository.js';

registerEnumType(AuditAction, {
  name: 'AuditAction',
  description: 'What was done. More will come: a client has to bear with one that it does not know.',
  valuesMap: {
    CALLS_EXPORTED: { description: 'A link to an export was made; `details.filter` names the fields of its filter.' },
    RECORDING_OPENED: { description: 'A link to a recording was used for the first time, by whoever had it.' },
    SIGN_IN_REFUSED: { description: 'With the wrong password for the user.' },
    PASSWORD_CHANGED: { description: 'By the user.' },
    PASSWORD_CHANGE_REFUSED: { description: 'With a wrong current password.' },
    PASSWORD_SET: { description: 'By an ADMIN, for another user.' },
    SYNC_STARTED: { description: 'By hand; what the server does by itself is not here.' },
  },
});
registerEnumType(AuditActorKind, {
  name: 'AuditActorKind',
  description: 'NOBODY: somebody who could not show who they are.',
});
registerEnumType(AuditTargetKind, { name: 'AuditTargetKind' });

const NODE_OF_ACTOR: Readonly<Record<AuditActorKind, NodeType | null>> = {
  [AuditActorKind.USER]: 'User',
  [AuditActorKind.API_KEY]: 'ApiKey',
  [AuditActorKind.NOBODY]: null,
};
const NODE_OF_TARGET: Readonly<Record<AuditTargetKind, NodeType>> = {
  [AuditTargetKind.WORKSPACE]: 'Workspace',
  [AuditTargetKind.USER]: 'User',
  [AuditTargetKind.API_KEY]: 'ApiKey',
  [AuditTargetKind.ACCOUNT]: 'Account',
  [AuditTargetKind.APPLICATION]: 'Application',
  [AuditTargetKind.CALL]: 'Call',
  [AuditTargetKind.SYNC_RUN]: 'SyncRun',
  [AuditTargetKind.WEBHOOK_EVENT]: 'WebhookEvent',
};

@ObjectType('AuditActor')
export class AuditActorObject {
  @Field(() => AuditActorKind) kind!: AuditActorKind;
  @Field(() => ID, { nullable: true }) id!: string | null;
  @Field(() => String, { nullable: true, description: 'The e-mail address or the name of the key at that time.' })
  name!: string | null;
}

@ObjectType('AuditTarget')
export class AuditTargetObject {
  @Field(() => AuditTargetKind) kind!: AuditTargetKind;
  @Field(() => ID, { description: 'It may be gone by now.' }) id!: string;
  @Field(() => String, { nullable: true, description: 'What it was called at that time; null for what has no name.' })
  name!: string | null;
}

@ObjectType('AuditEntry', {
  implements: () => NodeObject,
  description:
    'Who did what to what. Written together with the deed, never changed, kept for a year where nothing else is set.',
})
export class AuditEntryObject extends NodeObject {
  @Field(() => DateTimeScalar) at!: Date;
  @Field(() => AuditAction) action!: AuditAction;
  @Field(() => AuditActorObject) actor!: AuditActorObject;
  @Field(() => AuditTargetObject) target!: AuditTargetObject;
  @Field(() => JSONObjectScalar, {
    nullable: true,
    description: 'What is worth knowing beside it, e.g. the names of the fields that were set in `fields`.',
  })
  details!: Record<string, unknown> | null;
}

export const { edge: AuditEntryEdge, connection: AuditConnection } = connectionOf(AuditEntryObject, 'Audit');

export function toAuditEntryObject(row: AuditEntryRow, dialect: Dialect): AuditEntryObject {
  const actorType = NODE_OF_ACTOR[row.actor_kind];
  return {
    id: toGlobalId('AuditEntry', row.id),
    at: dialect.toDate(row.at),
    action: row.action,
    actor: {
      kind: row.actor_kind,
      id: actorType === null || row.actor_id === null ? null : toGlobalId(actorType, row.actor_id),
      name: row.actor_name,
    },
    target: {
      kind: row.target_kind,
      id: toGlobalId(NODE_OF_TARGET[row.target_kind], row.target_id),
      name: row.target_name,
    },
    details: row.details === null ? null : (JSON.parse(row.details) as Record<string, unknown>),
  };
}

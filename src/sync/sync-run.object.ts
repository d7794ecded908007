import { Field, Float, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DateTimeScalar } from '../common/graphql-scalars.js';
import { toGlobalId } from '../common/id.js';
import { NodeObject } from '../common/node.object.js';
import { connectionOf } from '../common/pagination.js';
import type { Dialect } from '../database/index.js';
import { SyncErrorKind, SyncKind, SyncPhase, SyncStatus, SyncTrigger } from './sync.enums.js';
import type { SyncFailureTable } from './sync-run.table.js';
import { isFinal, type SyncCounts, type SyncRunSnapshot } from './sync-run.snapshot.js';

registerEnumType(SyncKind, { name: 'SyncKind' });
registerEnumType(SyncTrigger, { name: 'SyncTrigger' });
registerEnumType(SyncStatus, {
  name: 'SyncStatus',
  description:
    'WAITING: the upstream asked for a pause, see resumeAt. PARTIAL: finished, with some items failed. The last four are final.',
});
registerEnumType(SyncPhase, { name: 'SyncPhase' });
registerEnumType(SyncErrorKind, {
  name: 'SyncErrorKind',
  description:
    'CONFIGURATION: somebody has to change a setting. TRANSIENT: it may work later. INTERNAL: a fault of the server.',
});

@ObjectType('SyncProgress')
export class SyncProgressObject {
  @Field(() => Int, { description: 'Rises with every snapshot; a client drops what is older than what it has.' })
  sequence!: number;
  @Field(() => Int) done!: number;
  @Field(() => Int, { nullable: true, description: 'Null until known; never invented.' }) total!: number | null;
  @Field(() => Float, { nullable: true, description: '0 to 1, null while total is.' }) fraction!: number | null;
  @Field(() => Float, { nullable: true }) itemsPerSecond!: number | null;
  @Field(() => Int, { nullable: true }) etaSeconds!: number | null;
  @Field(() => DateTimeScalar) updatedAt!: string;
}

@ObjectType('SyncCounts')
export class SyncCountsObject implements SyncCounts {
  @Field(() => Int) totalProcessed!: number;
  @Field(() => Int) newCalls!: number;
  @Field(() => Int) updatedCalls!: number;
  @Field(() => Int) unchangedCalls!: number;
  @Field(() => Int) transcriptsSynced!: number;
  @Field(() => Int) audiosSynced!: number;
  @Field(() => Int, { description: 'Not ready upstream yet, absent there, past its days here, or here already.' })
  skipped!: number;
  @Field(() => Int) failed!: number;
  @Field(() => Float) bytesDownloaded!: number;
}

@ObjectType('SyncError')
export class SyncErrorObject {
  @Field(() => SyncErrorKind) kind!: SyncErrorKind;
  @Field({ description: "The upstream's own code where it gave one." }) code!: string;
  @Field({ description: 'A sentence that says what to do.' }) message!: string;
  @Field() retryable!: boolean;
}

@ObjectType('SyncRun', { implements: () => NodeObject, description: 'One piece of synchronisation work.' })
export class SyncRunObject extends NodeObject {
  @Field(() => SyncKind) kind!: SyncKind;
  @Field(() => SyncTrigger) trigger!: SyncTrigger;
  @Field(() => SyncStatus) status!: SyncStatus;
  @Field(() => SyncPhase, { nullable: true }) phase!: SyncPhase | null;
  @Field(() => DateTimeScalar, { nullable: true }) from!: string | null;
  @Field(() => DateTimeScalar, { nullable: true }) to!: string | null;
  @Field(() => SyncProgressObject) progress!: SyncProgressObject;
  @Field(() => SyncCountsObject) counts!: SyncCountsObject;
  @Field(() => SyncErrorObject, { nullable: true }) error!: SyncErrorObject | null;
  @Field(() => Int, { description: 'How often the run was taken up.' }) attempt!: number;
  @Field(() => DateTimeScalar, { nullable: true }) resumeAt!: string | null;
  @Field(() => DateTimeScalar) createdAt!: string;
  @Field(() => DateTimeScalar, { nullable: true }) startedAt!: string | null;
  @Field(() => DateTimeScalar, { nullable: true }) finishedAt!: string | null;

  /** For the field resolvers; not part of the schema. */
  snapshot!: SyncRunSnapshot;
}

@ObjectType('SyncFailure')
export class SyncFailureObject {
  @Field(() => SyncPhase) phase!: SyncPhase;
  @Field() code!: string;
  @Field() message!: string;
  @Field(() => DateTimeScalar) at!: Date;

  /** For the field resolver of the call; not part of the schema. */
  callKey!: string | null;
}

@ObjectType('SyncPayload')
export class SyncPayloadObject {
  @Field(() => SyncRunObject) run!: SyncRunObject;
  @Field({ description: 'A run of the same kind was live already; this is it.' }) alreadyRunning!: boolean;
}

export const { edge: SyncRunEdge, connection: SyncRunConnection } = connectionOf(SyncRunObject, 'SyncRun');

export function toSyncFailureObject(row: SyncFailureTable, dialect: Dialect): SyncFailureObject {
  const { phase, code, message, call_id: callKey } = row;
  return { phase, code, message, at: dialect.toDate(row.at), callKey };
}

export function toSyncRunObject(snapshot: SyncRunSnapshot): SyncRunObject {
  const { newCalls, updatedCalls, unchangedCalls } = snapshot.counts;
  return {
    id: toGlobalId('SyncRun', snapshot.id),
    kind: snapshot.kind,
    trigger: snapshot.trigger,
    status: snapshot.status,
    phase: snapshot.phase,
    from: snapshot.from,
    to: snapshot.to,
    progress: toProgress(snapshot),
    counts: { totalProcessed: newCalls + updatedCalls + unchangedCalls, ...snapshot.counts },
    error: snapshot.error,
    attempt: snapshot.attempt,
    resumeAt: snapshot.resumeAt,
    createdAt: snapshot.createdAt,
    startedAt: snapshot.startedAt,
    finishedAt: snapshot.finishedAt,
    snapshot,
  };
}

function toProgress({ sequence, done, total, itemsPerSecond, status, updatedAt }: SyncRunSnapshot): SyncProgressObject {
  const remaining = total === null ? null : Math.max(0, total - done);
  const moving = !isFinal(status) && itemsPerSecond !== null && itemsPerSecond > 0;
  return {
    sequence,
    done,
    total,
    fraction: total === null ? null : total === 0 ? 1 : Math.min(1, done / total),
    itemsPerSecond,
    etaSeconds: remaining !== null && moving ? Math.ceil(remaining / itemsPerSecond) : null,
    updatedAt,
  };
}

import { defineEntity, p } from '@mikro-orm/core';
import { Application } from '../applications/index.js';
import { Call } from '../calls/index.js';
import { asciiColumn, codeColumn, createdAtColumn, idColumn, keyColumn } from '../common/columns.js';
import { type SyncErrorKind, type SyncKind, type SyncPhase, type SyncStatus, type SyncTrigger } from './sync.enums.js';

const SyncRunSchema = defineEntity({
  name: 'SyncRun',
  tableName: 'sync_runs',
  indexes: [
    { properties: ['application', 'id'] },
    { properties: ['workspaceId', 'id'] },
    { properties: ['status', 'leaseUntil'] }, // the runs that nobody works on
    { properties: ['updatedAt'] }, // what changed lately
  ],
  properties: {
    id: idColumn(),
    workspaceId: keyColumn(),
    application: () => p.manyToOne(Application).ref().index(false).deleteRule('cascade'),
    call: () => p.manyToOne(Call).ref().nullable().deleteRule('cascade'),
    kind: codeColumn<SyncKind>(),
    trigger: codeColumn<SyncTrigger>(),
    status: codeColumn<SyncStatus>(),
    phase: codeColumn<SyncPhase>().nullable(),
    fromTime: p.datetime(3).nullable(),
    toTime: p.datetime(3).nullable(),
    ranged: p.boolean(), // the caller named a range: a back-fill, which never moves syncedThrough back
    includeData: p.boolean(),
    liveKey: asciiColumn(64).nullable().unique(), // set while the run is live: at most one of a kind
    checkpoint: p.text().nullable(), // JSON, the runner's own
    sequence: p.integer().default(0),
    done: p.integer().default(0),
    total: p.integer().nullable(),
    newCalls: p.integer().default(0),
    updatedCalls: p.integer().default(0),
    unchangedCalls: p.integer().default(0),
    transcriptsSynced: p.integer().default(0),
    audiosSynced: p.integer().default(0),
    skipped: p.integer().default(0),
    failed: p.integer().default(0),
    itemsPerSecond: p.double().nullable(),
    bytesDownloaded: p.bigint('number').onCreate(() => 0),
    errorKind: codeColumn<SyncErrorKind>().nullable(),
    errorCode: p.string().length(64).nullable(),
    errorMessage: p.string().length(1000).nullable(),
    errorRetryable: p.boolean().nullable(),
    attempt: p.integer().default(0), // how often somebody took the run up
    fruitless: p.integer().default(0), // how often in a row nothing came of it
    leaseToken: keyColumn().nullable(), // who works on it; every write of the worker compares it
    leaseUntil: p.datetime(3).nullable(), // by the database's clock
    resumeAt: p.datetime(3).nullable(),
    createdAt: createdAtColumn(),
    startedAt: p.datetime(3).nullable(),
    finishedAt: p.datetime(3).nullable(),
    updatedAt: p.datetime(3).onCreate(() => new Date()),
  },
});

/** One piece of synchronisation work: its whole state is this row. Only run-ledger.ts and run-leases.ts change it. */
export class SyncRun extends SyncRunSchema.class {}
SyncRunSchema.setClass(SyncRun);

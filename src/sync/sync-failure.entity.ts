import { defineEntity, p } from '@mikro-orm/core';
import { codeColumn } from '../common/columns.js';
import { Call } from '../calls/index.js';
import { type SyncPhase } from './sync.enums.js';
import { SyncRun } from './sync-run.entity.js';

const SyncFailureSchema = defineEntity({
  name: 'SyncFailure',
  tableName: 'sync_failures',
  properties: {
    run: () => p.manyToOne(SyncRun).ref().index(false).primary().deleteRule('cascade'),
    position: p.integer().primary(),
    call: () => p.manyToOne(Call).ref().nullable().deleteRule('cascade'),
    phase: codeColumn<SyncPhase>(),
    code: p.string().length(64),
    message: p.string().length(1000),
    at: p.datetime(3),
  },
});

/** One item of a run that could not be synced; a run keeps its first 100. */
export class SyncFailure extends SyncFailureSchema.class {}
SyncFailureSchema.setClass(SyncFailure);

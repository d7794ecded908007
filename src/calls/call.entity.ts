import { defineEntity, p } from '@mikro-orm/core';
import { Application } from '../applications/index.js';
import { asciiColumn, codeColumn, createdAtColumn, idColumn, keyColumn, updatedAtColumn } from '../common/columns.js';
import {
  type ArtifactState,
  type CallDirection,
  type CallStatus,
  type ConversationOutcome,
  type ConversationSource,
} from './call.enums.js';

const CallSchema = defineEntity({
  name: 'Call',
  tableName: 'calls',
  uniques: [{ properties: ['application', 'sessionId'] }], // what makes a repeated sync harmless
  indexes: [
    // The orders of lists, of an application and of a workspace. The numbers lie in the first, so that a part of one is
    // looked for without a look at the rows.
    { properties: ['application', 'startTime', 'id', 'fromKey', 'toKey'] },
    { properties: ['workspaceId', 'startTime', 'id', 'fromKey', 'toKey'] },
    { properties: ['application', 'durationSeconds', 'id'] },
    { properties: ['workspaceId', 'durationSeconds', 'id'] },
    { properties: ['application', 'costNanos', 'id'] },
    { properties: ['workspaceId', 'costNanos', 'id'] },
    { properties: ['application', 'updatedAt', 'id'] },
    { properties: ['workspaceId', 'updatedAt', 'id'] },
    { properties: ['application', 'status', 'startTime', 'id'] },
    { properties: ['workspaceId', 'status', 'startTime', 'id'] },
    // For all that is asked of transcripts. Named as the others are, their names were too long for the databases.
    {
      name: 'calls_application_id_by_transcript_index',
      properties: ['application', 'transcriptState', 'startTime', 'id', 'outcome'],
    },
    {
      name: 'calls_workspace_id_by_transcript_index',
      properties: ['workspaceId', 'transcriptState', 'startTime', 'id', 'outcome'],
    },
    { properties: ['workspaceId', 'fromKey'] },
    { properties: ['workspaceId', 'toKey'] },
    { properties: ['workspaceId', 'conversationId'] },
    { properties: ['application', 'settled', 'startTime'] }, // what a sync has to read again
    { properties: ['application', 'transcriptState', 'id'] }, // what is still to be fetched
    { properties: ['application', 'recordingState', 'id'] },
    { properties: ['transcriptRetryAt'] }, // what is to be tried again by now
    { properties: ['recordingRetryAt'] },
  ],
  properties: {
    id: idColumn(),
    workspaceId: keyColumn(),
    application: () => p.manyToOne(Application).ref().index(false).deleteRule('cascade'),
    sessionId: p.bigint('string'), // call_session_history_id, beyond 32 bits
    direction: codeColumn<CallDirection>(),
    fromNumber: p.string().length(255).nullable(),
    toNumber: p.string().length(255).nullable(),
    fromKey: asciiColumn(255).nullable(), // what numbers are searched by, see common/number-key
    toKey: asciiColumn(255).nullable(),
    startTime: p.datetime(3),
    endTime: p.datetime(3).nullable(),
    durationSeconds: p.integer().nullable(),
    costNanos: p.bigint('bigint').nullable(), // legs, records and other resources together, see common/money
    recordsCostNanos: p.bigint('bigint').nullable(),
    resourcesCostNanos: p.bigint('bigint').nullable(),
    costCurrency: p.string().length(16).nullable(),
    status: codeColumn<CallStatus>(),
    statusReason: p.string().length(255).nullable(),
    customData: p.string().length(255).nullable(),
    recordUrl: p.text().nullable(), // Voximplant's own recording; a bearer secret where storage is open
    conversationId: asciiColumn(128).nullable(),
    conversationSource: codeColumn<ConversationSource>().nullable(),
    conversationTriedAt: p.datetime(3).nullable(), // when it was last looked for
    transcriptState: codeColumn<ArtifactState>(),
    outcome: codeColumn<ConversationOutcome>().nullable(), // as the transcript says, for lists
    transcriptReason: p.string().length(500).nullable(),
    transcriptTriedAt: p.datetime(3).nullable(),
    transcriptRetryAt: p.datetime(3).nullable(),
    recordingState: codeColumn<ArtifactState>(),
    recordingReason: p.string().length(500).nullable(),
    recordingTriedAt: p.datetime(3).nullable(),
    recordingRetryAt: p.datetime(3).nullable(),
    settled: p.boolean(), // ended and billed: nothing more is expected from Voximplant
    rowHash: asciiColumn(22), // of what came from Voximplant; equal means nothing to write
    createdAt: createdAtColumn(),
    updatedAt: updatedAtColumn(),
  },
});

/** One Voximplant session: what a person would call one phone call, however many legs it has. Times are UTC. */
export class Call extends CallSchema.class {}
CallSchema.setClass(Call);

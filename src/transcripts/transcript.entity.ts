import { defineEntity, p } from '@mikro-orm/core';
import { Call, type ConversationOutcome } from '../calls/index.js';
import { asciiColumn, codeColumn, keyColumn } from '../common/columns.js';

const TranscriptSchema = defineEntity({
  name: 'Transcript',
  tableName: 'transcripts',
  properties: {
    call: () => p.manyToOne(Call).ref().index(false).primary().deleteRule('cascade'),
    workspaceId: keyColumn(),
    conversationId: asciiColumn(128),
    language: p.string().length(32).nullable(),
    summary: p.text().columnType('longtext').nullable(),
    outcome: codeColumn<ConversationOutcome>(),
    terminationReason: p.string().length(1000).nullable(),
    durationSeconds: p.integer().nullable(),
    credits: p.integer().nullable(),
    evaluations: p.text().columnType('longtext'), // JSON, see transcript.content.ts
    data: p.text().columnType('longtext'), // JSON object: collected data by key
    raw: p.blob().columnType('longblob'), // the answer as it came, gzipped, to replay a later mapping from; empty if too large
    fetchedAt: p.datetime(3),
  },
});

/** What was said in a call, and how its conversation was judged. The messages are rows of their own. */
export class Transcript extends TranscriptSchema.class {}
TranscriptSchema.setClass(Transcript);

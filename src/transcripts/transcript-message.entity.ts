import { defineEntity, p } from '@mikro-orm/core';
import { Call } from '../calls/index.js';
import { codeColumn } from '../common/columns.js';
import type { SpeakerRole } from './transcript.enums.js';

const TranscriptMessageSchema = defineEntity({
  name: 'TranscriptMessage',
  tableName: 'transcript_messages',
  properties: {
    call: () => p.manyToOne(Call).ref().index(false).primary().deleteRule('cascade'),
    position: p.integer().primary(),
    role: codeColumn<SpeakerRole>(),
    text: p.text().columnType('longtext').nullable(), // null for a turn that only calls tools
    offsetSeconds: p.double(),
    interrupted: p.boolean(),
    toolCalls: p.text().columnType('longtext').nullable(), // JSON, see transcript.content.ts; null for none
  },
});

/** One turn of a conversation. */
export class TranscriptMessage extends TranscriptMessageSchema.class {}
TranscriptMessageSchema.setClass(TranscriptMessage);

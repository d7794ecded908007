import { Field, Float, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { ConversationOutcome } from '../calls/index.js';
import { DateTimeScalar, JSONObjectScalar } from '../common/graphql-scalars.js';
import type { Dialect } from '../database/index.js';
import type { EvaluationContent, ToolCallContent } from './transcript.content.js';
import { SpeakerRole } from './transcript.enums.js';
import type { TranscriptMessageTable } from './transcript.table.js';
import type { TranscriptRow } from './transcripts.repository.js';

registerEnumType(SpeakerRole, { name: 'SpeakerRole', description: 'USER is the person on the phone.' });

@ObjectType('ToolCall', {
  description:
    'What the agent had done for it: a look-up, a transfer, the end of the call. How a tool is reached is not shown.',
})
export class ToolCallObject implements ToolCallContent {
  @Field() name!: string;
  @Field(() => JSONObjectScalar, { nullable: true, description: 'Null where they were no JSON object.' })
  arguments!: Record<string, unknown> | null;
  @Field(() => String, {
    nullable: true,
    description: 'What the tool answered, or why it failed; mostly JSON as text. Null where no answer is known.',
  })
  result!: string | null;
  @Field({ description: 'The tool answered with an error, or was not allowed to run.' }) failed!: boolean;
}

@ObjectType('TranscriptMessage', { description: 'One turn of a conversation: text, tool calls, or both.' })
export class TranscriptMessageObject {
  @Field(() => Int, { description: 'From 0, without holes.' }) position!: number;
  @Field(() => SpeakerRole) role!: SpeakerRole;
  @Field(() => String, { nullable: true, description: 'Null for a turn that only calls tools.' }) text!: string | null;
  @Field(() => Float, { description: 'From the start of the conversation; neither unique nor always rising.' })
  offsetSeconds!: number;
  @Field({ description: 'The agent was cut off; the text is what was heard.' }) interrupted!: boolean;
  @Field(() => [ToolCallObject]) toolCalls!: ToolCallContent[];
}

@ObjectType('Evaluation', { description: 'How one of the criteria that are set for the agent was judged.' })
export class EvaluationObject implements EvaluationContent {
  @Field({ description: "The criterion's id at ElevenLabs." }) criterion!: string;
  @Field(() => ConversationOutcome) outcome!: ConversationOutcome;
  @Field(() => String, { nullable: true }) rationale!: string | null;
}

@ObjectType('Transcript', { description: 'What was said in a call, and how its conversation was judged.' })
export class TranscriptObject {
  @Field() conversationId!: string;
  @Field(() => String, { nullable: true, description: 'The code of the one that was spoken most, e.g. "de".' })
  language!: string | null;
  @Field(() => String, { nullable: true, description: 'Mostly in English, whatever the language of the call.' })
  summary!: string | null;
  @Field(() => ConversationOutcome) outcome!: ConversationOutcome;
  @Field(() => [EvaluationObject]) evaluations!: EvaluationContent[];
  @Field(() => JSONObjectScalar, { description: 'Collected data, by key.' }) data!: Record<string, unknown>;
  @Field(() => String, { nullable: true, description: 'Free text, to be shown and not to be decided by.' })
  terminationReason!: string | null;
  @Field(() => Int, { nullable: true }) durationSeconds!: number | null;
  @Field(() => Int, { nullable: true, description: 'What ElevenLabs charged, in its credits.' })
  credits!: number | null;
  @Field(() => DateTimeScalar) fetchedAt!: Date;

  /** For the field resolver of the messages; not part of the schema. */
  callKey!: string;
}

export function toTranscriptObject(row: TranscriptRow, dialect: Dialect): TranscriptObject {
  return {
    callKey: row.call_id,
    conversationId: row.conversation_id,
    language: row.language,
    summary: row.summary,
    outcome: row.outcome,
    evaluations: JSON.parse(row.evaluations) as EvaluationContent[],
    data: JSON.parse(row.data) as Record<string, unknown>,
    terminationReason: row.termination_reason,
    durationSeconds: row.duration_seconds,
    credits: row.credits,
    fetchedAt: dialect.toDate(row.fetched_at),
  };
}

export function toTranscriptMessageObject(row: TranscriptMessageTable): TranscriptMessageObject {
  return {
    position: row.position,
    role: row.role,
    text: row.text,
    offsetSeconds: row.offset_seconds,
    interrupted: row.interrupted === 1,
    toolCalls: row.tool_calls === null ? [] : (JSON.parse(row.tool_calls) as ToolCallContent[]),
  };
}

import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsBoolean, IsEnum, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { DateTimeRangeInput } from '../common/date-range.input.js';
import { IntRangeInput } from '../common/int-range.input.js';
import { ArtifactState, CallDirection, CallStatus, ConversationOutcome } from './call.enums.js';

const LONGEST_TEXT = 500;

@InputType('CallFilter', { description: 'All given conditions must hold.' })
export class CallFilterInput {
  @Field(() => ID, { nullable: true }) @IsOptional() @IsString() accountId?: string | null;
  @Field(() => ID, { nullable: true }) @IsOptional() @IsString() applicationId?: string | null;
  @Field(() => [CallStatus], { nullable: true })
  @IsOptional()
  @IsEnum(CallStatus, { each: true })
  status?: CallStatus[] | null;
  @Field(() => CallDirection, { nullable: true })
  @IsOptional()
  @IsEnum(CallDirection)
  direction?: CallDirection | null;
  @Field(() => DateTimeRangeInput, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => DateTimeRangeInput)
  startTime?: DateTimeRangeInput | null;
  @Field(() => IntRangeInput, { nullable: true, description: 'A call whose duration is not known is in no range.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => IntRangeInput)
  durationSeconds?: IntRangeInput | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Part of either number; punctuation, spaces and a leading + or 00 do not matter. What is dialled within a country, ' +
      'as 8 495 … in Russia, is found too.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_TEXT)
  number?: string | null;
  @Field(() => String, { nullable: true, description: 'As `number`.' })
  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_TEXT)
  fromNumber?: string | null;
  @Field(() => String, { nullable: true, description: 'As `number`.' })
  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_TEXT)
  toNumber?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Words, or a "quoted phrase", that were said; case and accents do not matter. Each word is somewhere in the ' +
      'transcript, a phrase within one message.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_TEXT)
  text?: string | null;
  @Field(() => String, { nullable: true }) @IsOptional() @IsString() callId?: string | null;
  @Field(() => String, { nullable: true }) @IsOptional() @IsString() conversationId?: string | null;
  @Field(() => Boolean, { nullable: true }) @IsOptional() @IsBoolean() hasTranscript?: boolean | null;
  @Field(() => Boolean, { nullable: true }) @IsOptional() @IsBoolean() hasRecording?: boolean | null;
  @Field(() => [ArtifactState], { nullable: true })
  @IsOptional()
  @IsEnum(ArtifactState, { each: true })
  transcriptState?: ArtifactState[] | null;
  @Field(() => [ArtifactState], { nullable: true })
  @IsOptional()
  @IsEnum(ArtifactState, { each: true })
  recordingState?: ArtifactState[] | null;
  @Field(() => [ConversationOutcome], {
    nullable: true,
    description: 'How the conversation was judged; a call without a transcript has no outcome.',
  })
  @IsOptional()
  @IsEnum(ConversationOutcome, { each: true })
  outcome?: ConversationOutcome[] | null;
  @Field(() => DateTimeRangeInput, {
    nullable: true,
    description: 'Changed here since, for a frontend that keeps a copy.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => DateTimeRangeInput)
  updatedAt?: DateTimeRangeInput | null;
}

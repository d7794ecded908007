import { Field, InputType, Int } from '@nestjs/graphql';
import { IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';

const MINUTES_A_DAY = 1440;
const HOURS_A_MONTH = 720;
const DAYS_A_CENTURY = 36_500;

@InputType({ description: 'What is absent or null stays as it is, or as it is by default in a new application.' })
export class SyncSettingsInput {
  @IsOptional()
  @IsBoolean()
  @Field(() => Boolean, { nullable: true, description: 'Whether to sync by schedule; true by default.' })
  enabled?: boolean | null;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MINUTES_A_DAY)
  @Field(() => Int, { nullable: true, description: 'Between two syncs by schedule, 1 to 1440; 15 by default.' })
  intervalMinutes?: number | null;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(HOURS_A_MONTH)
  @Field(() => Int, {
    nullable: true,
    description: 'How far a sync looks back behind what is synced, 1 to 720; 48 by default.',
  })
  lookbackHours?: number | null;

  @IsOptional()
  @IsBoolean()
  @Field(() => Boolean, { nullable: true, description: 'Whether the schedule fetches transcripts; true by default.' })
  transcripts?: boolean | null;

  @IsOptional()
  @IsBoolean()
  @Field(() => Boolean, { nullable: true, description: 'Whether the schedule fetches audio; true by default.' })
  audio?: boolean | null;
}

@InputType({ description: 'Days from the start of a call, at least 1. Null keeps for ever; what is absent stays.' })
export class RetentionSettingsInput {
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(DAYS_A_CENTURY)
  @Field(() => Int, { nullable: true })
  recordingDays?: number | null;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(DAYS_A_CENTURY)
  @Field(() => Int, { nullable: true })
  transcriptDays?: number | null;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(DAYS_A_CENTURY)
  @Field(() => Int, { nullable: true })
  callDays?: number | null;
}

import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { IsBoolean, IsDate, IsEnum, IsOptional, IsString } from 'class-validator';
import { DateTimeScalar } from '../common/graphql-scalars.js';
import { ForwardPageArgs } from '../common/pagination.js';
import { SyncStatus } from './sync.enums.js';

@InputType()
export class SyncCallsInput {
  @Field(() => ID) @IsString() applicationId!: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Where both are absent: from what has been synced, less the look-back, until now; the first time, the last 30 days.',
  })
  @IsOptional()
  @IsDate()
  from?: Date | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Exclusive; now where it is absent or lies ahead.' })
  @IsOptional()
  @IsDate()
  to?: Date | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Go on with transcripts and audio when the calls are in. Default false.',
  })
  @IsOptional()
  @IsBoolean()
  includeData?: boolean | null;
}

@ArgsType()
export class SyncRunsArgs extends ForwardPageArgs {
  @Field(() => ID, { nullable: true }) @IsOptional() @IsString() applicationId?: string | null;
  @Field(() => [SyncStatus], { nullable: true })
  @IsOptional()
  @IsEnum(SyncStatus, { each: true })
  status?: SyncStatus[] | null;
}

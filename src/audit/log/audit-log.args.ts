import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsEnum, IsOptional, IsString, ValidateNested } from 'class-validator';
import { DateTimeRangeInput } from '../../common/date-range.input.js';
import { ForwardPageArgs } from '../../common/pagination.js';
import { AuditAction } from '../audit.enums.js';

@InputType('AuditFilter', { description: 'What is absent filters nothing.' })
export class AuditFilterInput {
  @Field(() => [AuditAction], { nullable: true })
  @IsOptional()
  @IsEnum(AuditAction, { each: true })
  action?: AuditAction[] | null;

  @Field(() => ID, { nullable: true, description: 'A user or an API key, removed ones included.' })
  @IsOptional()
  @IsString()
  actorId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Whatever it was done to, also when it is gone.' })
  @IsOptional()
  @IsString()
  targetId?: string | null;

  @Field(() => DateTimeRangeInput, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => DateTimeRangeInput)
  at?: DateTimeRangeInput | null;
}

@ArgsType()
export class AuditLogArgs extends ForwardPageArgs {
  @Field(() => AuditFilterInput, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => AuditFilterInput)
  filter?: AuditFilterInput | null;
}

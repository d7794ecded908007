import { ArgsType, Field, ID, InputType, Int, registerEnumType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsEnum, IsInt, IsOptional, IsString, Max, Min, ValidateNested } from 'class-validator';
import { DateTimeRangeInput } from '../common/date-range.input.js';
import { ForwardPageArgs, MAX_PAGE_SIZE } from '../common/pagination.js';
import { CallStatus } from './call.enums.js';

export enum CallOrderField {
  START_TIME = 'start_time',
}

export enum OrderDirection {
  ASC = 'asc',
  DESC = 'desc',
}

registerEnumType(CallOrderField, { name: 'CallOrderField' });
registerEnumType(OrderDirection, { name: 'OrderDirection' });

@InputType('CallFilter', { description: 'All given conditions must hold.' })
export class CallFilterInput {
  @Field(() => ID, { nullable: true }) @IsOptional() @IsString() accountId?: string | null;
  @Field(() => ID, { nullable: true }) @IsOptional() @IsString() applicationId?: string | null;
  @Field(() => [CallStatus], { nullable: true })
  @IsOptional()
  @IsEnum(CallStatus, { each: true })
  status?: CallStatus[] | null;
  @Field(() => DateTimeRangeInput, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => DateTimeRangeInput)
  startTime?: DateTimeRangeInput | null;
}

@InputType('CallOrder')
export class CallOrderInput {
  @Field(() => CallOrderField) @IsEnum(CallOrderField) field!: CallOrderField;
  @Field(() => OrderDirection) @IsEnum(OrderDirection) direction!: OrderDirection;
}

@ArgsType()
export class CallsArgs extends ForwardPageArgs {
  @Field(() => CallFilterInput, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => CallFilterInput)
  filter?: CallFilterInput | null;

  @Field(() => CallOrderInput, { nullable: true, description: 'Newest first where it is not given.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => CallOrderInput)
  orderBy?: CallOrderInput | null;

  @Field(() => Int, { nullable: true, description: 'How many from the end, 1 to 200.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE_SIZE)
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor before which the page ends.' })
  @IsOptional()
  @IsString()
  before?: string | null;
}

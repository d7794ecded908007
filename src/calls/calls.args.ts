import { ArgsType, Field, InputType, Int, registerEnumType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsEnum, IsInt, IsOptional, IsString, Max, Min, ValidateNested } from 'class-validator';
import { ForwardPageArgs, MAX_PAGE_SIZE } from '../common/pagination.js';
import { CallFilterInput } from './call-filter.input.js';

export enum CallOrderField {
  START_TIME = 'start_time',
  DURATION = 'duration_seconds',
  COST = 'cost_nanos',
  UPDATED_AT = 'updated_at',
}

export enum OrderDirection {
  ASC = 'asc',
  DESC = 'desc',
}

registerEnumType(CallOrderField, { name: 'CallOrderField' });
registerEnumType(OrderDirection, { name: 'OrderDirection' });

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

import { Field, InputType, Int } from '@nestjs/graphql';
import { IsInt, IsOptional } from 'class-validator';
import { BadUserInputError } from './errors.js';

@InputType('IntRange', { description: 'Both ends belong to it: min <= n <= max.' })
export class IntRangeInput {
  @Field(() => Int, { nullable: true }) @IsOptional() @IsInt() min?: number | null;
  @Field(() => Int, { nullable: true }) @IsOptional() @IsInt() max?: number | null;
}

/** @throws BadUserInputError naming `field` where the range is the wrong way round */
export function assertRising(range: IntRangeInput | null | undefined, field: string): void {
  if (range?.min != null && range.max != null && range.min > range.max) {
    throw new BadUserInputError({ [field]: ['min has to be no more than max'] });
  }
}

import { Field, InputType } from '@nestjs/graphql';
import { IsDate, IsOptional } from 'class-validator';
import { BadUserInputError } from './errors.js';
import { DateTimeScalar } from './graphql-scalars.js';

@InputType('DateTimeRange', { description: 'Half-open: from <= t < to.' })
export class DateTimeRangeInput {
  @Field(() => DateTimeScalar, { nullable: true }) @IsOptional() @IsDate() from?: Date | null;
  @Field(() => DateTimeScalar, { nullable: true }) @IsOptional() @IsDate() to?: Date | null;
}

/** @throws BadUserInputError naming `field` where the range is the wrong way round */
export function assertForwards(range: DateTimeRangeInput | null | undefined, field: string): void {
  if (range?.from != null && range.to != null && range.from >= range.to) {
    throw new BadUserInputError({ [field]: ['from has to be before to'] });
  }
}

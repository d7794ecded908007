import { Field, Int, ObjectType } from '@nestjs/graphql';
import { DecimalScalar } from './graphql-scalars.js';
import { toCents, toDecimal } from './money.js';

@ObjectType('Money')
export class MoneyObject {
  @Field(() => DecimalScalar) amount!: string;
  @Field({ description: 'ISO 4217, or what the upstream calls it.' }) currency!: string;
  @Field(() => Int, { description: 'Rounded half away from zero, for display; ends at 2147483647.' }) cents!: number;
}

/** Null where nothing is known, never zero instead. */
export function toMoneyObject(nanos: bigint | null, currency: string | null): MoneyObject | null {
  if (nanos === null || currency === null) return null;
  return { amount: toDecimal(nanos), currency, cents: toCents(nanos) };
}

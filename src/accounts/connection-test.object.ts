import { Field, ObjectType } from '@nestjs/graphql';
import { MoneyObject, toMoneyObject } from '../common/money.object.js';
import type { UpstreamError } from '../upstream/index.js';
import type { ConnectionFacts } from './connection-probe.js';
import { toUpstreamErrorObject, UpstreamErrorObject } from './upstream-error.object.js';

@ObjectType('RemoteApplication', { description: 'An application as Voximplant lists it.' })
export class RemoteApplicationObject {
  @Field() id!: string;
  @Field({ description: 'The full name, e.g. `agents.acme.voximplant.com`.' }) name!: string;
}

@ObjectType('ConnectionTest', { description: 'What Voximplant said to credentials that were tried out.' })
export class ConnectionTestObject {
  @Field({ description: 'Whether the credentials may do all that is needed.' }) ok!: boolean;
  @Field(() => String, { nullable: true }) accountName!: string | null;
  @Field(() => MoneyObject, { nullable: true }) balance!: MoneyObject | null;
  @Field(() => [RemoteApplicationObject]) applications!: RemoteApplicationObject[];
  @Field(() => UpstreamErrorObject, { nullable: true, description: 'Null where `ok` is true.' })
  error!: UpstreamErrorObject | null;
  @Field(() => [String], { description: 'What does not stand in the way, but should be looked at.' })
  warnings!: string[];
}

export function passedTest({ info, applications, warnings }: ConnectionFacts): ConnectionTestObject {
  const balanceNanos = info.balanceNanos === undefined ? null : BigInt(info.balanceNanos);
  return {
    ok: true,
    accountName: info.accountName ?? null,
    balance: toMoneyObject(balanceNanos, info.currency ?? null),
    applications,
    error: null,
    warnings,
  };
}

export function failedTest(error: UpstreamError): ConnectionTestObject {
  const nothing = { accountName: null, balance: null, applications: [], warnings: [] };
  return { ok: false, ...nothing, error: toUpstreamErrorObject(error) };
}

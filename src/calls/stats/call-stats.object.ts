import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { DateTimeScalar } from '../../common/graphql-scalars.js';
import { MoneyObject, toMoneyObject } from '../../common/money.object.js';
import { CallStatus } from '../call.enums.js';
import type { CallFigures, CallStats } from './call-stats.service.js';

/** GraphQL's; 68 years of talking. */
const LARGEST_INT = 2_147_483_647;

@ObjectType('StatusCount')
export class StatusCountObject {
  @Field(() => CallStatus) status!: CallStatus;
  @Field(() => Int) count!: number;
}

@ObjectType('CallStatsPoint', { description: 'The calls that began from `start` until the next point.' })
export class CallStatsPointObject {
  @Field(() => DateTimeScalar) start!: Date;
  @Field(() => Int) total!: number;
  @Field(() => Int) answered!: number;
  @Field(() => Int) totalDurationSeconds!: number;
  @Field(() => [MoneyObject]) cost!: MoneyObject[];
}

@ObjectType('CallStats')
export class CallStatsObject {
  @Field(() => Int) total!: number;
  @Field(() => Int) answered!: number;
  @Field(() => Float, { nullable: true, description: 'answered / total, null where total is 0.' })
  answerRate!: number | null;
  @Field(() => Int) totalDurationSeconds!: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Of the calls whose duration is known; null where there is none.',
  })
  averageDurationSeconds!: number | null;
  @Field(() => [MoneyObject], { description: 'One sum for each currency.' }) cost!: MoneyObject[];
  @Field(() => [StatusCountObject], { description: 'The statuses that occur.' }) byStatus!: StatusCountObject[];
  @Field(() => [CallStatsPointObject], {
    description:
      'In the order of time, without holes between the first call and the last; empty where no bucket was asked for. ' +
      'More than 2000 points are BAD_USER_INPUT.',
  })
  series!: CallStatsPointObject[];
}

export function toCallStatsObject(stats: CallStats): CallStatsObject {
  const { total, answered, timed, totalDurationSeconds } = stats;
  return {
    ...toFigures(stats),
    answerRate: total === 0 ? null : answered / total,
    averageDurationSeconds: timed === 0 ? null : Number(totalDurationSeconds) / timed,
    byStatus: Array.from(stats.byStatus, ([status, count]) => ({ status, count })),
    series: stats.series.map((point) => ({ start: point.start, ...toFigures(point) })),
  };
}

function toFigures({ total, answered, totalDurationSeconds, cost }: CallFigures): Omit<CallStatsPointObject, 'start'> {
  return {
    total,
    answered,
    totalDurationSeconds: Math.min(Number(totalDurationSeconds), LARGEST_INT),
    cost: [...cost]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([currency, nanos]) => toMoneyObject(nanos, currency) ?? []),
  };
}

import type { ReactNode } from 'react';
import { useI18n } from '../../i18n/i18n';
import { Panel } from '../../ui/panel';
import type { CallDetails } from './audio-panel';
import classes from './call.module.css';
import { sumOf } from './cost-parts';

/** Numbers, times and what it cost. What is not known is left out. */
export function FactsPanel({ call }: { call: CallDetails }) {
  const { t, format } = useI18n();
  const { column } = t.calls;
  const legs = sumOf(call.legs.map(({ cost }) => cost));
  const other = call.cost && legs && sumOf([call.cost, { ...legs, amount: `-${legs.amount}` }]);
  const facts: [string, ReactNode][] = [
    [column.fromNumber, call.fromNumber],
    [column.toNumber, call.toNumber],
    [t.call.started, format.exact(call.startTime)],
    [t.call.ended, call.endTime && format.exact(call.endTime)],
    [t.call.duration, call.durationSeconds !== null && format.duration(call.durationSeconds)],
    [t.call.statusReason, call.statusReason],
    [t.calls.application, call.application.name],
    [column.callId, call.callId],
    [
      t.call.conversation,
      call.conversationId &&
        `${call.conversationId}${call.conversationSource ? ` (${t.call.source[call.conversationSource]})` : ''}`,
    ],
    [t.call.customData, call.customData],
    [t.call.costLegs, legs && format.money(legs)],
    [t.call.costOther, other && Number(other.amount) > 0 && format.money(other)],
    [t.call.costTotal, call.cost ? <strong>{format.money(call.cost)}</strong> : t.call.costUnknown],
  ];
  return (
    <Panel title={t.call.facts}>
      <dl className={classes.facts}>
        {facts
          .filter(([, value]) => value !== null && value !== '' && value !== false && value !== undefined)
          .map(([name, value]) => (
            <Fact key={name} name={name} value={value} />
          ))}
      </dl>
    </Panel>
  );
}

function Fact({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

import '@mantine/charts/styles.layer.css';
import { AreaChart, BarChart } from '@mantine/charts';
import { SimpleGrid } from '@mantine/core';
import type { StatsQuery } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { Panel } from '../../ui/panel';

/** How the days of a period went. Amounts of different currencies are not added up: each has its own bar. */
export default function Charts({ series }: { series: StatsQuery['callStats']['series'] }) {
  const { t, format } = useI18n();
  const data = series.map(({ start, total, answered, totalDurationSeconds, cost }) => ({
    day: format.day(start),
    answered,
    other: total - answered,
    rate: total === 0 ? null : answered / total,
    minutes: Math.round(totalDurationSeconds / 60),
    ...Object.fromEntries(cost.map(({ amount, currency }) => [currency, Number(amount)])),
  }));
  const currencies = [...new Set(series.flatMap(({ cost }) => cost.map(({ currency }) => currency)))];
  const colors = ['indigo.5', 'teal.5', 'orange.5', 'grape.5'];
  const common = { h: 210, data, dataKey: 'day', withLegend: false, gridAxis: 'x' as const, tickLine: 'none' as const };
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Panel title={t.dashboard.perDay}>
        <BarChart
          {...common}
          type="stacked"
          withLegend
          series={[
            { name: 'answered', label: t.dashboard.answered, color: 'indigo.5' },
            { name: 'other', label: t.dashboard.other, color: 'gray.5' },
          ]}
        />
      </Panel>
      <Panel title={t.dashboard.answerRatePerDay}>
        <AreaChart
          {...common}
          series={[{ name: 'rate', label: t.dashboard.answerRate, color: 'teal.5' }]}
          yAxisProps={{ domain: [0, 1] }}
          valueFormatter={format.percent}
          curveType="monotone"
          connectNulls
        />
      </Panel>
      <Panel title={t.dashboard.durationPerDay}>
        <BarChart
          {...common}
          series={[{ name: 'minutes', label: t.dashboard.minutes, color: 'cyan.6' }]}
          valueFormatter={format.integer}
        />
      </Panel>
      <Panel title={t.dashboard.costPerDay}>
        <BarChart
          {...common}
          type="stacked"
          series={currencies.map((name, index) => ({ name, color: colors[index % colors.length] ?? 'indigo.5' }))}
          valueFormatter={(value) =>
            currencies[0] === undefined ? '' : format.money({ amount: String(value), currency: currencies[0] })
          }
        />
      </Panel>
    </SimpleGrid>
  );
}

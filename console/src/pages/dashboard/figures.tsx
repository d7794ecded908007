import { Box, SimpleGrid, Text } from '@mantine/core';
import type { StatsQuery } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';

export function Figures({ stats }: { stats: StatsQuery['callStats'] }) {
  const { t, format } = useI18n();
  const { none } = t.common;
  const figures: [string, string][] = [
    [t.dashboard.calls, format.integer(stats.total)],
    [t.dashboard.answerRate, stats.answerRate === null ? none : format.percent(stats.answerRate)],
    [
      t.dashboard.averageDuration,
      stats.averageDurationSeconds === null ? none : format.duration(stats.averageDurationSeconds),
    ],
    [t.dashboard.totalDuration, format.duration(stats.totalDurationSeconds)],
    [t.dashboard.cost, stats.cost.map(format.money).join(' + ') || none],
  ];
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, md: 5 }} spacing="sm">
      {figures.map(([name, value]) => (
        <Box key={name} className="panel" p="md">
          <Text size="xs" c="dimmed">
            {name}
          </Text>
          <Text fz={22} fw={600} mt={2}>
            {value}
          </Text>
        </Box>
      ))}
    </SimpleGrid>
  );
}

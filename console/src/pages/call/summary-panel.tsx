import { Badge, Group, Stack, Text } from '@mantine/core';
import type { ConversationOutcome } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { Panel } from '../../ui/panel';
import type { CallDetails } from './audio-panel';
import classes from './call.module.css';

const COLOR: Readonly<Record<ConversationOutcome, string>> = { SUCCESS: 'teal', FAILURE: 'red', UNKNOWN: 'gray' };

/** How the conversation went, as ElevenLabs judged it; nothing where there is no transcript. */
export function SummaryPanel({ call: { transcript } }: { call: CallDetails }) {
  const { t } = useI18n();
  if (transcript === null) return null;
  const data = Object.entries(transcript.data);
  return (
    <Panel
      title={t.call.summary}
      aside={
        <Badge variant="light" color={COLOR[transcript.outcome]}>
          {t.call.outcome}: {t.call.outcomes[transcript.outcome]}
        </Badge>
      }
    >
      <Stack gap="sm">
        <Text size="sm">{transcript.summary ?? t.common.none}</Text>
        {transcript.evaluations.length > 0 && (
          <div>
            <Text size="xs" fw={600} mb={4}>
              {t.call.evaluations}
            </Text>
            <Stack gap={6}>
              {transcript.evaluations.map(({ criterion, outcome, rationale }) => (
                <div key={criterion}>
                  <Group gap="xs">
                    <Text size="sm">{criterion}</Text>
                    <Badge size="sm" variant="light" color={COLOR[outcome]}>
                      {t.call.outcomes[outcome]}
                    </Badge>
                  </Group>
                  {rationale !== null && (
                    <Text size="xs" c="dimmed">
                      {rationale}
                    </Text>
                  )}
                </div>
              ))}
            </Stack>
          </div>
        )}
        {data.length > 0 && (
          <div>
            <Text size="xs" fw={600} mb={4}>
              {t.call.data}
            </Text>
            <dl className={classes.facts}>
              {data.map(([name, value]) => (
                <div key={name} style={{ display: 'contents' }}>
                  <dt>{name}</dt>
                  <dd>{textOf(value)}</dd>
                </div>
              ))}
            </dl>
          </div>
        )}
      </Stack>
    </Panel>
  );
}

/** Collected data come as bare values or as `{ value, rationale, … }`. */
function textOf(collected: unknown): string {
  if (typeof collected === 'object' && collected !== null && 'value' in collected) return textOf(collected.value);
  return typeof collected === 'string' ? collected : JSON.stringify(collected);
}

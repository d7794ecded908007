import { Alert, Badge, Box, Button, Group, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCode, IconPhoneCall, IconPlayerPause, IconSettings } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useMay } from '../../api/api-context';
import type { ApplicationFieldsFragment } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { ApplicationSettings } from './application-settings';
import { ScenarioDialog } from './scenario-dialog';
import classes from './applications.module.css';

export function ApplicationCard({ application }: { application: ApplicationFieldsFragment }) {
  const { t, format } = useI18n();
  const { operate } = useMay();
  const [opened, settings] = useDisclosure();
  const [reading, scenario] = useDisclosure();
  const { sync, syncPause, syncedThrough } = application;
  const facts: [string, string | null][] = [
    [t.applications.account, application.account.name],
    [t.applications.remote, application.voximplantApplicationId],
    [t.applications.agent, application.elevenLabsAgentId],
    [t.applications.region, t.applications.regions[application.elevenLabsRegion]],
    [t.applications.elevenLabsKey, `…${application.elevenLabsApiKeyHint}`],
    [t.applications.phone, application.phoneNumber],
  ];
  return (
    <Box component="section" className="panel" p="md" aria-label={application.name} data-application={application.id}>
      <Group justify="space-between" mb="sm" gap="xs">
        <Group gap="xs">
          <Title order={2} fz={16}>
            {application.name}
          </Title>
          <Badge variant="light" color={sync.enabled ? (syncPause ? 'orange' : 'teal') : 'gray'}>
            {sync.enabled ? t.applications.every(sync.intervalMinutes) : t.applications.byHand}
          </Badge>
          <Text size="xs" c="dimmed">
            {syncedThrough === null
              ? t.applications.notSynced
              : t.applications.syncedThrough(format.dateTime(syncedThrough))}
          </Text>
        </Group>
        <Group gap="xs">
          <Button
            component={Link}
            to={`/voximplant/call-history?application=${application.id}`}
            size="xs"
            variant="default"
            leftSection={<IconPhoneCall size={14} aria-hidden />}
          >
            {t.applications.history}
          </Button>
          <Button size="xs" variant="default" leftSection={<IconCode size={14} aria-hidden />} onClick={scenario.open}>
            {t.scenario.title}
          </Button>
          {operate && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconSettings size={14} aria-hidden />}
              onClick={settings.open}
            >
              {t.applications.settings}
            </Button>
          )}
        </Group>
      </Group>
      {syncPause && (
        <Alert color="orange" icon={<IconPlayerPause aria-hidden />} title={t.applications.paused} mb="sm">
          {syncPause.reason}
        </Alert>
      )}
      <dl className={classes.facts}>
        {facts
          .filter(([, value]) => value !== null)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <ScenarioDialog application={application} opened={reading} onClose={scenario.close} />
      <ApplicationSettings application={application} opened={opened} onClose={settings.close} />
    </Box>
  );
}

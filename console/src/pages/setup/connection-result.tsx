import { Alert, Badge, Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconPlugConnectedX } from '@tabler/icons-react';
import type { TestConnectionMutation } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';

/** What Voximplant said to the credentials. */
export function ConnectionResult({ result }: { result: TestConnectionMutation['testConnection'] }) {
  const { t, format } = useI18n();
  const { ok, accountName, balance, applications, error, warnings } = result;
  if (!ok) {
    return (
      <Alert color="red" icon={<IconPlugConnectedX aria-hidden />} title={t.accounts.testFailed} role="alert">
        {error?.message} {error?.code != null && `(${t.errors.upstreamCode(error.code)})`}
      </Alert>
    );
  }
  return (
    <Alert
      color="teal"
      icon={<IconCircleCheck aria-hidden />}
      title={t.accounts.testOk(accountName ?? t.common.unknown)}
      role="status"
    >
      <Stack gap={6}>
        {balance && (
          <Text size="sm">
            {t.accounts.balance}: {format.money(balance)}
          </Text>
        )}
        <Text size="sm">{applications.length === 0 ? t.accounts.noApplications : `${t.accounts.applications}:`}</Text>
        <Group gap={6}>
          {applications.map(({ id, name }) => (
            <Badge key={id} variant="default">
              {name}
            </Badge>
          ))}
        </Group>
        {warnings.map((warning) => (
          <Text key={warning} size="sm">
            {warning}
          </Text>
        ))}
      </Stack>
    </Alert>
  );
}

import { useMutation } from '@apollo/client/react';
import { Alert, Badge, Button, Code, Group, Modal, Stack, Table, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import {
  type ApiKeyFieldsFragment,
  CreateApiKeyDocument,
  RevokeApiKeyDocument,
  type Role,
  TeamDocument,
} from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { AskDialog } from '../../ui/ask-dialog';
import { CopyField } from '../../ui/copy-field';
import { fieldErrors } from '../../ui/error-text';
import { FormEnd } from '../../ui/form-end';
import { WideTable } from '../../ui/wide-table';
import { DatePickerInput } from '../../ui/date-picker';
import { Panel } from '../../ui/panel';
import { startOf } from '../call-history/call-filters';
import { RoleSelect } from './role-select';

export function ApiKeys({ apiKeys }: { apiKeys: readonly ApiKeyFieldsFragment[] }) {
  const { t } = useI18n();
  const [opened, dialog] = useDisclosure();
  const [token, setToken] = useState<string | null>(null);
  const close = () => {
    setToken(null);
    dialog.close();
  };
  return (
    <Panel
      title={t.team.keys}
      aside={
        <Button size="xs" leftSection={<IconKey size={15} aria-hidden />} onClick={dialog.open}>
          {t.team.addKey}
        </Button>
      }
    >
      {apiKeys.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t.team.noKeys}
        </Text>
      ) : (
        <WideTable label={t.team.keys} minWidth={620} verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t.common.name}</Table.Th>
              <Table.Th>{t.team.prefix}</Table.Th>
              <Table.Th>{t.team.role}</Table.Th>
              <Table.Th>{t.team.lastUsed}</Table.Th>
              <Table.Th>{t.team.expires}</Table.Th>
              <Table.Th aria-label={t.team.revoke} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {apiKeys.map((apiKey) => (
              <KeyRow key={apiKey.id} apiKey={apiKey} />
            ))}
          </Table.Tbody>
        </WideTable>
      )}
      <Modal
        opened={opened}
        onClose={close}
        title={token === null ? t.team.addKeyTitle : t.team.tokenTitle}
        closeOnClickOutside={token === null}
        closeButtonProps={{ 'aria-label': t.common.close }}
      >
        {token === null ? (
          <AddKeyForm onCreated={setToken} />
        ) : (
          <Stack gap="md">
            <Alert icon={<IconKey aria-hidden />} color="yellow">
              {t.team.tokenText}
            </Alert>
            <CopyField label={t.team.tokenTitle} value={token} />
            <Group justify="flex-end">
              <Button onClick={close}>{t.common.close}</Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </Panel>
  );
}

function KeyRow({ apiKey }: { apiKey: ApiKeyFieldsFragment }) {
  const { t, format } = useI18n();
  const [asking, ask] = useDisclosure();
  const [revoke, { loading, error }] = useMutation(RevokeApiKeyDocument, {
    variables: { id: apiKey.id },
    onCompleted: ask.close,
    onError: () => undefined, // shown in the dialog
  });
  const over = apiKey.expiresAt !== null && Date.parse(apiKey.expiresAt) <= Date.now();
  const live = apiKey.revokedAt === null && !over;
  return (
    <Table.Tr c={live ? undefined : 'dimmed'}>
      <Table.Td>{apiKey.name}</Table.Td>
      <Table.Td>
        <Code>{apiKey.prefix}…</Code>
      </Table.Td>
      <Table.Td>{t.team.roles[apiKey.role]}</Table.Td>
      <Table.Td>{apiKey.lastUsedAt === null ? t.common.never : format.dateTime(apiKey.lastUsedAt)}</Table.Td>
      <Table.Td>{apiKey.expiresAt === null ? t.common.never : format.date(apiKey.expiresAt)}</Table.Td>
      <Table.Td ta="right">
        {live ? (
          <Button size="compact-xs" variant="subtle" color="red" onClick={ask.open}>
            {t.team.revoke}
          </Button>
        ) : (
          <Badge variant="light" color="gray">
            {apiKey.revokedAt === null ? t.team.expired : t.team.revoked}
          </Badge>
        )}
        <AskDialog
          opened={asking}
          onClose={ask.close}
          title={t.team.revokeTitle(apiKey.name)}
          text={t.team.revokeText}
          action={t.team.revoke}
          loading={loading}
          error={error}
          onConfirm={() => void revoke()}
        />
      </Table.Td>
    </Table.Tr>
  );
}

function AddKeyForm({ onCreated }: { onCreated: (token: string) => void }) {
  const { t } = useI18n();
  const [create, { loading, error }] = useMutation(CreateApiKeyDocument, { refetchQueries: [TeamDocument] });
  const form = useForm({ initialValues: { name: '', role: 'VIEWER' as Role, lastDay: null as string | null } });
  const submit = form.onSubmit(async ({ name, role, lastDay }) => {
    const expiresAt = lastDay === null ? null : startOf(lastDay, 1);
    try {
      const { data } = await create({ variables: { input: { name, role, expiresAt } } });
      if (data) onCreated(data.createApiKey.token);
    } catch (failure) {
      form.setErrors(fieldErrors(failure));
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <TextInput label={t.common.name} required data-autofocus {...form.getInputProps('name')} />
        <RoleSelect {...form.getInputProps('role')} />
        <DatePickerInput
          label={t.team.keyExpires}
          description={t.team.keyExpiresHint}
          minDate={new Date()}
          valueFormat="D MMM YYYY"
          clearable
          {...form.getInputProps('lastDay')}
        />
        <FormEnd error={error} loading={loading} action={t.team.addKey} />
      </Stack>
    </form>
  );
}

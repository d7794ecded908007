import { useApolloClient, useMutation } from '@apollo/client/react';
import { ActionIcon, Badge, Button, Group, Text, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useMay } from '../../api/api-context';
import { forget } from '../../api/forget';
import {
  type AccountFieldsFragment,
  type ConnectionState,
  RemoveAccountDocument,
  VerifyAccountDocument,
} from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { useErrorText } from '../../ui/error-text';
import { RemoveDialog } from '../../ui/remove-dialog';
import { AccountDialog } from './account-dialog';
import classes from './setup.module.css';

const COLOR: Readonly<Record<ConnectionState, string>> = { OK: 'teal', FAILED: 'red', UNVERIFIED: 'gray' };

export function AccountRow({ account }: { account: AccountFieldsFragment }) {
  const { t, format } = useI18n();
  const { operate } = useMay();
  const textOf = useErrorText();
  const client = useApolloClient();
  const [removing, removeDialog] = useDisclosure();
  const [editing, editDialog] = useDisclosure();
  const { connection } = account;
  const [verify, verifying] = useMutation(VerifyAccountDocument, {
    variables: { id: account.id },
    onCompleted: ({ verifyAccount }) => {
      if (verifyAccount.account.connection.state === 'OK')
        notifications.show({ color: 'teal', message: t.accounts.verified });
    },
    onError: (error) => void notifications.show({ color: 'red', message: textOf(error) }),
  });
  const [remove, removal] = useMutation(RemoveAccountDocument, {
    variables: { id: account.id },
    onCompleted: () => {
      removeDialog.close();
      notifications.show({ message: t.accounts.removed(account.name) });
      void forget(client, { __typename: 'Account', id: account.id });
    },
    onError: () => undefined, // shown in the dialog
  });

  return (
    <div className={classes.account} data-account={account.id}>
      <div>
        <Group gap="xs">
          <Text fw={600} size="sm">
            {account.name}
          </Text>
          <Badge variant="light" color={COLOR[connection.state]} data-value={connection.state}>
            {t.accounts.health[connection.state]}
          </Badge>
        </Group>
        <Text size="xs" c="dimmed">
          {account.voximplantAccountName} · {account.voximplantAccountId} ·{' '}
          {t.accounts.credential[account.credentialKind]} …{account.credentialHint}
        </Text>
        {connection.error && (
          <Text size="xs" c="red" mt={4}>
            {connection.error.message}
            {connection.error.code !== null && ` (${t.errors.upstreamCode(connection.error.code)})`}
          </Text>
        )}
      </div>
      <Text size="sm">
        {t.accounts.balance}: {connection.balance === null ? t.common.unknown : format.money(connection.balance)}
        <Text size="xs" c="dimmed" component="div">
          {connection.checkedAt !== null && t.accounts.checked(format.dateTime(connection.checkedAt))}
        </Text>
      </Text>
      <Text size="sm" c={account.applications.length === 0 ? 'dimmed' : undefined}>
        {account.applications.map(({ name }) => name).join(', ') || t.applications.empty}
      </Text>
      {operate && (
        <Group gap="xs" wrap="nowrap" justify="flex-end">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            loading={verifying.loading}
            onClick={() => void verify()}
          >
            {t.accounts.verify}
          </Button>
          <Tooltip label={t.accounts.edit}>
            <ActionIcon variant="subtle" color="gray" aria-label={t.accounts.edit} onClick={editDialog.open}>
              <IconPencil size={16} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t.accounts.remove}>
            <ActionIcon variant="subtle" color="red" aria-label={t.accounts.remove} onClick={removeDialog.open}>
              <IconTrash size={16} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        </Group>
      )}
      <AccountDialog account={account} opened={editing} onDone={editDialog.close} />
      <RemoveDialog
        opened={removing}
        onClose={removeDialog.close}
        name={account.name}
        text={t.accounts.removeText(account.applications.length)}
        again={t.accounts.removeAgain}
        label={t.accounts.removeTypeLabel}
        loading={removal.loading}
        error={removal.error}
        onRemove={() => void remove()}
      />
    </div>
  );
}

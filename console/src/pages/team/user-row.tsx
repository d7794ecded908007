import { useApolloClient, useMutation } from '@apollo/client/react';
import { ActionIcon, Badge, Group, Modal, Table, Text, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconLock, IconPencil, IconUserMinus } from '@tabler/icons-react';
import { useSignedIn } from '../../api/api-context';
import { RemoveUserDocument, type UserFieldsFragment } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { AskDialog } from '../../ui/ask-dialog';
import { EditUserForm } from './edit-user-form';
import { SetPasswordForm } from './set-password-form';

interface Props {
  user: UserFieldsFragment;
  /** Without this user, the workspace would have no administrator. */
  isLastAdmin: boolean;
}

/** A user, and what an administrator may do about them. Nobody removes themself here; for their password they have a menu. */
export function UserRow({ user, isLastAdmin }: Props) {
  const { t, format } = useI18n();
  const { viewer } = useSignedIn();
  const isOwn = user.id === viewer.user?.id;
  return (
    <Table.Tr>
      <Table.Td>
        {user.name !== null && (
          <Text size="sm" fw={600}>
            {user.name}
          </Text>
        )}
        {user.email}{' '}
        {isOwn && (
          <Text span size="xs" c="dimmed">
            ({t.team.you})
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Badge variant="light">{t.team.roles[user.role]}</Badge>
      </Table.Td>
      <Table.Td>{format.date(user.createdAt)}</Table.Td>
      <Table.Td>
        <Group gap="xs" wrap="nowrap" justify="flex-end">
          <Edit user={user} isLastAdmin={isLastAdmin} />
          {!isOwn && <SetPassword user={user} />}
          {!isOwn && !isLastAdmin && <Remove user={user} />}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

function Edit({ user, isLastAdmin }: Props) {
  const { t } = useI18n();
  const [opened, dialog] = useDisclosure();
  return (
    <>
      <Tooltip label={t.team.edit}>
        <ActionIcon variant="subtle" color="gray" aria-label={t.team.edit} onClick={dialog.open}>
          <IconPencil size={16} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t.team.editTitle(user.email)}
        closeButtonProps={{ 'aria-label': t.common.close }}
      >
        <EditUserForm user={user} isLastAdmin={isLastAdmin} onDone={dialog.close} />
      </Modal>
    </>
  );
}

function SetPassword({ user }: Pick<Props, 'user'>) {
  const { t } = useI18n();
  const [opened, dialog] = useDisclosure();
  return (
    <>
      <Tooltip label={t.team.setPassword}>
        <ActionIcon variant="subtle" color="gray" aria-label={t.team.setPassword} onClick={dialog.open}>
          <IconLock size={16} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t.team.setPasswordTitle(user.email)}
        closeButtonProps={{ 'aria-label': t.common.close }}
      >
        <SetPasswordForm user={user} onDone={dialog.close} />
      </Modal>
    </>
  );
}

function Remove({ user }: Pick<Props, 'user'>) {
  const { t } = useI18n();
  const { cache } = useApolloClient();
  const [asking, ask] = useDisclosure();
  const [remove, { loading, error }] = useMutation(RemoveUserDocument, {
    variables: { id: user.id },
    onCompleted: () => {
      ask.close();
      notifications.show({ message: t.team.userRemoved(user.email) });
      cache.evict({ id: cache.identify({ __typename: 'User', id: user.id }) });
      cache.gc();
    },
    onError: () => undefined, // shown in the dialog
  });
  return (
    <>
      <Tooltip label={t.team.removeUser}>
        <ActionIcon variant="subtle" color="red" aria-label={t.team.removeUser} onClick={ask.open}>
          <IconUserMinus size={16} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <AskDialog
        opened={asking}
        onClose={ask.close}
        title={t.team.removeUserTitle(user.email)}
        text={t.team.removeUserText}
        action={t.common.remove}
        loading={loading}
        error={error}
        onConfirm={() => void remove()}
      />
    </>
  );
}

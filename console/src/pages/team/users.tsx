import { Button, Modal, Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconUserPlus } from '@tabler/icons-react';
import type { UserFieldsFragment } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { Panel } from '../../ui/panel';
import { WideTable } from '../../ui/wide-table';
import { AddUserForm } from './add-user-form';
import { UserRow } from './user-row';

export function Users({ users }: { users: readonly UserFieldsFragment[] }) {
  const { t } = useI18n();
  const [opened, dialog] = useDisclosure();
  const admins = users.filter(({ role }) => role === 'ADMIN');
  return (
    <Panel
      title={t.team.users}
      aside={
        <Button size="xs" leftSection={<IconUserPlus size={15} aria-hidden />} onClick={dialog.open}>
          {t.team.addUser}
        </Button>
      }
    >
      <WideTable label={t.team.users} minWidth={520} verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.team.user}</Table.Th>
            <Table.Th>{t.team.role}</Table.Th>
            <Table.Th>{t.team.since}</Table.Th>
            <Table.Th aria-label={t.team.actions} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {users.map((user) => (
            <UserRow key={user.id} user={user} isLastAdmin={user.role === 'ADMIN' && admins.length === 1} />
          ))}
        </Table.Tbody>
      </WideTable>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t.team.addUserTitle}
        closeButtonProps={{ 'aria-label': t.common.close }}
      >
        <AddUserForm onDone={dialog.close} />
      </Modal>
    </Panel>
  );
}

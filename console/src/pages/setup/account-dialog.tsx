import { useMutation } from '@apollo/client/react';
import { Button, Group, Modal, PasswordInput, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import {
  type AccountFieldsFragment,
  AccountsDocument,
  AddAccountDocument,
  TestConnectionDocument,
  UpdateAccountDocument,
  type VoximplantCredentialsInput,
} from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { ErrorNote } from '../../ui/error-note';
import { fieldErrors } from '../../ui/error-text';
import { ConnectionResult } from './connection-result';
import { type KeyFile, KeyFileDrop } from './key-file-drop';

interface Props {
  /** The account that is changed; none: a new one. */
  account?: AccountFieldsFragment;
  onDone: () => void;
}

/** Credentials by key or by file; they can be tried out before they are saved. */
export function AccountDialog({ account, opened, onDone }: Props & { opened: boolean }) {
  const { t } = useI18n();
  return (
    <Modal
      opened={opened}
      onClose={onDone}
      title={account ? t.accounts.editTitle(account.name) : t.accounts.addTitle}
      size="lg"
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      <AccountForm account={account} onDone={onDone} />
    </Modal>
  );
}

function AccountForm({ account, onDone }: Props) {
  const { t } = useI18n();
  const [by, setBy] = useState('apiKey');
  const [file, setFile] = useState<KeyFile | null>(null);
  const [testConnection, test] = useMutation(TestConnectionDocument, { onError: () => undefined });
  const [addAccount, adding] = useMutation(AddAccountDocument, { refetchQueries: [AccountsDocument] });
  const [updateAccount, updating] = useMutation(UpdateAccountDocument);
  const form = useForm({
    initialValues: { name: account?.name ?? '', accountId: account?.voximplantAccountId ?? '', apiKey: '' },
    onValuesChange: () => test.reset(),
  });

  const takeFile = (next: KeyFile | null) => {
    setFile(next);
    test.reset();
    if (next && !account) form.setFieldValue('accountId', next.accountId);
  };
  const credentials = (): VoximplantCredentialsInput => {
    const { accountId, apiKey } = form.values;
    return by === 'file' ? { accountId, serviceAccountKey: file?.text } : { accountId, apiKey };
  };
  const given = form.values.accountId !== '' && (by === 'file' ? file !== null : form.values.apiKey !== '');
  const failure = adding.error ?? updating.error;

  const add = async (name: string) => {
    const input = credentials();
    const tested = test.data?.testConnection ?? (await testConnection({ variables: { input } })).data?.testConnection;
    if (tested?.ok !== true) return; // shown below
    const variables = { input: { name: name || (tested.accountName ?? ''), credentials: input } };
    const { data } = await addAccount({ variables });
    if (!data) return;
    const title = t.accounts.added(data.addAccount.account.name);
    notifications.show({ color: 'teal', title, message: t.accounts.next });
    onDone();
  };
  const update = async (id: string, name: string) => {
    await updateAccount({ variables: { input: { id, name, ...(given && { credentials: credentials() }) } } });
    notifications.show({ color: 'teal', message: t.common.saved });
    onDone();
  };
  const submit = form.onSubmit(async ({ name }) => {
    try {
      await (account ? update(account.id, name) : add(name));
    } catch (error) {
      form.setErrors(fieldErrors(error));
    }
  });

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <SegmentedControl
          value={by}
          onChange={setBy}
          data={[
            { value: 'apiKey', label: t.accounts.byApiKey },
            { value: 'file', label: t.accounts.byKeyFile },
          ]}
        />
        {by === 'file' && <KeyFileDrop file={file} onFile={takeFile} />}
        <TextInput
          label={t.accounts.accountId}
          description={t.accounts.accountIdHint}
          inputMode="numeric"
          required
          readOnly={account !== undefined}
          {...form.getInputProps('accountId')}
        />
        {by === 'apiKey' && (
          <PasswordInput
            label={t.accounts.apiKey}
            description={account && t.accounts.keepCredentials(account.credentialHint)}
            autoComplete="off"
            required={!account}
            {...form.getInputProps('apiKey')}
          />
        )}
        <TextInput
          label={t.accounts.name}
          description={t.accounts.nameHint}
          required={account !== undefined}
          {...form.getInputProps('name')}
        />
        {test.data && <ConnectionResult result={test.data.testConnection} />}
        {test.error && <ErrorNote error={test.error} />}
        {failure && <ErrorNote error={failure} />}
        <Group justify="space-between" gap="xs">
          <Button
            variant="default"
            disabled={!given}
            loading={test.loading}
            onClick={() => void testConnection({ variables: { input: credentials() } })}
          >
            {t.accounts.test}
          </Button>
          <Button type="submit" disabled={!given && !account} loading={adding.loading || updating.loading}>
            {account ? t.common.save : t.accounts.add}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

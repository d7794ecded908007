import { useMutation } from '@apollo/client/react';
import { Alert, Button, Group, Modal, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import {
  type AccountFieldsFragment,
  AccountsDocument,
  ApplicationsDocument,
  CreateApplicationDocument,
  type ElevenLabsRegion,
} from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { CopyField } from '../../ui/copy-field';
import { ErrorNote } from '../../ui/error-note';
import { fieldErrors } from '../../ui/error-text';
import { RegionSelect } from './region-select';
import { RemoteApplicationField } from './remote-application-field';

interface Props {
  opened: boolean;
  onClose: () => void;
  accounts: readonly AccountFieldsFragment[];
  preferred: string | null;
}

/** The form, then the secret that is shown only here. */
export function CreateApplicationDialog({ opened, onClose, accounts, preferred }: Props) {
  const { t } = useI18n();
  const [secret, setSecret] = useState<{ name: string; value: string } | null>(null);
  const close = () => {
    setSecret(null);
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="lg"
      title={secret ? t.applications.created(secret.name) : t.applications.createTitle}
      closeOnClickOutside={secret === null}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      {secret ? (
        <Stack gap="md">
          <Alert icon={<IconKey aria-hidden />} color="yellow">
            {t.applications.secretText}
          </Alert>
          <CopyField label={t.applications.secretTitle} value={secret.value} />
          <Group justify="flex-end">
            <Button onClick={close}>{t.common.close}</Button>
          </Group>
        </Stack>
      ) : (
        <CreateForm
          accounts={accounts}
          preferred={preferred}
          onCancel={close}
          onCreated={(name, value) => setSecret({ name, value })}
        />
      )}
    </Modal>
  );
}

interface FormProps extends Pick<Props, 'accounts' | 'preferred'> {
  onCancel: () => void;
  onCreated: (name: string, secret: string) => void;
}

function CreateForm({ accounts, preferred, onCancel, onCreated }: FormProps) {
  const { t } = useI18n();
  const [create, { loading, error }] = useMutation(CreateApplicationDocument, {
    refetchQueries: [ApplicationsDocument, AccountsDocument],
  });
  const form = useForm({
    initialValues: {
      accountId: preferred ?? '',
      name: '',
      voximplantApplicationId: '',
      elevenLabsApiKey: '',
      elevenLabsAgentId: '',
      elevenLabsRegion: 'GLOBAL' as ElevenLabsRegion,
      phoneNumber: '',
    },
  });
  const account = accounts.find(({ id }) => id === form.values.accountId);
  const submit = form.onSubmit(async ({ phoneNumber, ...values }) => {
    try {
      const { data } = await create({ variables: { input: { ...values, phoneNumber: phoneNumber || null } } });
      if (data) onCreated(data.createApplication.application.name, data.createApplication.webhookSecret);
    } catch (failure) {
      form.setErrors(fieldErrors(failure));
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <Select
          label={t.applications.account}
          data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
          allowDeselect={false}
          required
          {...form.getInputProps('accountId')}
          onChange={(id: string | null) => form.setValues({ accountId: id ?? '', voximplantApplicationId: '' })}
        />
        <TextInput label={t.common.name} required data-autofocus {...form.getInputProps('name')} />
        {account && (
          <RemoteApplicationField
            account={account}
            value={form.values.voximplantApplicationId}
            onChange={(id) => form.setFieldValue('voximplantApplicationId', id)}
            error={form.errors.voximplantApplicationId}
          />
        )}
        <PasswordInput
          label={t.applications.elevenLabsKey}
          description={t.applications.elevenLabsKeyHint}
          autoComplete="off"
          required
          {...form.getInputProps('elevenLabsApiKey')}
        />
        <Group grow align="flex-start">
          <TextInput
            label={t.applications.agent}
            placeholder="agent_…"
            required
            {...form.getInputProps('elevenLabsAgentId')}
          />
          <RegionSelect {...form.getInputProps('elevenLabsRegion')} />
        </Group>
        <TextInput
          label={t.applications.phone}
          description={t.applications.phoneHint}
          type="tel"
          {...form.getInputProps('phoneNumber')}
        />
        {error && <ErrorNote error={error} />}
        <Group justify="flex-end" gap="xs" mt="xs">
          <Button variant="default" onClick={onCancel}>
            {t.common.cancel}
          </Button>
          <Button type="submit" loading={loading}>
            {t.applications.create}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

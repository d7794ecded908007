import { useMutation } from '@apollo/client/react';
import { Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { ChangePasswordDocument, type ChangePasswordInput } from '../api/generated';
import { replaceSession, type Session } from '../api/session';
import { useI18n } from '../i18n/i18n';
import { fieldErrors } from '../ui/error-text';
import { FormEnd } from '../ui/form-end';
import { NewPasswordInput } from '../ui/new-password-input';

interface Props {
  opened: boolean;
  onDone: () => void;
}

/** One's own password, for which the current one has to be known. */
export function ChangePasswordDialog({ opened, onDone }: Props) {
  const { t } = useI18n();
  return (
    <Modal
      opened={opened}
      onClose={onDone}
      title={t.password.changeTitle}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      <ChangePasswordForm onDone={onDone} />
    </Modal>
  );
}

function ChangePasswordForm({ onDone }: Pick<Props, 'onDone'>) {
  const { t } = useI18n();
  const [change, { loading, error }] = useMutation(ChangePasswordDocument);
  const form = useForm({ initialValues: { currentPassword: '', newPassword: '' } });
  const renew = async (input: ChangePasswordInput): Promise<Session> => {
    const { data } = await change({ variables: { input } });
    if (!data) throw new Error('There is no answer');
    return data.changePassword;
  };
  const submit = form.onSubmit(async (input) => {
    try {
      await replaceSession(() => renew(input));
      notifications.show({ color: 'teal', message: t.password.changed });
      onDone();
    } catch (failure) {
      const errors = fieldErrors(failure);
      form.setErrors({ ...errors, ...(errors.currentPassword && { currentPassword: t.password.wrong }) });
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t.password.changeText}
        </Text>
        <PasswordInput
          label={t.password.current}
          autoComplete="current-password"
          required
          data-autofocus
          {...form.getInputProps('currentPassword')}
        />
        <NewPasswordInput label={t.password.new} {...form.getInputProps('newPassword')} />
        <FormEnd
          error={Object.keys(form.errors).length === 0 ? error : undefined}
          loading={loading}
          action={t.password.change}
        />
      </Stack>
    </form>
  );
}

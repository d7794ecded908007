import { useMutation } from '@apollo/client/react';
import { Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { SetUserPasswordDocument, type UserFieldsFragment } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { fieldErrors } from '../../ui/error-text';
import { FormEnd } from '../../ui/form-end';
import { NewPasswordInput } from '../../ui/new-password-input';

interface Props {
  user: UserFieldsFragment;
  onDone: () => void;
}

/** For somebody who forgot theirs. */
export function SetPasswordForm({ user, onDone }: Props) {
  const { t } = useI18n();
  const [set, { loading, error }] = useMutation(SetUserPasswordDocument);
  const form = useForm({ initialValues: { password: '' } });
  const submit = form.onSubmit(async ({ password }) => {
    try {
      await set({ variables: { input: { id: user.id, password } } });
      notifications.show({ color: 'teal', message: t.team.passwordSet(user.email) });
      onDone();
    } catch (failure) {
      form.setErrors(fieldErrors(failure));
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t.team.setPasswordText}
        </Text>
        <NewPasswordInput label={t.password.new} data-autofocus {...form.getInputProps('password')} />
        <FormEnd error={error} loading={loading} action={t.team.setPassword} />
      </Stack>
    </form>
  );
}

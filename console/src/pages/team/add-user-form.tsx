import { useMutation } from '@apollo/client/react';
import { Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { CreateUserDocument, type Role, TeamDocument } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { fieldErrors } from '../../ui/error-text';
import { FormEnd } from '../../ui/form-end';
import { NewPasswordInput } from '../../ui/new-password-input';
import { RoleSelect } from './role-select';

export function AddUserForm({ onDone }: { onDone: () => void }) {
  const { t } = useI18n();
  const [create, { loading, error }] = useMutation(CreateUserDocument, { refetchQueries: [TeamDocument] });
  const form = useForm({ initialValues: { email: '', name: '', password: '', role: 'VIEWER' as Role } });
  const submit = form.onSubmit(async ({ name, ...input }) => {
    try {
      await create({ variables: { input: { ...input, name: name.trim() || null } } });
      notifications.show({ color: 'teal', message: t.team.userAdded(input.email) });
      onDone();
    } catch (failure) {
      form.setErrors(fieldErrors(failure));
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <TextInput
          label={t.signIn.email}
          type="email"
          autoComplete="off"
          required
          data-autofocus
          {...form.getInputProps('email')}
        />
        <TextInput label={t.common.name} autoComplete="off" maxLength={200} {...form.getInputProps('name')} />
        <NewPasswordInput label={t.team.firstPassword} {...form.getInputProps('password')} />
        <RoleSelect {...form.getInputProps('role')} />
        <FormEnd error={error} loading={loading} action={t.team.addUser} />
      </Stack>
    </form>
  );
}

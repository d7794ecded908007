import { useMutation } from '@apollo/client/react';
import { Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { UpdateUserDocument, type UserFieldsFragment } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { fieldErrors } from '../../ui/error-text';
import { FormEnd } from '../../ui/form-end';
import { RoleSelect } from './role-select';

interface Props {
  user: UserFieldsFragment;
  /** Without this user, the workspace would have no administrator. */
  isLastAdmin: boolean;
  onDone: () => void;
}

export function EditUserForm({ user, isLastAdmin, onDone }: Props) {
  const { t } = useI18n();
  const [update, { loading, error }] = useMutation(UpdateUserDocument);
  const form = useForm({ initialValues: { name: user.name ?? '', role: user.role } });
  const submit = form.onSubmit(async ({ name, role }) => {
    const given = { name: name.trim() || null, ...(role !== user.role && { role }) };
    try {
      await update({ variables: { input: { id: user.id, ...given } } });
      notifications.show({ color: 'teal', message: t.common.saved });
      onDone();
    } catch (failure) {
      form.setErrors(fieldErrors(failure));
    }
  });
  const whyNot = isLastAdmin ? { disabled: true, description: t.team.lastAdmin } : {};
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <TextInput
          label={t.common.name}
          autoComplete="off"
          maxLength={200}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <RoleSelect {...form.getInputProps('role')} {...whyNot} />
        <FormEnd error={error} loading={loading} action={t.common.save} />
      </Stack>
    </form>
  );
}

import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useI18n } from '../i18n/i18n';

/** A password that is to be good from now on. */
export function NewPasswordInput(props: PasswordInputProps) {
  const { t } = useI18n();
  return (
    <PasswordInput
      description={t.password.hint}
      autoComplete="new-password"
      minLength={12}
      maxLength={128}
      required
      {...props}
    />
  );
}

import { useMutation } from '@apollo/client/react';
import { Alert, Anchor, Box, Button, Center, Group, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconClockExclamation } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { codeOf } from '../../api/client';
import { SignInDocument, SignUpDocument, type StartQuery } from '../../api/generated';
import { beginSession } from '../../api/session';
import { useI18n } from '../../i18n/i18n';
import { Logo } from '../../shell/logo';
import { Preferences } from '../../shell/preferences';
import { ErrorNote } from '../../ui/error-note';
import { fieldErrors, useErrorText } from '../../ui/error-text';
import { NewPasswordInput } from '../../ui/new-password-input';

/** The first user signs up; everyone else signs in. */
export function SignInPage({ setup, expired }: { setup: StartQuery['setup']; expired: boolean }) {
  const { t } = useI18n();
  const [signingUp, setSigningUp] = useState(setup.needsFirstUser);
  useEffect(() => {
    document.title = `${signingUp ? t.signIn.welcome : t.signIn.title} · Voxsync`;
  }, [signingUp, t]);
  return (
    <Center mih="100dvh" p="md" component="main">
      <Stack w="100%" maw={400} gap="lg">
        <Group justify="space-between">
          <Logo />
          <Preferences />
        </Group>
        <Box className="panel" p="xl">
          <Stack gap="md">
            <div>
              <Title order={1} fz={22}>
                {signingUp ? t.signIn.welcome : t.signIn.title}
              </Title>
              <Text size="sm" c="dimmed" mt={4}>
                {signingUp ? (setup.needsFirstUser ? t.signIn.firstUser : t.signIn.newWorkspace) : t.signIn.claim}
              </Text>
            </div>
            {expired && !signingUp && (
              <Alert color="yellow" icon={<IconClockExclamation aria-hidden />} role="status">
                {t.signIn.expired}
              </Alert>
            )}
            {signingUp ? <SignUpForm /> : <SignInForm />}
            {setup.signUpOpen && !setup.needsFirstUser && (
              <Anchor component="button" size="sm" onClick={() => setSigningUp(!signingUp)}>
                {signingUp ? t.signIn.toSignIn : t.signIn.toSignUp}
              </Anchor>
            )}
          </Stack>
        </Box>
      </Stack>
    </Center>
  );
}

function SignInForm() {
  const { t } = useI18n();
  const textOf = useErrorText();
  const [signIn, { loading, error }] = useMutation(SignInDocument);
  const form = useForm({ initialValues: { email: '', password: '' } });
  const submit = form.onSubmit((input) =>
    signIn({ variables: { input } }).then(
      ({ data }) => data && beginSession(data.signIn),
      () => undefined, // shown below
    ),
  );
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label={t.signIn.email}
          type="email"
          autoComplete="username"
          required
          data-autofocus
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={t.signIn.password}
          autoComplete="current-password"
          required
          {...form.getInputProps('password')}
        />
        {error && (
          <Text size="sm" c="red" role="alert">
            {codeOf(error) === 'UNAUTHENTICATED' ? t.signIn.wrong : textOf(error)}
          </Text>
        )}
        <Button type="submit" loading={loading} fullWidth mt="xs">
          {t.signIn.signIn}
        </Button>
      </Stack>
    </form>
  );
}

function SignUpForm() {
  const { t } = useI18n();
  const [signUp, { loading, error }] = useMutation(SignUpDocument);
  const form = useForm({ initialValues: { workspaceName: '', email: '', password: '' } });
  const submit = form.onSubmit((input) =>
    signUp({ variables: { input } }).then(
      ({ data }) => data && beginSession(data.signUp),
      (failure: unknown) => form.setErrors(fieldErrors(failure)),
    ),
  );
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label={t.signIn.workspace}
          description={t.signIn.workspaceHint}
          autoComplete="organization"
          required
          {...form.getInputProps('workspaceName')}
        />
        <TextInput
          label={t.signIn.email}
          type="email"
          autoComplete="username"
          required
          {...form.getInputProps('email')}
        />
        <NewPasswordInput label={t.signIn.password} {...form.getInputProps('password')} />
        {error && Object.keys(form.errors).length === 0 && <ErrorNote error={error} />}
        <Button type="submit" loading={loading} fullWidth mt="xs">
          {t.signIn.signUp}
        </Button>
      </Stack>
    </form>
  );
}

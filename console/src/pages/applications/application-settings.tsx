import { useApolloClient, useMutation } from '@apollo/client/react';
import {
  Button,
  Checkbox,
  Divider,
  Drawer,
  Fieldset,
  NumberInput,
  PasswordInput,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconTrash } from '@tabler/icons-react';
import { forget } from '../../api/forget';
import {
  type ApplicationFieldsFragment,
  RemoveApplicationDocument,
  UpdateApplicationDocument,
  type UpdateApplicationInput,
} from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { fieldErrors } from '../../ui/error-text';
import { FormEnd } from '../../ui/form-end';
import { RemoveDialog } from '../../ui/remove-dialog';
import { RegionSelect } from './region-select';

interface Props {
  application: ApplicationFieldsFragment;
  opened: boolean;
  onClose: () => void;
}

export function ApplicationSettings({ application, opened, onClose }: Props) {
  const { t } = useI18n();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="md"
      title={`${application.name}: ${t.applications.settings}`}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      <SettingsForm application={application} onDone={onClose} />
      <Divider my="lg" />
      <RemoveApplication application={application} />
    </Drawer>
  );
}

const DAY_FIELDS = ['callDays', 'transcriptDays', 'recordingDays'] as const;

function SettingsForm({ application, onDone }: { application: ApplicationFieldsFragment; onDone: () => void }) {
  const { t } = useI18n();
  const [update, { loading, error }] = useMutation(UpdateApplicationDocument);
  const { sync, retention } = application;
  const form = useForm({
    initialValues: {
      name: application.name,
      phoneNumber: application.phoneNumber ?? '',
      elevenLabsAgentId: application.elevenLabsAgentId,
      elevenLabsRegion: application.elevenLabsRegion,
      elevenLabsApiKey: '',
      elevenLabsWebhookSecret: '',
      enabled: sync.enabled,
      intervalMinutes: sync.intervalMinutes,
      lookbackHours: sync.lookbackHours,
      transcripts: sync.transcripts,
      audio: sync.audio,
      callDays: retention.callDays ?? ('' as const),
      transcriptDays: retention.transcriptDays ?? ('' as const),
      recordingDays: retention.recordingDays ?? ('' as const),
    },
  });
  const submit = form.onSubmit(async (values) => {
    const { name, phoneNumber, elevenLabsAgentId, elevenLabsRegion, elevenLabsApiKey, elevenLabsWebhookSecret } =
      values;
    const { enabled, intervalMinutes, lookbackHours, transcripts, audio } = values;
    const input: UpdateApplicationInput = {
      id: application.id,
      name,
      phoneNumber: phoneNumber || null,
      sync: { enabled, intervalMinutes, lookbackHours, transcripts, audio },
      retention: Object.fromEntries(DAY_FIELDS.map((field) => [field, values[field] === '' ? null : values[field]])),
    };
    // ElevenLabs is asked about these, so only what was changed is sent.
    if (elevenLabsAgentId !== application.elevenLabsAgentId) input.elevenLabsAgentId = elevenLabsAgentId;
    if (elevenLabsRegion !== application.elevenLabsRegion) input.elevenLabsRegion = elevenLabsRegion;
    if (elevenLabsApiKey !== '') input.elevenLabsApiKey = elevenLabsApiKey;
    if (elevenLabsWebhookSecret !== '') input.elevenLabsWebhookSecret = elevenLabsWebhookSecret;
    try {
      await update({ variables: { input } });
      notifications.show({ color: 'teal', message: t.common.saved });
      onDone();
    } catch (failure) {
      form.setErrors(fieldErrors(failure));
    }
  });
  const checkbox = (name: 'enabled' | 'transcripts' | 'audio') => form.getInputProps(name, { type: 'checkbox' });
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <TextInput label={t.common.name} required {...form.getInputProps('name')} />
        <TextInput label={t.applications.phone} type="tel" {...form.getInputProps('phoneNumber')} />
        <TextInput label={t.applications.agent} required {...form.getInputProps('elevenLabsAgentId')} />
        <RegionSelect {...form.getInputProps('elevenLabsRegion')} />
        <PasswordInput
          label={t.applications.elevenLabsKey}
          description={t.applications.keepKey(application.elevenLabsApiKeyHint)}
          autoComplete="off"
          {...form.getInputProps('elevenLabsApiKey')}
        />
        <PasswordInput
          label={t.applications.elevenLabsWebhookSecret}
          description={t.applications.elevenLabsWebhookSecretHint}
          autoComplete="off"
          {...form.getInputProps('elevenLabsWebhookSecret')}
        />
        <Fieldset legend={t.applications.schedule}>
          <Stack gap="sm">
            <Checkbox label={t.applications.scheduleOn} {...checkbox('enabled')} />
            <SimpleGrid cols={2}>
              <NumberInput
                label={t.applications.interval}
                min={1}
                max={1440}
                allowDecimal={false}
                required
                {...form.getInputProps('intervalMinutes')}
              />
              <NumberInput
                label={t.applications.lookback}
                min={1}
                max={720}
                allowDecimal={false}
                required
                {...form.getInputProps('lookbackHours')}
              />
            </SimpleGrid>
            <Text size="xs" c="dimmed">
              {t.applications.lookbackHint}
            </Text>
            <Checkbox label={t.applications.withTranscripts} {...checkbox('transcripts')} />
            <Checkbox label={t.applications.withAudio} {...checkbox('audio')} />
          </Stack>
        </Fieldset>
        <Fieldset legend={t.applications.retention}>
          <Text size="xs" c="dimmed" mb="xs">
            {t.applications.retentionHint}
          </Text>
          <SimpleGrid cols={3}>
            {DAY_FIELDS.map((field) => (
              <NumberInput
                key={field}
                label={t.applications[field]}
                min={1}
                allowDecimal={false}
                {...form.getInputProps(field)}
              />
            ))}
          </SimpleGrid>
        </Fieldset>
        <FormEnd error={error} loading={loading} action={t.common.save} />
      </Stack>
    </form>
  );
}

function RemoveApplication({ application }: { application: ApplicationFieldsFragment }) {
  const { t } = useI18n();
  const client = useApolloClient();
  const [opened, dialog] = useDisclosure();
  const [remove, { loading, error }] = useMutation(RemoveApplicationDocument, {
    variables: { id: application.id },
    onCompleted: () => {
      dialog.close();
      notifications.show({ message: t.applications.removed(application.name) });
      void forget(client, { __typename: 'Application', id: application.id });
    },
    onError: () => undefined, // shown in the dialog
  });
  return (
    <>
      <Button variant="light" color="red" leftSection={<IconTrash size={15} aria-hidden />} onClick={dialog.open}>
        {t.common.remove}
      </Button>
      <RemoveDialog
        opened={opened}
        onClose={dialog.close}
        name={application.name}
        text={t.applications.removeText}
        again={t.applications.removeAgain}
        label={t.applications.removeTypeLabel}
        loading={loading}
        error={error}
        onRemove={() => void remove()}
      />
    </>
  );
}

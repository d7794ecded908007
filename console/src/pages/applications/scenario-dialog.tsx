import { useMutation, useQuery } from '@apollo/client/react';
import { Alert, Badge, Button, Code, CopyButton, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconCheck, IconCopy, IconKey, IconRotate, IconUpload } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useMay } from '../../api/api-context';
import { codeOf } from '../../api/client';
import {
  DeployScenarioDocument,
  RotateWebhookSecretDocument,
  ScenarioDocument,
  type ScenarioFieldsFragment,
} from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { AskDialog } from '../../ui/ask-dialog';
import { CopyField } from '../../ui/copy-field';
import { ErrorNote } from '../../ui/error-note';
import { again } from '../../api/again';

const CodeView = lazy(() => import('./code-view'));

interface Props {
  application: { id: string; name: string };
  opened: boolean;
  onClose: () => void;
}

/** The code that connects the calls of an application to its agent: to be read, copied or deployed. */
export function ScenarioDialog({ application, opened, onClose }: Props) {
  const { t } = useI18n();
  const { data, error, refetch } = useQuery(ScenarioDocument, { variables: { id: application.id }, skip: !opened });
  const found = data?.application;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="xl"
      title={`${application.name}: ${t.scenario.title}`}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      {error && !found && <ErrorNote error={error} onRetry={again(refetch)} />}
      {!found && !error && <Skeleton height={240} />}
      {found && (
        <Stack gap="md">
          <Deployment application={found} />
          <Webhooks application={found} />
          <div>
            <Group justify="space-between" mb={6} gap="xs">
              <Text size="sm" fw={600}>
                {found.scenario.fileName}
              </Text>
              <CopyButton value={found.scenario.code}>
                {({ copied, copy }) => (
                  <Button
                    size="xs"
                    variant="default"
                    leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
                    onClick={copy}
                  >
                    {copied ? t.common.copied : t.scenario.copy}
                  </Button>
                )}
              </CopyButton>
            </Group>
            <Suspense fallback={<Skeleton height={240} />}>
              <CodeView code={found.scenario.code} label={found.scenario.fileName} />
            </Suspense>
          </div>
        </Stack>
      )}
    </Modal>
  );
}

/** How it stands at Voximplant. Code that was changed there is overwritten only by who says so. */
function Deployment({ application }: { application: ScenarioFieldsFragment }) {
  const { t, format } = useI18n();
  const { operate } = useMay();
  const { deployment, secretNames } = application.scenario;
  const [deploy, { loading, error }] = useMutation(DeployScenarioDocument, {
    onCompleted: () => void notifications.show({ color: 'teal', message: t.scenario.deployed }),
    onError: () => undefined, // shown below
  });
  const start = (force: boolean) => void deploy({ variables: { input: { applicationId: application.id, force } } });
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          {deployment === null ? (
            <Badge variant="light" color="gray">
              {t.scenario.notDeployed}
            </Badge>
          ) : (
            <>
              <Badge variant="light" color={deployment.outdated ? 'orange' : 'teal'}>
                {deployment.outdated ? t.scenario.outdated : t.scenario.current}
              </Badge>
              <Text size="xs" c="dimmed">
                {t.scenario.deployedAt(format.dateTime(deployment.deployedAt))}
              </Text>
            </>
          )}
        </Group>
        {operate && (
          <Button
            size="xs"
            leftSection={<IconUpload size={14} aria-hidden />}
            loading={loading}
            onClick={() => start(false)}
          >
            {t.scenario.deploy}
          </Button>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {t.scenario.secrets} {secretNames.map((name) => [<Code key={name}>{name}</Code>, ' '])}
      </Text>
      {error && <ErrorNote error={error} />}
      {codeOf(error) === 'CONFLICT' && (
        <Group justify="flex-end">
          <Button size="xs" color="red" variant="light" loading={loading} onClick={() => start(true)}>
            {t.scenario.overwrite}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function Webhooks({ application }: { application: ScenarioFieldsFragment }) {
  const { t } = useI18n();
  const { operate } = useMay();
  const [asking, ask] = useDisclosure();
  const [rotate, { data, loading, error }] = useMutation(RotateWebhookSecretDocument, {
    variables: { applicationId: application.id },
    onCompleted: ask.close,
    onError: () => undefined, // shown in the dialog
  });
  const { voximplantWebhookUrl, elevenLabsWebhookUrl } = application.scenario;
  return (
    <Stack gap="xs">
      <CopyField label={t.scenario.voximplantWebhook} value={voximplantWebhookUrl} />
      <CopyField label={t.scenario.elevenLabsWebhook} value={elevenLabsWebhookUrl} />
      {data ? (
        <>
          <Alert icon={<IconKey aria-hidden />} color="yellow">
            {t.applications.secretText}
          </Alert>
          <CopyField label={t.applications.secretTitle} value={data.rotateWebhookSecret.webhookSecret} />
        </>
      ) : (
        operate && (
          <Group>
            <Button size="xs" variant="default" leftSection={<IconRotate size={14} aria-hidden />} onClick={ask.open}>
              {t.scenario.rotate}
            </Button>
          </Group>
        )
      )}
      <AskDialog
        opened={asking}
        onClose={ask.close}
        title={t.scenario.rotate}
        text={t.scenario.rotateText}
        action={t.scenario.rotate}
        loading={loading}
        error={error}
        onConfirm={() => void rotate()}
      />
    </Stack>
  );
}

import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useI18n } from '../i18n/i18n';
import { ErrorNote } from './error-note';

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  text: string;
  /** What the button says that does it. */
  action: string;
  loading: boolean;
  error: unknown;
  onConfirm: () => void;
}

/** Asks before something that cannot be undone. */
export function AskDialog({ opened, onClose, title, text, action, loading, error, onConfirm }: Props) {
  const { t } = useI18n();
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t.common.close }}>
      <Stack gap="md">
        <Text size="sm">{text}</Text>
        {error !== undefined && <ErrorNote error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t.common.cancel}
          </Button>
          <Button color="red" onClick={onConfirm} loading={loading}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

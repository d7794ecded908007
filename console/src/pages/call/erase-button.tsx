import { useMutation } from '@apollo/client/react';
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconEraser } from '@tabler/icons-react';
import { useMay } from '../../api/api-context';
import { CallDetailsDocument, EraseCallDocument } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { AskDialog } from '../../ui/ask-dialog';

export function EraseButton({ call }: { call: { id: string; recordingState: string; transcriptState: string } }) {
  const { t } = useI18n();
  const { administer } = useMay();
  const [opened, dialog] = useDisclosure();
  const [erase, { loading, error }] = useMutation(EraseCallDocument, {
    variables: { id: call.id },
    refetchQueries: [CallDetailsDocument],
    onCompleted: () => {
      dialog.close();
      notifications.show({ message: t.call.erased });
    },
    onError: () => undefined, // shown in the dialog
  });
  if (!administer || (call.recordingState === 'ERASED' && call.transcriptState === 'ERASED')) return null;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        c="red"
        leftSection={<IconEraser size={14} aria-hidden />}
        onClick={dialog.open}
      >
        {t.call.erase}
      </Button>
      <AskDialog
        opened={opened}
        onClose={dialog.close}
        title={t.call.eraseTitle}
        text={t.call.eraseText}
        action={t.call.erase}
        loading={loading}
        error={error}
        onConfirm={() => void erase()}
      />
    </>
  );
}

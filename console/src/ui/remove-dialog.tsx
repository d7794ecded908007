import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { useI18n } from '../i18n/i18n';
import { ErrorNote } from './error-note';

interface Props {
  opened: boolean;
  onClose: () => void;
  /** What has to be typed. */
  name: string;
  /** What goes. */
  text: string;
  again: string;
  label: string;
  loading: boolean;
  error: unknown;
  onRemove: () => void;
}

/** Asks a second time, and says what goes; the name has to be typed, so that nobody removes the wrong one. */
export function RemoveDialog({ opened, onClose, name, text, again, label, loading, error, onRemove }: Props) {
  const { t } = useI18n();
  const [typed, setTyped] = useState('');
  useEffect(() => setTyped(''), [opened]);
  const matches = typed.trim() === name.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (matches) onRemove();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t.accounts.removeTitle(name)}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm">{text}</Text>
          <TextInput
            label={label}
            description={
              <>
                {again} <strong>{name}</strong>
              </>
            }
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
          {error !== undefined && <ErrorNote error={error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t.common.cancel}
            </Button>
            <Button type="submit" color="red" disabled={!matches} loading={loading}>
              {t.common.remove}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

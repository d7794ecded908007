import { FileButton, Text, UnstyledButton } from '@mantine/core';
import { IconFileCheck, IconFileUpload } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { useI18n } from '../../i18n/i18n';
import { accountIdIn } from './key-file';
import classes from './setup.module.css';

export interface KeyFile {
  name: string;
  text: string;
  accountId: string;
}

/** Takes the key file of a service account, dropped or chosen. */
export function KeyFileDrop({ file, onFile }: { file: KeyFile | null; onFile: (file: KeyFile | null) => void }) {
  const { t } = useI18n();
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState(false);

  const take = async (chosen: File | null | undefined) => {
    if (!chosen) return;
    const text = await chosen.text();
    const accountId = accountIdIn(text);
    setRefused(accountId === undefined);
    onFile(accountId === undefined ? null : { name: chosen.name, text, accountId });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };

  const Icon = file ? IconFileCheck : IconFileUpload;
  return (
    <div>
      <FileButton onChange={(chosen) => void take(chosen)} accept="application/json,.json">
        {(props) => (
          <UnstyledButton
            {...props}
            className={classes.drop}
            data-over={over || undefined}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={drop}
          >
            <Icon size={28} stroke={1.4} aria-hidden />
            <Text size="sm">{file ? t.accounts.dropped(file.name) : t.accounts.dropHere}</Text>
          </UnstyledButton>
        )}
      </FileButton>
      {refused && (
        <Text size="sm" c="red" mt={6} role="alert">
          {t.accounts.notAKeyFile}
        </Text>
      )}
    </div>
  );
}

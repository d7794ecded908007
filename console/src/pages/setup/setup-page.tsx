import { useQuery } from '@apollo/client/react';
import { Button, Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useMay } from '../../api/api-context';
import { AccountsDocument } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { EmptyState } from '../../ui/empty-state';
import { ErrorNote } from '../../ui/error-note';
import { PageHead } from '../../ui/page-head';
import { AccountRow } from './account-row';
import { AccountDialog } from './account-dialog';
import { again } from '../../api/again';

export default function SetupPage() {
  const { t } = useI18n();
  const { operate } = useMay();
  const { data, error, refetch } = useQuery(AccountsDocument);
  const [adding, dialog] = useDisclosure();
  const add = operate && (
    <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={dialog.open}>
      {t.accounts.add}
    </Button>
  );
  return (
    <>
      <PageHead title={t.accounts.title} lead={t.accounts.lead}>
        {data && data.accounts.length > 0 && add}
      </PageHead>
      {error && !data && <ErrorNote error={error} onRetry={again(refetch)} />}
      {!error && !data && <Skeleton height={80} radius="md" />}
      {data && (
        <div className="panel">
          {data.accounts.map((account) => (
            <AccountRow key={account.id} account={account} />
          ))}
          {data.accounts.length === 0 && (
            <EmptyState
              icon={IconPlugConnected}
              title={t.accounts.empty}
              hint={operate ? t.accounts.emptyHint : t.common.readOnly}
            >
              {add}
            </EmptyState>
          )}
        </div>
      )}
      <AccountDialog opened={adding} onDone={dialog.close} />
    </>
  );
}

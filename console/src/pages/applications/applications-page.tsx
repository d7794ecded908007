import { useQuery } from '@apollo/client/react';
import { Button, Select, Skeleton, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconApps, IconPlus } from '@tabler/icons-react';
import { Link, useSearchParams } from 'react-router';
import { useMay } from '../../api/api-context';
import { AccountsDocument, ApplicationsDocument } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { EmptyState } from '../../ui/empty-state';
import { ErrorNote } from '../../ui/error-note';
import { PageHead } from '../../ui/page-head';
import { ApplicationCard } from './application-card';
import { CreateApplicationDialog } from './create-application-dialog';
import { again } from '../../api/again';

export default function ApplicationsPage() {
  const { t } = useI18n();
  const { operate } = useMay();
  const [address, setAddress] = useSearchParams();
  const accountId = address.get('account');
  const { data, error, refetch } = useQuery(ApplicationsDocument);
  const accounts = useQuery(AccountsDocument).data?.accounts;
  const [creating, dialog] = useDisclosure();

  const applications = data?.applications.filter(({ account }) => accountId === null || account.id === accountId);
  const create = operate && accounts && accounts.length > 0 && (
    <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={dialog.open}>
      {t.applications.create}
    </Button>
  );
  return (
    <>
      <PageHead title={t.applications.title} lead={t.applications.lead}>
        {accounts && accounts.length > 1 && (
          <Select
            size="xs"
            aria-label={t.applications.account}
            placeholder={t.applications.allAccounts}
            data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
            value={accountId}
            onChange={(id) => setAddress(id === null ? {} : { account: id })}
            clearable
          />
        )}
        {applications && applications.length > 0 && create}
      </PageHead>
      {error && !data && <ErrorNote error={error} onRetry={again(refetch)} />}
      {!error && !data && <Skeleton height={120} radius="md" />}
      <Stack gap="md">
        {applications?.map((application) => (
          <ApplicationCard key={application.id} application={application} />
        ))}
      </Stack>
      {applications?.length === 0 && accounts && (
        <div className="panel">
          <EmptyState
            icon={IconApps}
            title={t.applications.empty}
            hint={accounts.length === 0 ? t.applications.needsAccount : t.applications.emptyHint}
          >
            {operate && accounts.length === 0 && (
              <Button component={Link} to="/voximplant/setup">
                {t.accounts.add}
              </Button>
            )}
            {create}
          </EmptyState>
        </div>
      )}
      {accounts && (
        <CreateApplicationDialog
          opened={creating}
          onClose={dialog.close}
          accounts={accounts}
          preferred={accountId ?? accounts[0]?.id ?? null}
        />
      )}
    </>
  );
}

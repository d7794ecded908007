import { useQuery } from '@apollo/client/react';
import { Skeleton, Stack } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useMay } from '../../api/api-context';
import { TeamDocument } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { EmptyState } from '../../ui/empty-state';
import { ErrorNote } from '../../ui/error-note';
import { PageHead } from '../../ui/page-head';
import { ApiKeys } from './api-keys';
import { Users } from './users';
import { again } from '../../api/again';

export default function TeamPage() {
  const { t } = useI18n();
  const { administer } = useMay();
  const { data, error, refetch } = useQuery(TeamDocument, { skip: !administer });
  return (
    <>
      <PageHead title={t.team.title} lead={t.team.lead} />
      {!administer && (
        <div className="panel">
          <EmptyState icon={IconLock} title={t.team.onlyAdmins} />
        </div>
      )}
      {error && !data && <ErrorNote error={error} onRetry={again(refetch)} />}
      {administer && !error && !data && <Skeleton height={160} radius="md" />}
      {data && (
        <Stack gap="md">
          <Users users={data.users} />
          <ApiKeys apiKeys={data.apiKeys} />
        </Stack>
      )}
    </>
  );
}

import { useQuery } from '@apollo/client/react';
import { Loader, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { type AccountFieldsFragment, RemoteApplicationsDocument } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { ErrorNote } from '../../ui/error-note';
import { again } from '../../api/again';

interface Props {
  account: AccountFieldsFragment;
  value: string;
  onChange: (id: string) => void;
  error?: ReactNode;
}

/** Which application of the account at Voximplant, asked there; one that is paired already cannot be chosen again. */
export function RemoteApplicationField({ account, value, onChange, error }: Props) {
  const { t } = useI18n();
  const {
    data,
    loading,
    error: failure,
    refetch,
  } = useQuery(RemoteApplicationsDocument, {
    variables: { accountId: account.id },
    fetchPolicy: 'network-only',
    notifyOnNetworkStatusChange: true,
  });
  const paired = new Set(account.applications.map(({ voximplantApplicationId }) => voximplantApplicationId));
  const options = (data?.account?.remoteApplications ?? []).map(({ id, name }) => ({
    value: id,
    label: paired.has(id) ? t.applications.paired(name) : name,
    disabled: paired.has(id),
  }));
  return (
    <>
      <Select
        label={t.applications.remote}
        placeholder={loading ? t.common.loading : undefined}
        data={options}
        value={value === '' ? null : value}
        onChange={(id) => onChange(id ?? '')}
        error={error}
        rightSection={loading ? <Loader size={16} /> : undefined}
        nothingFoundMessage={data && (options.length > 0 ? t.applications.noneFits : t.accounts.noApplications)}
        searchable
        required
      />
      {failure && !loading && <ErrorNote error={failure} onRetry={again(refetch)} />}
    </>
  );
}

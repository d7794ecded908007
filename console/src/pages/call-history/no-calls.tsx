import { Button } from '@mantine/core';
import { IconFilterOff, IconPhoneOff } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useMay } from '../../api/api-context';
import { useI18n } from '../../i18n/i18n';
import { EmptyState } from '../../ui/empty-state';

interface Props {
  narrowed: boolean;
  hasApplications: boolean;
  /** Whether it is known which applications there are. */
  known: boolean;
}

export function NoCalls({ narrowed, hasApplications, known }: Props) {
  const { t } = useI18n();
  const { operate } = useMay();
  if (known && !hasApplications) {
    return (
      <div className="panel">
        <EmptyState icon={IconPhoneOff} title={t.calls.empty} hint={t.calls.emptyNoApplication}>
          {operate && (
            <Button component={Link} to="/voximplant/setup">
              {t.accounts.add}
            </Button>
          )}
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="panel">
      {narrowed ? (
        <EmptyState icon={IconFilterOff} title={t.calls.noMatch} hint={t.calls.noMatchHint} />
      ) : (
        <EmptyState icon={IconPhoneOff} title={t.calls.empty} hint={t.calls.emptyHint} />
      )}
    </div>
  );
}

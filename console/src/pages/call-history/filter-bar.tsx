import { Button, Group, MultiSelect, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback, useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconFilter, IconFilterOff, IconMessageSearch, IconPhone } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import type { ApplicationFieldsFragment, CallDirection, CallStatus } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';
import { type CallView, isNarrowed } from './call-filters';
import classes from './filter-bar.module.css';

const DatesFilter = lazy(() => import('./dates-filter'));

interface Props {
  view: CallView;
  applications: readonly ApplicationFieldsFragment[];
  onChange: (changes: Partial<CallView>, options?: { replace?: boolean }) => void;
}

const NO_FILTER: Partial<CallView> = {
  account: null,
  application: null,
  status: [],
  direction: null,
  from: null,
  to: null,
  number: '',
  text: '',
};

export function FilterBar({ view, applications, onChange }: Props) {
  const { t } = useI18n();
  const { statuses, directions } = t.calls;
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const [opened, { open }] = useDisclosure(isNarrowed(view));
  const accounts = new Map(applications.map(({ account }) => [account.id, account.name]));
  const offered = applications.filter(({ account }) => view.account === null || account.id === view.account);
  if (narrow && !opened) {
    return (
      <Button size="xs" variant="default" leftSection={<IconFilter size={14} aria-hidden />} onClick={open}>
        {t.calls.filters}
      </Button>
    );
  }
  return (
    <Group gap="xs" align="flex-end" className={classes.bar} role="search" aria-label={t.calls.filters}>
      {accounts.size > 1 && (
        <Select
          size="xs"
          w={150}
          label={t.calls.account}
          placeholder={t.applications.allAccounts}
          data={[...accounts].map(([value, label]) => ({ value, label }))}
          value={view.account}
          onChange={(account) => onChange({ account, application: null })}
          clearable
        />
      )}
      <Select
        size="xs"
        w={160}
        label={t.calls.application}
        placeholder={t.calls.allApplications}
        data={offered.map(({ id, name }) => ({ value: id, label: name }))}
        value={view.application}
        onChange={(application) => onChange({ application })}
        clearable
      />
      <MultiSelect
        size="xs"
        w={160}
        label={t.calls.status}
        placeholder={view.status.length === 0 ? t.common.all : undefined}
        data={Object.entries(statuses).map(([value, label]) => ({ value, label }))}
        value={view.status}
        onChange={(status) => onChange({ status: status as CallStatus[] })}
        clearable
      />
      <Select
        size="xs"
        w={130}
        label={t.calls.direction}
        placeholder={t.common.all}
        data={Object.entries(directions).map(([value, label]) => ({ value, label }))}
        value={view.direction}
        onChange={(direction) => onChange({ direction: direction as CallDirection | null })}
        clearable
      />
      <Suspense fallback={<TextInput size="xs" w={190} label={t.calls.dates} placeholder={t.calls.anyTime} disabled />}>
        <DatesFilter view={view} onChange={onChange} />
      </Suspense>
      <Typed
        label={t.calls.number}
        placeholder={t.calls.numberHint}
        icon={<IconPhone size={14} stroke={1.6} />}
        type="tel"
        width={150}
        value={view.number}
        onChange={(number) => onChange({ number }, { replace: true })}
      />
      <Typed
        label={t.calls.text}
        placeholder={t.calls.textHint}
        icon={<IconMessageSearch size={14} stroke={1.6} />}
        type="search"
        width={190}
        value={view.text}
        onChange={(text) => onChange({ text }, { replace: true })}
      />
      {isNarrowed(view) && (
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconFilterOff size={14} aria-hidden />}
          onClick={() => onChange(NO_FILTER)}
        >
          {t.calls.clear}
        </Button>
      )}
    </Group>
  );
}

interface TypedProps {
  label: string;
  placeholder: string;
  icon: ReactNode;
  type: 'tel' | 'search';
  width: number;
  value: string;
  onChange: (value: string) => void;
}

/** Asks once the viewer has stopped typing. */
function Typed({ label, placeholder, icon, type, width, value, onChange }: TypedProps) {
  const [text, setText] = useState(value);
  const later = useDebouncedCallback(onChange, 350);
  useEffect(() => setText(value), [value]);
  return (
    <TextInput
      size="xs"
      w={width}
      type={type}
      label={label}
      placeholder={placeholder}
      leftSection={icon}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        later(currentTarget.value);
      }}
    />
  );
}

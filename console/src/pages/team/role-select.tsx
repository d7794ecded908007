import { Select, type SelectProps } from '@mantine/core';
import type { Role } from '../../api/generated';
import { useI18n } from '../../i18n/i18n';

const ROLES: readonly Role[] = ['VIEWER', 'OPERATOR', 'ADMIN'];

export function RoleSelect({ value, ...props }: Omit<SelectProps, 'data' | 'label'>) {
  const { t } = useI18n();
  return (
    <Select
      label={t.team.role}
      description={t.team.roleHints[value as Role]}
      data={ROLES.map((role) => ({ value: role, label: t.team.roles[role] }))}
      allowDeselect={false}
      value={value}
      {...props}
    />
  );
}

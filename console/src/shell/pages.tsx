import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { lazy } from 'react';
import { Link, Navigate, Route, Routes } from 'react-router';
import { useI18n } from '../i18n/i18n';
import { CallHistoryPage } from '../pages/call-history/call-history-page';
import { EmptyState } from '../ui/empty-state';

const ApplicationsPage = lazy(() => import('../pages/applications/applications-page'));
const CallPage = lazy(() => import('../pages/call/call-page'));
const DashboardPage = lazy(() => import('../pages/dashboard/dashboard-page'));
const SetupPage = lazy(() => import('../pages/setup/setup-page'));
const TeamPage = lazy(() => import('../pages/team/team-page'));

export function Pages() {
  return (
    <Routes>
      <Route path="/" element={<Navigate to="/voximplant/call-history" replace />} />
      <Route path="/voximplant/call-history" element={<CallHistoryPage />} />
      <Route path="/voximplant/call-history/:id" element={<CallPage />} />
      <Route path="/voximplant/applications" element={<ApplicationsPage />} />
      <Route path="/voximplant/setup" element={<SetupPage />} />
      <Route path="/dashboard" element={<DashboardPage />} />
      <Route path="/team" element={<TeamPage />} />
      <Route path="*" element={<NoPage />} />
    </Routes>
  );
}

function NoPage() {
  const { t } = useI18n();
  return (
    <EmptyState icon={IconMapOff} title={t.nav.notFound} hint={t.nav.notFoundHint}>
      <Button component={Link} to="/voximplant/call-history" variant="light">
        {t.nav.toStart}
      </Button>
    </EmptyState>
  );
}

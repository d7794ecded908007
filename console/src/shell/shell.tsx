import { ActionIcon, AppShell, Burger, Center, Group, Loader, Menu, NavLink, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconApps,
  IconChartBar,
  IconLock,
  IconLogout,
  IconPhoneCall,
  IconPlugConnected,
  IconUserCircle,
  IconUsers,
} from '@tabler/icons-react';
import { Suspense, useEffect } from 'react';
import { Link, useLocation } from 'react-router';
import { useMay, useSignedIn } from '../api/api-context';
import { useLineState } from '../api/line';
import { signOut } from '../api/session';
import { useI18n } from '../i18n/i18n';
import { ChangePasswordDialog } from './change-password-dialog';
import { Pages } from './pages';
import { Logo } from './logo';
import { PreferenceItems } from './preferences';
import classes from './shell.module.css';

/** What is around every page. */
export function Shell() {
  const { t } = useI18n();
  const [opened, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  useEffect(close, [pathname, close]);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 212, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <a className="skip-link" href="#content">
        {t.nav.skip}
      </a>
      <AppShell.Header className={classes.bar}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t.nav.menu} />
            <Logo />
          </Group>
          <Group gap="sm" wrap="nowrap">
            <LineNote />
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" className={classes.bar}>
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <Suspense
          fallback={
            <Center h="50dvh">
              <Loader />
            </Center>
          }
        >
          <Pages />
        </Suspense>
      </AppShell.Main>
    </AppShell>
  );
}

function Navigation() {
  const { t } = useI18n();
  const { administer } = useMay();
  const { pathname } = useLocation();
  const entries = [
    ['/dashboard', t.nav.dashboard, IconChartBar],
    ['/voximplant/call-history', t.nav.callHistory, IconPhoneCall],
    ['/voximplant/applications', t.nav.applications, IconApps],
    ['/voximplant/setup', t.nav.setup, IconPlugConnected],
    ...(administer ? ([['/team', t.nav.team, IconUsers]] as const) : []),
  ] as const;
  return (
    <nav aria-label={t.nav.main}>
      {entries.map(([to, label, Icon]) => {
        const active = pathname.startsWith(to);
        return (
          <NavLink
            key={to}
            component={Link}
            to={to}
            label={label}
            active={active}
            aria-current={active ? 'page' : undefined}
            leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
            className={classes.entry}
          />
        );
      })}
    </nav>
  );
}

/** Only says something while the socket is lost: what is live stands still then. */
function LineNote() {
  const { t } = useI18n();
  const lost = useLineState(useSignedIn().line) === 'lost';
  return (
    <div role="status">
      {lost && (
        <Group gap={6} wrap="nowrap">
          <Loader size={14} color="orange" />
          <Text size="xs" visibleFrom="xs">
            {t.nav.lineLost}
          </Text>
        </Group>
      )}
    </div>
  );
}

function UserMenu() {
  const { t } = useI18n();
  const { viewer } = useSignedIn();
  const [changing, changePassword] = useDisclosure();
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t.nav.userMenu}>
            <IconUserCircle size={22} stroke={1.5} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <div className={classes.who}>
            <Text size="sm" fw={600} truncate>
              {viewer.user?.email ?? viewer.apiKey?.name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {viewer.workspace.name} · {t.team.roles[viewer.role]}
            </Text>
          </div>
          <Menu.Divider />
          <PreferenceItems />
          <Menu.Divider />
          {viewer.user && (
            <Menu.Item leftSection={<IconLock size={16} stroke={1.6} aria-hidden />} onClick={changePassword.open}>
              {t.password.change}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconLogout size={16} stroke={1.6} aria-hidden />} onClick={signOut}>
            {t.nav.signOut}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ChangePasswordDialog opened={changing} onDone={changePassword.close} />
    </>
  );
}

import { ApolloProvider } from '@apollo/client/react';
import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { Notifications } from '@mantine/notifications';
import { useEffect, useMemo } from 'react';
import { BrowserRouter } from 'react-router';
import { createApi } from './api/client';
import { useSession } from './api/session';
import { Gate } from './gate';
import { I18nProvider, useI18n } from './i18n/i18n';
import { themeFor } from './theme';

export function App() {
  return (
    <I18nProvider>
      <Themed />
    </I18nProvider>
  );
}

function Themed() {
  const { t } = useI18n();
  const theme = useMemo(() => themeFor(t), [t]);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Connected />
    </MantineProvider>
  );
}

function Connected() {
  const { session } = useSession();
  const { language } = useI18n();
  const api = useMemo(() => createApi(session), [session]);
  useEffect(() => () => api.dispose(), [api]);
  return (
    <DatesProvider settings={{ locale: language, firstDayOfWeek: 1 }}>
      <Notifications position="bottom-right" autoClose={6000} />
      <ApolloProvider client={api.client}>
        <BrowserRouter>
          <Gate key={session?.accessToken ?? ''} line={api.line} />
        </BrowserRouter>
      </ApolloProvider>
    </DatesProvider>
  );
}

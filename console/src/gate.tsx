import { useQuery } from '@apollo/client/react';
import { Center, Loader } from '@mantine/core';
import { useEffect } from 'react';
import { SignedInContext } from './api/api-context';
import { StartDocument } from './api/generated';
import { type Line, useRestored } from './api/line';
import { expireSession, useSession } from './api/session';
import { SignInPage } from './pages/sign-in/sign-in-page';
import { Shell } from './shell/shell';
import { LiveRunsProvider } from './sync/live-runs';
import { ErrorNote } from './ui/error-note';
import { again } from './api/again';

/** Lets through who is signed in, at whatever address; shows everyone else how to sign in, at that same address. */
export function Gate({ line }: { line: Line }) {
  const { session, expired } = useSession();
  const { data, error, refetch } = useQuery(StartDocument);
  const viewer = data?.viewer;
  const restored = useRestored(line);

  useEffect(() => {
    if (session && data && !viewer) expireSession(session.accessToken);
  }, [session, data, viewer]);

  // The server also cuts the line of somebody who has another role by now.
  useEffect(() => {
    if (restored > 0) again(refetch)();
  }, [restored, refetch]);

  if (error && !data) {
    return (
      <Center h="100dvh" p="md">
        <ErrorNote error={error} onRetry={again(refetch)} />
      </Center>
    );
  }
  if (!data || (session && !viewer)) {
    return (
      <Center h="100dvh">
        <Loader />
      </Center>
    );
  }
  if (!viewer) return <SignInPage setup={data.setup} expired={expired} />;
  return (
    <SignedInContext value={{ viewer, line }}>
      <LiveRunsProvider>
        <Shell />
      </LiveRunsProvider>
    </SignedInContext>
  );
}

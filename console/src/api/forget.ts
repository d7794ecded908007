import type { ApolloClient } from '@apollo/client';

/** What was removed took calls, runs and more with it: nothing that was read before is shown again, and what is shown is read anew. */
export async function forget(client: ApolloClient, removed: { __typename: string; id: string }): Promise<void> {
  const { cache } = client;
  cache.evict({ id: cache.identify(removed) });
  for (const fieldName of ['accounts', 'applications', 'calls', 'callStats', 'syncRuns']) {
    cache.evict({ id: 'ROOT_QUERY', fieldName });
  }
  cache.gc();
  await client.refetchQueries({ include: 'active' });
}

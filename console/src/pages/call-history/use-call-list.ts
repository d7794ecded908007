import { NetworkStatus } from '@apollo/client';
import { useApolloClient, useQuery } from '@apollo/client/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSignedIn } from '../../api/api-context';
import {
  CallCountDocument,
  type CallFilter,
  type CallOrder,
  type CallsQuery,
  CallsDocument,
  CallUpdatedDocument,
} from '../../api/generated';
import { useRestored } from '../../api/line';
import { again } from '../../api/again';

export type CallEdge = CallsQuery['calls']['edges'][number];

const FIRST_PAGE = 50;
const NEXT_PAGE = 100;
/** How often the top of the list is asked for again while calls come in. */
const REFRESH_EVERY_MS = 1500;

/**
 * The calls of a view, page by page. Calls that change are shown as they change; the top of the list follows what comes in
 * while `following`, else `pending` counts it.
 */
export function useCallList(filter: CallFilter, orderBy: CallOrder, following: boolean) {
  const client = useApolloClient();
  const restored = useRestored(useSignedIn().line);
  const variables = useMemo(() => ({ filter, orderBy, first: FIRST_PAGE }), [filter, orderBy]);
  const { data, previousData, error, networkStatus, fetchMore, refetch } = useQuery(CallsDocument, { variables });
  const counted = useQuery(CallCountDocument, { variables: { filter } });
  const unseen = useRef(new Set<string>());
  const [pending, setPending] = useState(0);
  const forgetUnseen = useCallback(() => {
    unseen.current.clear();
    setPending(0);
  }, []);

  const refresh = useCallback(async () => {
    forgetUnseen();
    await Promise.all([
      client.query({ query: CallsDocument, variables, fetchPolicy: 'network-only' }),
      client.query({ query: CallCountDocument, variables: { filter }, fetchPolicy: 'network-only' }),
    ]).catch(() => undefined); // the list on the screen stays, and the next call tries again
  }, [client, variables, filter, forgetUnseen]);

  const known = useRef<ReadonlySet<string>>(new Set());
  const edges = data?.calls.edges;
  useEffect(() => {
    known.current = new Set(edges?.map(({ node }) => node.id));
  }, [edges]);

  const applicationId = filter.applicationId ?? undefined;
  useEffect(() => {
    forgetUnseen();
    const subscription = client.subscribe({ query: CallUpdatedDocument, variables: { applicationId } }).subscribe({
      next: ({ data: event }) => {
        const id = event?.callUpdated.id;
        if (id !== undefined && !known.current.has(id)) setPending(unseen.current.add(id).size);
      },
      error: () => undefined,
    });
    return () => subscription.unsubscribe();
  }, [client, applicationId, variables, forgetUnseen]);

  const anyPending = pending > 0;
  useEffect(() => {
    if (!following || !anyPending) return;
    const timer = setTimeout(() => void refresh(), REFRESH_EVERY_MS);
    return () => clearTimeout(timer);
  }, [following, anyPending, refresh]);

  useEffect(() => {
    if (restored > 0) void refresh();
  }, [restored, refresh]);

  const page = data?.calls.pageInfo;
  const loadingMore = networkStatus === NetworkStatus.fetchMore;
  const loadMore = useCallback(() => {
    if (loadingMore || !page?.hasNextPage) return;
    fetchMore({ variables: { first: NEXT_PAGE, after: page.endCursor } }).catch(() => undefined);
  }, [fetchMore, loadingMore, page]);

  return {
    edges: edges ?? (error ? [] : (previousData?.calls.edges ?? [])),
    /** Nothing is known yet of this view. */
    loading: !data && !error,
    error: data ? undefined : error,
    retry: again(refetch),
    totalCount: counted.data?.calls.totalCount,
    hasMore: page?.hasNextPage ?? false,
    loadMore,
    loadingMore,
    pending,
    refresh,
  };
}

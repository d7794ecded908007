import { type FieldPolicy, InMemoryCache, type Reference } from '@apollo/client';

interface Page {
  edges: { cursor: string; node: Reference }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/**
 * One list for each filter and order, in which pages follow each other. The first page, asked for again, goes before what
 * was there: calls that are new appear at the top, and what was read further down stays, where the two overlap.
 */
const callPages: FieldPolicy<Partial<Page>> = {
  keyArgs: ['filter', 'orderBy'],
  merge(existing, incoming, { args }) {
    if (existing?.edges === undefined || incoming.edges === undefined) return { ...existing, ...incoming };
    if (args?.after) return { ...existing, ...incoming, edges: [...existing.edges, ...incoming.edges] };
    const last = incoming.edges.at(-1)?.node.__ref;
    const overlap = existing.edges.findIndex(({ node }) => node.__ref === last);
    if (overlap < 0) return { ...existing, ...incoming };
    const rest = existing.edges.slice(overlap + 1);
    const { pageInfo } = rest.length > 0 ? existing : incoming;
    return { ...existing, ...incoming, edges: [...incoming.edges, ...rest], pageInfo };
  },
};

export function createCache(): InMemoryCache {
  return new InMemoryCache({
    possibleTypes: { Node: ['Account', 'ApiKey', 'Application', 'Call', 'SyncRun', 'User', 'Workspace'] },
    typePolicies: {
      Query: { fields: { calls: callPages } },
      Account: { fields: { connection: { merge: true } } },
      Viewer: { keyFields: false, merge: true },
      Recording: { merge: true },
    },
  });
}

import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createCache } from './cache';
import { Line } from './line';
import { SERVER_URL } from './server';
import { expireSession, type Session } from './session';
import { createSocket } from './socket';

export interface Api {
  client: ApolloClient;
  line: Line;
  dispose: () => void;
}

/**
 * Speaks to the server as one session, or as nobody. Each session has a client of its own, so nothing that one user has
 * read is shown to the next.
 */
export function createApi(session: Session | null): Api {
  const line = new Line();
  const http = new HttpLink({ uri: `${SERVER_URL}/graphql` });
  if (session === null) {
    return { client: new ApolloClient({ link: http, cache: createCache() }), line, dispose: () => undefined };
  }
  const { accessToken } = session;
  const expire = () => expireSession(accessToken);
  const socket = createSocket(SERVER_URL, accessToken, line, expire);
  const authorized = new SetContextLink(({ headers }) => ({
    headers: { ...(headers as object | undefined), authorization: `Bearer ${accessToken}` },
  }));
  const watchExpiry = new ErrorLink(({ error }) => {
    if (codeOf(error) === 'UNAUTHENTICATED') expire();
  });
  const link = ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    authorized.concat(http),
  );
  const client = new ApolloClient({
    link: watchExpiry.concat(link),
    cache: createCache(),
    defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' } },
  });
  return {
    client,
    line,
    dispose: () => {
      client.stop();
      // Rejected where it was waiting to connect again, for which there is no need any more.
      Promise.resolve(socket.dispose()).catch(() => undefined);
    },
  };
}

/** The stable code of the first error that the server gave; undefined where it was not reached. */
export function codeOf(error: unknown): string | undefined {
  if (!CombinedGraphQLErrors.is(error)) return undefined;
  const code = error.errors[0]?.extensions?.code;
  return typeof code === 'string' ? code : undefined;
}

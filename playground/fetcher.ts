import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-ws';

/**
 * Runs subscriptions over graphql-ws and everything else over HTTP, both at `endpoint`.
 *
 * Each subscription opens its own socket, so a changed header holds at once, and a refused one is shown instead of
 * being tried again and again. The headers become the socket's `connectionParams`.
 */
export function createFetcher(endpoint: URL): Fetcher {
  const socket = new URL(endpoint);
  socket.protocol = endpoint.protocol.replace('http', 'ws');
  return (params, options) => {
    const headers = lowerCased(options?.headers);
    const wsClient = createClient({ url: socket.href, connectionParams: headers, retryAttempts: 0 });
    const fetcher = createGraphiQLFetcher({ url: endpoint.href, wsClient, enableIncrementalDelivery: false });
    return fetcher(params, { ...options, headers });
  };
}

/** Over HTTP the case of a name does not matter; among connection parameters the server looks for `authorization`. */
function lowerCased(headers: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

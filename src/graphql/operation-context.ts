import type { IncomingMessage } from 'node:http';
import type DataLoader from 'dataloader';
import type { Viewer } from '../auth/viewer.js';

/** What resolvers get as context; a new one for each operation, and for each event of a subscription. */
export interface OperationContext {
  /** The HTTP request, or that which opened the WebSocket. */
  readonly req: IncomingMessage;
  /** Where the client is, as TrustedProxies tells; for rate limits and the log. */
  readonly address: string;
  readonly viewer: Viewer | null;
  /** See {@link loader} in loaders.ts. */
  readonly loaders: Map<string, DataLoader<unknown, unknown>>;
}

export function operationContext({
  req,
  address,
  viewer,
}: Pick<OperationContext, 'req' | 'address' | 'viewer'>): OperationContext {
  return { req, address, viewer, loaders: new Map() };
}

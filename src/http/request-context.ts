import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { newRequestId, newTraceId, withLogFacts } from '../logging/log-context.js';
import type { TrustedProxies } from './trusted-proxies.js';

const HEADER = 'X-Request-Id';
/** UUIDs, ULIDs, hex and the like: what means nothing in a log line, a header or a shell. */
const WELL_FORMED = /^[\w-]{8,64}$/;

/**
 * Gives each request an id, which its log lines carry and its answer names; that of a trusted proxy, where it sends a
 * proper one, so that both logs have the same.
 */
export function requestContext(proxies: TrustedProxies): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const requestId = givenId(request, proxies) ?? newRequestId();
    response.setHeader(HEADER, requestId);
    withLogFacts({ requestId, traceId: newTraceId(), clientAddress: proxies.addressOf(request) }, next);
  };
}

function givenId(request: Request, proxies: TrustedProxies): string | undefined {
  const given = request.get(HEADER);
  return given !== undefined && WELL_FORMED.test(given) && proxies.areBehind(request) ? given : undefined;
}

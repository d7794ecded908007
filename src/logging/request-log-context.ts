import type { NextFunction, Request, Response } from 'express';
import { newRequestId, newTraceId, withLogFacts } from './log-context.js';

/** Gives each request an id, which its log lines carry and its answer names. */
export function requestLogContext(_request: Request, response: Response, next: NextFunction): void {
  const requestId = newRequestId();
  response.setHeader('X-Request-Id', requestId);
  withLogFacts({ requestId, traceId: newTraceId() }, next);
}

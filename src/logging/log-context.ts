import { randomBytes, randomUUID } from 'node:crypto';
import { AsyncLocalStorage } from 'node:async_hooks';
import { newId } from '../common/id.js';

/** Facts that belong to every log line written while something is being done, e.g. `requestId` or `runId`. */
export type LogFacts = Readonly<Record<string, string>>;

const storage = new AsyncLocalStorage<LogFacts>();

/** Runs `work`; each log line written on its way carries the facts, beside those that were there already. */
export function withLogFacts<Result>(facts: LogFacts, work: () => Result): Result {
  return storage.run({ ...storage.getStore(), ...facts }, work);
}

export function logFacts(): LogFacts {
  return storage.getStore() ?? {};
}

/** The id under which everything is found that one piece of work caused, here and elsewhere: W3C Trace Context. */
export function newTraceId(): string {
  return randomUUID().replaceAll('-', ''); // from the bytes that Node keeps ready, as the id of a request is
}

/** The `traceparent` header for a request that is sent on behalf of the work at hand. */
export function traceparent(): string {
  return `00-${logFacts().traceId ?? newTraceId()}-${randomBytes(8).toString('hex')}-01`;
}

/** The id of the request that is being answered; a new one outside of any. */
export function currentRequestId(): string {
  return logFacts().requestId ?? newRequestId();
}

export function newRequestId(): string {
  return newId().toLowerCase();
}

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

/** The id of the request that is being answered; a new one outside of any. */
export function currentRequestId(): string {
  return logFacts().requestId ?? newRequestId();
}

export function newRequestId(): string {
  return newId().toLowerCase();
}

import { setTimeout as sleep } from 'node:timers/promises';
import { type Delivery, isStream, json, type Reply } from '../http/reply.js';
import type { Effect } from './fault-board.js';

/** A status with the body that a gateway or the service itself would send. */
export function httpStatus(
  status: number,
  { headers = {}, body = '' }: { headers?: Record<string, string>; body?: unknown } = {},
): Effect {
  const reply =
    typeof body === 'string' ? { status, headers: { 'content-type': 'text/plain' }, body } : json(body, status);
  return () => ({ ...reply, headers: { ...reply.headers, ...headers } });
}

/** 429; `retryAfter` is the header's value: seconds, or a moment that is sent as an HTTP date. */
export function rateLimited(retryAfter?: number | Date, body?: unknown): Effect {
  const value = retryAfter instanceof Date ? retryAfter.toUTCString() : String(retryAfter);
  return httpStatus(429, { headers: retryAfter === undefined ? {} : { 'retry-after': value }, body });
}

/** A gateway's page in place of the answer; with 200 it is a login page or a proxy's notice. */
export function htmlPage(status = 502): Effect {
  const body = `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>nginx</h1></body></html>`;
  return () => ({ status, headers: { 'content-type': 'text/html' }, body });
}

/** An error of the Management API: HTTP 200, told by its code. */
export function voximplantError(code: number, msg = `Error ${code}`): Effect {
  return () => json({ error: { code, msg } });
}

/** An answer of this text: cut JSON, nothing at all, `null`, … */
export function text(body: string, contentType = 'application/json'): Effect {
  return () => ({ status: 200, headers: { 'content-type': contentType }, body });
}

export const emptyBody = (): Effect => text('');

export const invalidJson = (): Effect => text('{"result": [{"call_session_history_id": 51');

/** The right answer, delivered in the wrong way; see `Delivery`. */
export function delivered(delivery: Exclude<Delivery, 'whole' | 'pauseMidBody'>): Effect {
  return async (_request, next) => ({ ...(await next()), delivery });
}

/** The right answer, which comes only then. */
export function heldUntil(released: Promise<void>): Effect {
  return async (_request, next) => {
    await released;
    return next();
  };
}

/** The right answer, of which the second half comes only then. */
export function pausedUntil(resumed: Promise<void>): Effect {
  return async (_request, next) => ({ ...(await next()), delivery: 'pauseMidBody', resumed });
}

export function delay(ms: number): Effect {
  return async (_request, next) => {
    await sleep(ms);
    return next();
  };
}

/** Sends the client to another host; whether it takes its credentials along shows in the log of requests. */
export function redirect(to: string, status: 301 | 302 | 303 | 307 | 308 = 307): Effect {
  return ({ path }) => ({ status, headers: { location: new URL(path, to).href }, body: '' });
}

/** The right answer with something changed in its JSON. Answers that are not JSON pass as they are. */
export function altered(alter: (answer: Record<string, unknown>) => unknown): Effect {
  return async (_request, next) => {
    const reply = await next();
    const answer = parse(reply);
    return answer ? { ...json(alter(answer), reply.status), headers: reply.headers } : reply;
  };
}

/** A row that no reader can make sense of, at this place of a page. */
export function garbageRow(row: unknown = { nonsense: true }, at = 0): Effect {
  return alteredRows((rows) => rows.toSpliced(at, 0, row));
}

/** Every row of a page twice. */
export const duplicateRows = (): Effect => alteredRows((rows) => rows.flatMap((row) => [row, row]));

/** A page without rows that says it is not the last. */
export const emptyPage = (): Effect => alteredRows(() => []);

/** The first answer over and over again, whatever is asked: a paging loop. */
export function repeatedPage(): Effect {
  let first: Reply | undefined;
  return async (_request, next) => (first ??= await next());
}

/** Claims that its dates are in another zone than asked for. */
export const wrongTimezone = (timezone = 'Europe/Moscow'): Effect => altered((answer) => ({ ...answer, timezone }));

/** The rows of a page of either upstream. */
export function alteredRows(alter: (rows: unknown[]) => unknown[]): Effect {
  return altered((answer) => {
    const member = ['result', 'conversations'].find((name) => Array.isArray(answer[name]));
    return member === undefined ? answer : { ...answer, [member]: alter(answer[member] as unknown[]) };
  });
}

function parse({ body }: Reply): Record<string, unknown> | undefined {
  if (isStream(body) || !body.toString().startsWith('{')) return undefined;
  return JSON.parse(body.toString()) as Record<string, unknown>;
}

import { z } from 'zod';
import { nanosOf } from '../decimal-nanos.js';
import { unreadable } from '../json-text.js';
import { listOf, numberOf, objectOf, textOf } from '../json-values.js';
import { flag, number, requiredId, requiredRows, text } from '../wire-schema.js';
import { readSessions } from './call-session.reader.js';
import { type CallHistoryPage } from './call-session.js';

const money = z.unknown().transform(nanosOf).optional();

/** The account behind the credentials. The API key, which Voximplant adds to the answer, is left behind. */
export interface AccountInfo {
  accountId: string;
  accountName: string | undefined;
  active: boolean;
  /** No service while this holds, for lack of money or by decision. */
  frozen: boolean;
  /** Of every cost of this account; `RUR`, not `RUB`, for roubles. */
  currency: string | undefined;
  /** In billionths of the currency. */
  balanceNanos: number | undefined;
  /** Time zone. */
  location: string | undefined;
}

const Account = z.object({
  result: z.object({
    account_id: requiredId,
    account_name: text,
    active: flag,
    frozen: flag,
    currency: text,
    balance: money,
    location: text,
  }),
});

const List = z.object({ result: requiredRows, total_count: number });
const CallHistory = List.extend({ timezone: text });

const UTC_NAMES: ReadonlySet<string> = new Set(['Etc/GMT', 'GMT', 'UTC', 'Etc/UTC']);

/** @throws UpstreamError `bad_payload` */
export function readAccountInfo(body: unknown): AccountInfo {
  const { result } = envelope(body, Account);
  return {
    accountId: result.account_id,
    accountName: result.account_name,
    active: result.active ?? true,
    frozen: result.frozen ?? false,
    currency: result.currency,
    balanceNanos: result.balance,
    location: result.location,
  };
}

/** @throws UpstreamError `bad_payload`, also if the times of the page are not UTC, as they would all be misread */
export function readCallHistory(body: unknown): CallHistoryPage {
  const { result, total_count: totalCount, timezone } = envelope(body, CallHistory);
  if (timezone !== undefined && !UTC_NAMES.has(timezone)) {
    throw unreadable('voximplant', 'times in another zone than UTC', false);
  }
  return { ...readSessions(result), rowCount: result.length, totalCount };
}

/** @throws UpstreamError `bad_payload` */
export function envelope<T>(body: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw unreadable('voximplant', `an unknown shape (${z.prettifyError(parsed.error)})`, false);
  return parsed.data;
}

/** An error as Voximplant reports it, mostly with HTTP status 200. */
export interface ReportedError {
  code: number;
  message: string;
}

/**
 * The errors in an answer, the main one first; none if it is a success, or says nothing that can be read.
 * @see Voximplant HTTP API, API_Error
 */
export function readErrors(body: unknown): ReportedError[] {
  const { error, errors } = objectOf(body) ?? {};
  return [error, ...listOf(errors)].flatMap((item) => {
    const { code, msg } = objectOf(item) ?? {};
    const known = numberOf(code);
    return known === undefined ? [] : [{ code: known, message: textOf(msg) ?? '' }];
  });
}

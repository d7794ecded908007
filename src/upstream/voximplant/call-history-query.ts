import { UpstreamError } from '../upstream.error.js';
import { toWireDate } from './wire-date.js';
import { assertNumericIds } from './wire-ids.js';

/** @see Voximplant HTTP API, GetCallHistory: `count`, the number of session ids, and `offset` are capped */
export const MOST_ROWS = 1_000;
export const DEEPEST_OFFSET = 10_000;

export interface CallHistoryQuery {
  applicationId: string;
  /** Sessions that started from here on, to the second. */
  from: Date;
  /** … until here. */
  to: Date;
  /** Rows at most, 1 to 1000. */
  count: number;
  /** Rows to leave out, 10,000 at most: seek by time instead of paging deep. */
  offset?: number | undefined;
  /** Counts the whole window, which costs time. */
  withTotalCount?: boolean | undefined;
  /** Only these, at most 1000. One that does not exist in the window fails the whole request: see callHistoryByIds. */
  sessionIds?: readonly string[] | undefined;
}

export interface CallHistoryByIdsQuery {
  applicationId: string;
  /** The window has to hold all of them; outside of it a session counts as not existing. */
  from: Date;
  to: Date;
  sessionIds: readonly string[];
}

/** The fields of a request's form. */
export type Fields = Readonly<Record<string, string>>;

/** Always UTC: in a zone with summer time an hour a year would be ambiguous. And always both ends: without, it is "one month". */
export function windowFields(from: Date, to: Date): Fields {
  return { from_date: toWireDate(from), to_date: toWireDate(to), timezone: 'Etc/GMT' };
}

/** @throws UpstreamError `bad_request` for what Voximplant would refuse, or understand as something else */
export function historyFields(query: CallHistoryQuery): Fields {
  const { applicationId, from, to, count, offset = 0, withTotalCount = false, sessionIds } = query;
  if (!(count >= 1 && count <= MOST_ROWS)) throw badRequest(`Voximplant gives 1 to ${MOST_ROWS} rows at a time.`);
  if (!(offset >= 0 && offset <= DEEPEST_OFFSET)) {
    throw badRequest(`Voximplant pages no deeper than ${DEEPEST_OFFSET} rows: ask for a shorter time range.`);
  }
  assertNumericIds([applicationId, ...(sessionIds ?? [])]);
  return {
    ...windowFields(from, to),
    application_id: applicationId,
    with_calls: 'true',
    with_records: 'true',
    with_other_resources: 'true',
    desc_order: 'false',
    count: String(count),
    offset: String(offset),
    with_total_count: String(withTotalCount),
    ...(sessionIds && { call_session_history_id: sessionIds.join(';') }),
  };
}

function badRequest(message: string): UpstreamError {
  return new UpstreamError({ upstream: 'voximplant', fault: 'bad_request', message });
}

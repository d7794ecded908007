import type { Account } from '../accounts/account.js';
import type { Application } from '../accounts/application.js';
import { compareEntries, type Entry, merge, type TimeWindow } from '../data/timeline.js';
import { chosenApplication, requiredApplication } from './application-choice.js';
import { formatDate, inTimeZone, isTimeZone, parseDate } from './dates.js';
import type { Parameters } from './parameters.js';
import { sessionFilter } from './session-filter.js';
import { VoximplantError } from './voximplant-error.js';
import type { RawSession } from './wire.js';

type SessionEntry = Entry<RawSession>;

const MONTH_SECONDS = 30 * 86_400;
const MOST_ROWS = 1000;
const MOST_OFFSET = 10_000;
const MOST_IDS = 1000;
/** Not documented; the official clients' examples name it. */
const DEFAULT_ZONE = 'Etc/GMT';

/** `GetCallHistory` (reference, section 2) as an account sees it at `now` (Unix seconds). */
export function getCallHistory(account: Account, parameters: Parameters, now: number): object {
  if ((parameters.text('output') ?? 'json') !== 'json')
    throw new VoximplantError(105, 'The output format is not supported');
  const zone = zoneOf(account, parameters);
  const query = {
    window: windowOf(parameters, zone, now),
    applications: applicationsOf(account, parameters),
    descending: parameters.flag('desc_order', false),
    count: parameters.integerWithin('count', 1, MOST_ROWS, 20),
    offset: parameters.integerWithin('offset', 0, MOST_OFFSET, 0),
    now,
  };
  const withTotal = parameters.flag('with_total_count', true);
  const show = projection(parameters, zone);
  const { rows, total } = find(query, parameters, withTotal);
  const result = rows.map(show);
  return { result, ...(withTotal && { total_count: total }), count: result.length, timezone: zone };
}

interface HistoryQuery {
  window: TimeWindow;
  applications: readonly Application[];
  descending: boolean;
  count: number;
  offset: number;
  now: number;
}

function find(query: HistoryQuery, parameters: Parameters, withTotal: boolean): { rows: RawSession[]; total: number } {
  const { window, applications, descending, count, offset, now } = query;
  const ids = parameters.list('call_session_history_id');
  const filter = sessionFilter(parameters);
  const entries = ids
    ? entriesOf(ids, query)
    : merge(
        applications.map(({ sessions }) => sessions.walk(window, descending)),
        descending,
      );
  if (ids || filter) {
    const rows = [...entries].map((entry) => entry.row(now)).filter(filter ?? (() => true));
    return { rows: rows.slice(offset, offset + count), total: rows.length };
  }
  const total = withTotal ? applications.reduce((sum, { sessions }) => sum + sessions.count(window), 0) : 0;
  return { rows: rowsOf(entries, offset, count, now), total };
}

/** Makes only the rows of the page; those before it are passed over unmade. */
function rowsOf(entries: Iterable<SessionEntry>, offset: number, count: number, now: number): RawSession[] {
  const rows: RawSession[] = [];
  let place = 0;
  for (const entry of entries) {
    if (place >= offset) rows.push(entry.row(now));
    place += 1;
    if (rows.length === count) break;
  }
  return rows;
}

/** One id that is unknown or outside of the window fails the whole request (reference, trap 13). */
function entriesOf(ids: readonly string[], { applications, window, descending }: HistoryQuery): SessionEntry[] {
  if (ids.length > MOST_IDS) throw new VoximplantError(497, "The 'call_session_history_id' parameter is out of range");
  const entries = ids.map((id) => {
    const entry = applications.map(({ sessions }) => sessions.find(id)).find((found) => found !== undefined);
    const listed = entry && entry.startSeconds >= window.fromSeconds && entry.startSeconds <= window.toSeconds;
    if (!listed) throw VoximplantError.parameter(150, 'call_session_history_id');
    return entry;
  });
  const unique = [...new Map(entries.map((entry) => [entry.id, entry])).values()].sort(compareEntries);
  return descending ? unique.reverse() : unique;
}

function zoneOf(account: Account, parameters: Parameters): string {
  const zone = parameters.text('timezone') ?? DEFAULT_ZONE;
  if (zone === 'auto') return account.location;
  if (!isTimeZone(zone)) throw VoximplantError.parameter(496, 'timezone');
  return zone;
}

/** Both ends included, never beyond now: what has not begun is not listed. Without dates it is the last month. */
function windowOf(parameters: Parameters, zone: string, now: number): TimeWindow {
  const date = (name: string): number | undefined => {
    const text = parameters.text(name);
    if (text === undefined) return undefined;
    const seconds = parseDate(text, zone);
    if (seconds === undefined)
      throw new VoximplantError(111, `Invalid date format in '${name}', as ${formatDate(now)}`);
    return seconds;
  };
  const toSeconds = date('to_date') ?? now;
  const fromSeconds = date('from_date') ?? toSeconds - MONTH_SECONDS;
  if (fromSeconds > toSeconds) throw new VoximplantError(123, 'Invalid date range');
  return { fromSeconds, toSeconds: Math.min(toSeconds, now) };
}

function applicationsOf(account: Account, parameters: Parameters): readonly Application[] {
  if (parameters.text('rule_name') !== undefined) return [requiredApplication(account, parameters)];
  const application = chosenApplication(account, parameters);
  return application ? [application] : account.applications;
}

/** Leaves out what was not asked for, and tells the dates in the zone that was. */
function projection(parameters: Parameters, zone: string): (session: RawSession) => RawSession {
  const parts = [
    ['calls', 'with_calls'],
    ['records', 'with_records'],
    ['other_resource_usage', 'with_other_resources'],
  ] as const;
  const unwanted = parts.filter(([, flag]) => !parameters.flag(flag, false)).map(([member]) => member);
  return (session) => {
    if (unwanted.length === 0) return inTimeZone(session, zone);
    const shown = { ...session };
    for (const member of unwanted) delete shown[member];
    return inTimeZone(shown, zone);
  };
}

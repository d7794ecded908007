import type { RawSession } from './wire.js';

/** The zones in which texts can be made without asking Intl, which is a hundred times slower. */
const UTC_ZONES = new Set(['Etc/GMT', 'Etc/UTC', 'UTC', 'GMT']);
const WALL_TIME = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;
const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
const DAY_SECONDS = 86_400;
const days = new Map<number, string>();
const formatters = new Map<string, Intl.DateTimeFormat>();

export function isTimeZone(zone: string): boolean {
  try {
    formatterOf(zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Unix seconds as `YYYY-MM-DD HH:mm:ss` on the clocks of `zone`. */
export function formatDate(seconds: number, zone = 'UTC'): string {
  if (!UTC_ZONES.has(zone))
    return formatterOf(zone)
      .format(seconds * 1000)
      .replace(', ', ' ');
  const day = Math.floor(seconds / DAY_SECONDS);
  const time = seconds - day * DAY_SECONDS;
  const [hour, minute] = [Math.floor(time / 3600), Math.floor((time % 3600) / 60)];
  return `${formatDay(day)} ${TWO_DIGITS[hour]}:${TWO_DIGITS[minute]}:${TWO_DIGITS[time % 60]}`;
}

/** Unix seconds of a wall-clock time in `zone`, undefined if the text is not a date; a skipped hour counts as the next. */
export function parseDate(text: string, zone = 'UTC'): number | undefined {
  const parts = WALL_TIME.exec(text)?.slice(1).map(Number) as
    [number, number, number, number, number, number] | undefined;
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts;
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  if (formatDate(asUtc) !== text) return undefined;
  if (UTC_ZONES.has(zone)) return asUtc;
  const guess = asUtc - offsetAt(asUtc, zone);
  return asUtc - offsetAt(guess, zone);
}

/** The same session with its UTC dates told in another zone; a text that is no date stays as it is. */
export function inTimeZone(session: RawSession, zone: string): RawSession {
  if (UTC_ZONES.has(zone)) return session;
  const convert = <Row extends object>(row: Row, member: keyof Row & string): Row => {
    const text: unknown = row[member];
    const seconds = typeof text === 'string' ? parseDate(text) : undefined;
    return seconds === undefined ? row : { ...row, [member]: formatDate(seconds, zone) };
  };
  return {
    ...convert(session, 'start_date'),
    ...(session.calls && { calls: session.calls.map((leg) => convert(leg, 'start_time')) }),
    ...(session.records && { records: session.records.map((record) => convert(record, 'start_time')) }),
    ...(session.other_resource_usage && {
      other_resource_usage: session.other_resource_usage.map((usage) => convert(usage, 'used_at')),
    }),
  };
}

function formatDay(day: number): string {
  let text = days.get(day);
  if (text === undefined) {
    text = new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, 10);
    days.set(day, text);
  }
  return text;
}

/** Seconds by which the clocks of `zone` are ahead of UTC. */
function offsetAt(seconds: number, zone: string): number {
  return (parseDate(formatDate(seconds, zone)) as number) - seconds;
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (!formatter) {
    // Swedish happens to be written in ISO order.
    formatter = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
    formatters.set(zone, formatter);
  }
  return formatter;
}

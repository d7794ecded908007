import { BadUserInputError } from '../../common/errors.js';

const SECOND_MS = 1000;
const WEEK_MS = 7 * 86_400_000;
const OFFSET = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/;

/** A time during which a zone's clocks were so far ahead of UTC; it lasts until the next one. */
export interface OffsetSpan {
  /** Milliseconds since 1970; the first span has no beginning. */
  from: number;
  offsetMs: number;
}

/**
 * How far a zone was ahead of UTC between two instants. Asked of ICU, which every Node has, and not of the databases: their
 * tables of time zones are empty unless somebody has filled them.
 * @throws BadUserInputError if there is no such zone
 */
export function offsetSpans(timeZone: string, from: number, to: number): OffsetSpan[] {
  const offsetAt = offsetsOf(timeZone);
  const spans: OffsetSpan[] = [{ from: -Infinity, offsetMs: offsetAt(from) }];
  let offsetMs = offsetAt(from);
  for (let start = from; start < to; start += WEEK_MS) {
    const end = start + WEEK_MS; // no zone turns its clocks twice within a week
    const next = offsetAt(end);
    if (next === offsetMs) continue;
    spans.push({ from: firstAt(start, end, (instant) => offsetAt(instant) === next), offsetMs: next });
    offsetMs = next;
  }
  return spans;
}

/** The first whole second between two instants from which on it is so. */
function firstAt(start: number, end: number, isSo: (instant: number) => boolean): number {
  let [low, high] = [Math.floor(start / SECOND_MS), Math.floor(end / SECOND_MS)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isSo(middle * SECOND_MS)) high = middle;
    else low = middle;
  }
  return high * SECOND_MS;
}

function offsetsOf(timeZone: string): (instant: number) => number {
  const format = formatOf(timeZone);
  return (instant) => {
    const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = 0, minutes = 0, seconds = 0] = OFFSET.exec(name) ?? [];
    const offsetSeconds = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    return (sign === '-' ? -offsetSeconds : offsetSeconds) * SECOND_MS;
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch (cause) {
    throw new BadUserInputError({ timeZone: [`timeZone is no zone of the IANA list, e.g. Europe/Berlin`] }, { cause });
  }
}

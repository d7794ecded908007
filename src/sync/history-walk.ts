import {
  type CallHistoryPage,
  type CallSession,
  DEEPEST_OFFSET,
  MOST_ROWS,
  type UnreadableRow,
  UpstreamError,
} from '../upstream/index.js';

/** How far a walk has come; small enough to be stored with every page. */
export interface WalkPosition {
  /** The second from which the next page is asked for. */
  from: Date;
  /** Rows of that second to leave out; above zero only where one second holds more than a page. */
  offset: number;
  /**
   * The rows of the last page that may be listed again, an empty text for each that has no readable id; those of earlier
   * pages are behind `from` and `offset`.
   */
  seen: string[];
}

export interface WalkRequest {
  from: Date;
  to: Date;
  offset: number;
  withTotalCount: boolean;
}

/** A row of which no more is known than that it was listed. */
export type LostRow = Pick<UnreadableRow, 'sessionId' | 'reason'>;

/** The new rows of one page, and where to go on once they are stored. */
export interface WalkPage {
  sessions: CallSession[];
  unreadable: LostRow[];
  /** Sessions in the whole range; with the first page only. */
  totalCount: number | undefined;
  /** A second that holds more sessions than the upstream can list: the walk goes on behind it. */
  crowded: Date | undefined;
  next: WalkPosition;
}

const SECOND_MS = 1000;
const SHORTEST_WINDOW_MS = 60_000;
/** Stands for a row without a readable id. */
const NAMELESS = '';
/** Where the walk gives up on a second, before the upstream does. */
const LAST_OFFSET = DEEPEST_OFFSET - MOST_ROWS;
/** So many sessions of one second can be listed. */
export const MOST_ROWS_IN_A_SECOND = LAST_OFFSET + MOST_ROWS;

/**
 * Walks through the sessions that started in `[from, to)`, oldest first, each handed out once. It seeks instead of paging
 * deep: the next page begins at the last row's second, rows of it that were seen are dropped, and `offset` serves only
 * inside one crowded second. Where the upstream finds the range too wide, it asks for shorter ones.
 *
 * @param fetch answers at most 1000 rows in ascending order
 * @throws UpstreamError `bad_payload` where the upstream answers another time than was asked for, or nothing that can be
 *   read; whatever `fetch` throws
 */
export async function* walkHistory(
  fetch: (request: WalkRequest) => Promise<CallHistoryPage>,
  range: { from: Date; to: Date },
  start: WalkPosition = { from: range.from, offset: 0, seen: [] },
): AsyncGenerator<WalkPage> {
  let position = start;
  let windowMs = Infinity;
  let isFirst = start.from.getTime() === range.from.getTime() && start.offset === 0 && start.seen.length === 0;
  while (position.from < range.to) {
    const windowEnd = new Date(Math.min(position.from.getTime() + windowMs, range.to.getTime()));
    let page: CallHistoryPage;
    try {
      page = await fetch({ from: position.from, to: windowEnd, offset: position.offset, withTotalCount: isFirst });
    } catch (error) {
      windowMs = (windowEnd.getTime() - position.from.getTime()) / 2;
      if (!isTooWide(error) || windowMs < SHORTEST_WINDOW_MS) throw error;
      continue;
    }
    const window = { from: wholeSecond(position.from), to: windowEnd };
    const { sessions, unreadable } = newRows(page, position, window, range.to);
    const hasNews = sessions.length + unreadable.length > 0;
    // A short page is the last one, except where the upstream hands out less than it was asked for. Rows without an id are
    // no news: they look the same when they are listed again.
    const hasNamedNews = sessions.length > 0 || unreadable.some(({ sessionId }) => sessionId !== undefined);
    const exhausted = page.rowCount === 0 || (page.rowCount < MOST_ROWS && !hasNamedNews);
    const next = exhausted ? startAt(windowEnd) : after(position, page, window);
    const totalCount = isFirst && windowEnd.getTime() === range.to.getTime() ? page.totalCount : undefined;
    const isCrowded = next.offset > LAST_OFFSET;
    if (isCrowded && !page.sessions.some((session) => isWithin(window, session))) throw unreadableHistory();
    isFirst = false;
    position = isCrowded ? startAt(new Date(window.from.getTime() + SECOND_MS)) : next;
    const crowded = isCrowded && page.rowCount >= MOST_ROWS ? window.from : undefined;
    if (hasNews || totalCount !== undefined || crowded !== undefined) {
      yield { sessions, unreadable, totalCount, crowded, next: position };
    }
  }
}

interface Window {
  from: Date;
  to: Date;
}

/**
 * Rows that were not handed out before, each once. The upstream knows whole seconds only, so `end` is cut off here. A row of
 * another time than was asked for is named and left out, as nothing can be concluded from it.
 * @throws UpstreamError `bad_payload` if a page holds nothing else that is new: the upstream does not listen, and would not
 *   for ever
 */
function newRows(
  page: CallHistoryPage,
  position: WalkPosition,
  window: Window,
  end: Date,
): Pick<WalkPage, 'sessions' | 'unreadable'> {
  const seen = new Set(position.seen);
  let nameless = position.offset > 0 ? 0 : position.seen.filter((id) => id === NAMELESS).length;
  const sessions = new Map<string, CallSession>();
  const strays: LostRow[] = [];
  for (const session of page.sessions) {
    const { sessionId, startedAt } = session;
    if (seen.has(sessionId)) continue;
    if (!isWithin(window, session)) {
      strays.push({ sessionId, reason: `it started at ${startedAt.toISOString()}, which was not asked for` });
    } else if (startedAt < end) {
      sessions.set(sessionId, session);
    }
  }
  const unreadable = page.unreadable.filter(({ sessionId }) =>
    sessionId === undefined ? --nameless < 0 : !seen.has(sessionId),
  );
  const onlyStrays = strays.length > 0 && sessions.size + unreadable.length === 0;
  if (onlyStrays && (seen.size > 0 || page.rowCount >= MOST_ROWS)) throw answersAnotherTime();
  return { sessions: [...sessions.values()], unreadable: [...unreadable, ...strays] };
}

/** Behind the last row of the page. */
function after(position: WalkPosition, page: CallHistoryPage, window: Window): WalkPosition {
  const begin = window.from.getTime();
  const last = page.sessions.reduce(
    (latest, session) => (isWithin(window, session) ? Math.max(latest, session.startedAt.getTime()) : latest),
    begin,
  );
  // Rows whose time is not known are kept as well: whether they are listed again nobody can tell.
  const repeatable = page.sessions.filter(
    (session) => !isWithin(window, session) || session.startedAt.getTime() >= last,
  );
  const ids = new Set([...repeatable, ...page.unreadable].flatMap(({ sessionId }) => sessionId ?? []));
  const nameless = page.unreadable.filter(({ sessionId }) => sessionId === undefined);
  const seen = [...ids, ...nameless.map(() => NAMELESS)];
  if (last > begin) return { from: new Date(last), offset: 0, seen };
  return { from: position.from, offset: position.offset + Math.min(page.rowCount, MOST_ROWS), seen };
}

function startAt(from: Date): WalkPosition {
  return { from, offset: 0, seen: [] };
}

function isWithin({ from, to }: Window, { startedAt }: CallSession): boolean {
  return startedAt >= from && startedAt <= to;
}

function wholeSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / SECOND_MS) * SECOND_MS);
}

function isTooWide(error: unknown): boolean {
  return error instanceof UpstreamError && error.fault === 'range_too_wide';
}

function answersAnotherTime(): UpstreamError {
  return badHistory('Voximplant answered with calls of another time than it was asked for: try again later.');
}

/** Without the time of a single row there is no way on. */
function unreadableHistory(): UpstreamError {
  return badHistory(
    'Voximplant answered with nothing but calls that cannot be read: update Voxsync, or try again later.',
  );
}

function badHistory(message: string): UpstreamError {
  return new UpstreamError({ upstream: 'voximplant', fault: 'bad_payload', message, retryable: true });
}

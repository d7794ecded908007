import { type CallHistoryPage, type CallSession, DEEPEST_OFFSET, MOST_ROWS, UpstreamError } from '../upstream/index.js';

/** How far a walk has come; small enough to be stored with every page. */
export interface WalkPosition {
  /** The second from which the next page is asked for. */
  from: Date;
  /** Rows of that second to leave out; above zero only where one second holds more than a page. */
  offset: number;
  /** The rows of that second that were handed out already. */
  seen: string[];
}

export interface WalkRequest {
  from: Date;
  to: Date;
  offset: number;
  withTotalCount: boolean;
}

/** The new rows of one page, and where to go on once they are stored. */
export interface WalkPage {
  sessions: CallSession[];
  unreadable: CallHistoryPage['unreadable'];
  /** Sessions in the whole range; with the first page only. */
  totalCount: number | undefined;
  next: WalkPosition;
}

const SECOND_MS = 1000;
const SHORTEST_WINDOW_MS = 60_000;
/** Where the walk gives up on a second, well before the upstream does. */
const MOST_ROWS_IN_A_SECOND = DEEPEST_OFFSET - MOST_ROWS;

/** One second holds more sessions than the upstream can list; what follows it can still be read. */
export class CrowdedSecondError extends Error {
  constructor(readonly second: Date) {
    super(
      `More than ${MOST_ROWS_IN_A_SECOND} sessions started at ${second.toISOString()}: not all of them can be listed`,
    );
    this.name = 'CrowdedSecondError';
  }
}

/**
 * Walks through the sessions that started in `[from, to)`, oldest first, each handed out once. It seeks instead of paging
 * deep: the next page begins at the last row's second, rows of it that were seen are dropped, and `offset` serves only
 * inside one crowded second. Where the upstream finds the range too wide, it asks for shorter ones.
 *
 * @param fetch answers at most 1000 rows in ascending order
 * @throws CrowdedSecondError where one second has no end; whatever `fetch` throws
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
    const seen = new Set(position.seen);
    const sessions = newSessions(page, seen, range);
    const unreadable = page.unreadable.filter(({ sessionId }) => sessionId === undefined || !seen.has(sessionId));
    // A short page is the last one, except where the upstream hands out less than it was asked for.
    const exhausted = page.rowCount === 0 || (page.rowCount < MOST_ROWS && sessions.length + unreadable.length === 0);
    const next = exhausted ? { from: windowEnd, offset: 0, seen: [] } : after(position, page);
    const totalCount = isFirst && windowEnd.getTime() === range.to.getTime() ? page.totalCount : undefined;
    isFirst = false;
    position = next;
    if (sessions.length + unreadable.length > 0 || totalCount !== undefined) {
      yield { sessions, unreadable, totalCount, next };
    }
  }
}

/** Rows that were not handed out before, each once; the upstream knows whole seconds only, so the ends are cut here. */
function newSessions(page: CallHistoryPage, seen: ReadonlySet<string>, range: { from: Date; to: Date }): CallSession[] {
  const found = new Map<string, CallSession>();
  for (const session of page.sessions) {
    const within = session.startedAt >= wholeSecond(range.from) && session.startedAt < range.to;
    if (within && !seen.has(session.sessionId)) found.set(session.sessionId, session);
  }
  return [...found.values()];
}

function after(position: WalkPosition, page: CallHistoryPage): WalkPosition {
  const last = page.sessions.reduce((latest, { startedAt }) => Math.max(latest, startedAt.getTime()), 0);
  const ids = [
    ...page.sessions.filter(({ startedAt }) => startedAt.getTime() >= Math.max(last, position.from.getTime())),
    ...page.unreadable,
  ].flatMap(({ sessionId }) => sessionId ?? []);
  if (last > wholeSecond(position.from).getTime()) return { from: new Date(last), offset: 0, seen: ids };
  const offset = position.offset + page.rowCount;
  if (offset > MOST_ROWS_IN_A_SECOND) throw new CrowdedSecondError(position.from);
  return { from: position.from, offset, seen: [...new Set([...position.seen, ...ids])] };
}

function wholeSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / SECOND_MS) * SECOND_MS);
}

function isTooWide(error: unknown): boolean {
  return error instanceof UpstreamError && error.fault === 'range_too_wide';
}

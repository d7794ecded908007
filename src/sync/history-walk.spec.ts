import { type CallHistoryPage, type CallSession, UpstreamError } from '../upstream/index.js';
import {
  MOST_ROWS_IN_A_SECOND,
  walkHistory,
  type WalkPage,
  type WalkPosition,
  type WalkRequest,
} from './history-walk.js';

const PAGE = 1000;
const NOON = Date.parse('2026-03-01T12:00:00Z');
const at = (seconds: number) => new Date(NOON + seconds * 1000);

/** A session that started so many seconds after noon. */
function session(sessionId: number | string, seconds: number): CallSession {
  return { sessionId: String(sessionId), startedAt: at(seconds), legs: [], records: [], usages: [] };
}

/** `count` sessions that all started in the same second, the first with the id `first`. */
function burst(count: number, seconds: number, first = 1): CallSession[] {
  return Array.from({ length: count }, (_, index) => session(first + index, seconds));
}

/** Answers as Voximplant does: whole seconds, both ends included, oldest first, 1000 rows, an offset of 10,000 at most. */
class History {
  readonly requests: WalkRequest[] = [];
  pageSize = PAGE;
  widestMs = Infinity;

  constructor(private readonly rows: CallSession[]) {}

  readonly fetch = (request: WalkRequest): Promise<CallHistoryPage> => {
    this.requests.push(request);
    const { from, to, offset, withTotalCount } = request;
    if (offset > 10_000) throw new Error(`The offset ${offset} is too deep`);
    if (to.getTime() - from.getTime() > this.widestMs) return Promise.reject(tooWide());
    const second = (date: Date) => Math.floor(date.getTime() / 1000);
    const matching = this.rows
      .filter(({ startedAt }) => second(startedAt) >= second(from) && second(startedAt) <= second(to))
      .sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime() || Number(a.sessionId) - Number(b.sessionId));
    const sessions = matching.slice(offset, offset + this.pageSize);
    return Promise.resolve(page(sessions, withTotalCount ? matching.length : undefined));
  };
}

function page(sessions: CallSession[], totalCount?: number): CallHistoryPage {
  return { sessions, unreadable: [], rowCount: sessions.length, totalCount };
}

function tooWide(): UpstreamError {
  return new UpstreamError({ upstream: 'voximplant', fault: 'range_too_wide', message: 'Too wide.' });
}

function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const HOUR = { from: at(0), to: at(3600) };
const idsOf = (pages: WalkPage[]) => pages.flatMap(({ sessions }) => sessions.map(({ sessionId }) => sessionId));
const walk = (fetch: History['fetch'], range = HOUR, start?: WalkPosition) =>
  Array.fromAsync(walkHistory(fetch, range, start));

describe('walkHistory', () => {
  it('asks for the total once, and never for an offset outside of a crowded second', async () => {
    const history = new History(Array.from({ length: 3500 }, (_, index) => session(index + 1, index)));

    const pages = await walk(history.fetch);

    expect(idsOf(pages)).toHaveLength(3500);
    expect(pages.map(({ totalCount }) => totalCount)).toEqual([3500, undefined, undefined, undefined]);
    expect(history.requests.map(({ withTotalCount }) => withTotalCount).filter(Boolean)).toHaveLength(1);
    expect(history.requests.every(({ offset }) => offset === 0)).toBe(true);
  });

  it('hands out nothing twice where a burst lies across the border of two pages', async () => {
    const rows = [...burst(990, 1), ...burst(30, 2, 2000), ...burst(990, 3, 3000)];

    const ids = idsOf(await walk(new History(rows).fetch));

    expect(ids).toHaveLength(2010);
    expect(new Set(ids).size).toBe(2010);
  });

  it.each([1000, 1001, 2000, 2600, 9999])('lists a second of %d sessions to its end by offset', async (count) => {
    const history = new History([session(1, 5), ...burst(count, 10, 100), session(2, 15)]);

    const pages = await walk(history.fetch);

    expect(new Set(idsOf(pages)).size).toBe(count + 2);
    expect(idsOf(pages)).toHaveLength(count + 2);
    expect(pages.some(({ crowded }) => crowded !== undefined)).toBe(false);
    expect(history.requests.filter(({ offset }) => offset > 0).every(({ from }) => +from === +at(10))).toBe(true);
    expect(Math.max(...history.requests.map(({ offset }) => offset))).toBeLessThanOrEqual(9000);
  });

  it('stores what it can of a second that has no end, names it, and goes on behind it', async () => {
    const history = new History([...burst(12_000, 10, 100), session(1, 11), session(2, 15)]);

    const pages = await walk(history.fetch);

    const ids = idsOf(pages);
    expect(pages.flatMap(({ crowded }) => crowded ?? [])).toEqual([at(10)]);
    expect(new Set(ids).size).toBe(MOST_ROWS_IN_A_SECOND + 2);
    expect(ids.slice(-2)).toEqual(['1', '2']);
  });

  it('keeps its position small, however crowded a second is', async () => {
    const pages = await walk(new History(burst(9500, 10)).fetch);

    expect(Math.max(...pages.map(({ next }) => next.seen.length))).toBeLessThanOrEqual(PAGE);
  });

  it('yields each row once from whichever position it goes on', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = seeded(seed);
      const rows = Array.from({ length: 400 + random(2400) }, (_, index) =>
        session(index + 1, random(1 + random(300))),
      );
      const history = new History(rows);
      history.pageSize = random(3) === 0 ? 1 + random(PAGE) : PAGE; // now and then less than was asked for
      history.widestMs = random(2) === 0 ? Infinity : 120_000 + random(3_000_000);
      const whole = await walk(history.fetch);

      const cut = random(whole.length);
      const before = whole.slice(0, cut + 1);
      const rest = await walk(history.fetch, HOUR, whole[cut]!.next);

      const expected = rows.map(({ sessionId }) => sessionId).sort();
      expect(idsOf(whole).sort()).toEqual(expected);
      expect([...idsOf(before), ...idsOf(rest)].sort()).toEqual(expected);
    }
  });

  it('takes the beginning in and leaves the end out', async () => {
    const history = new History([session(1, -1), session(2, 0), session(3, 59), session(4, 60)]);

    expect(idsOf(await walk(history.fetch, { from: at(0), to: at(60) }))).toEqual(['2', '3']);
  });

  it('takes in the whole second in which it begins, and of the last one what has begun', async () => {
    const history = new History([session(1, 0), session(2, 60), session(3, 61)]);

    expect(idsOf(await walk(history.fetch, { from: at(0.7), to: at(60.4) }))).toEqual(['1', '2']);
  });

  it('drops rows that a page lists twice', async () => {
    const history = new History([...burst(300, 1), ...burst(1500, 2, 1000), session(9000, 4)]);
    const doubled = async (request: WalkRequest) => {
      const { sessions, totalCount } = await history.fetch(request);
      return page(
        sessions.flatMap((row) => [row, row]),
        totalCount,
      );
    };

    const ids = idsOf(await walk(doubled));

    expect(ids).toHaveLength(1801);
    expect(new Set(ids).size).toBe(1801);
  });

  it('is not led astray by short pages', async () => {
    const history = new History(Array.from({ length: 95 }, (_, index) => session(index + 1, Math.floor(index / 4))));
    history.pageSize = 10;

    expect(idsOf(await walk(history.fetch))).toHaveLength(95);
  });

  it.each([
    ['short', 40],
    ['full', PAGE],
  ])('gives up where the upstream answers the same %s page to every question', async (_, count) => {
    const first = Array.from({ length: count }, (_row, index) => session(index + 1, index));

    const failure = walk(() => Promise.resolve(page(first, count)));

    await expect(failure).rejects.toMatchObject({ fault: 'bad_payload', retryable: true });
  });

  it('gives up where the upstream answers one and the same second to every question', async () => {
    const failure = walk(() => Promise.resolve(page(burst(PAGE, 0))));

    await expect(failure).rejects.toMatchObject({ fault: 'bad_payload' });
  });

  it.each([
    ['before', -86_400],
    ['after', 200_000_000_000],
  ])('names a row that started long %s the range, and goes on past it', async (_, seconds) => {
    const rows = [session(1, 5), session(2, 10), session(3, 15)];
    const history = new History(rows);
    history.pageSize = 2;
    const stray = async (request: WalkRequest) => {
      const { sessions, totalCount } = await history.fetch(request);
      return page([session(666, seconds), ...sessions], totalCount);
    };

    const pages = await walk(stray);

    expect(idsOf(pages)).toEqual(['1', '2', '3']);
    expect(pages.flatMap(({ unreadable }) => unreadable)).toEqual([
      { sessionId: '666', reason: expect.stringMatching(/^it started at \S+, which was not asked for$/) },
    ]);
  });

  it('names each unreadable row, whole pages of them too', async () => {
    const lost = Array.from({ length: 1400 }, (_, index) => ({ index, sessionId: String(index), reason: 'no date' }));
    const fetch = ({ offset }: WalkRequest): Promise<CallHistoryPage> => {
      const unreadable = lost.slice(offset, offset + PAGE);
      return Promise.resolve({ sessions: [], unreadable, rowCount: unreadable.length, totalCount: 1400 });
    };

    const pages = await walk(fetch);

    expect(pages.flatMap(({ unreadable }) => unreadable)).toEqual(lost);
  });

  it.each<[string, { sessionId?: string; reason: string }]>([
    ['without an id', { reason: 'no id' }],
    ['with an id', { sessionId: '666', reason: 'no date' }],
  ])('comes to an end, and counts once, where a row %s is on every page', async (_, lost) => {
    const history = new History([...burst(30, 1), ...burst(1500, 2, 1000), session(5000, 4)]);
    const fetch = async (request: WalkRequest): Promise<CallHistoryPage> => {
      const { sessions, totalCount } = await history.fetch(request);
      return { sessions, unreadable: [{ index: 0, ...lost }], rowCount: sessions.length + 1, totalCount };
    };

    const pages = await walk(fetch);

    const named = pages.flatMap(({ unreadable }) => unreadable);
    expect(idsOf(pages)).toHaveLength(1531);
    if (lost.sessionId === undefined)
      expect(named.length).toBeLessThanOrEqual(3); // inside a second nobody can tell
    else expect(named).toHaveLength(1);
  });

  it('gives up where no row can be read any more, and there is no end of them', async () => {
    const unreadable = Array.from({ length: PAGE }, (_, index) => ({
      index,
      sessionId: String(index),
      reason: 'no date',
    }));
    let requests = 0;
    const fetch = (): Promise<CallHistoryPage> => {
      requests++;
      return Promise.resolve({ sessions: [], unreadable, rowCount: PAGE });
    };

    await expect(walk(fetch)).rejects.toMatchObject({ fault: 'bad_payload', retryable: true });
    expect(requests).toBeLessThanOrEqual(10);
  });

  it('halves a range that is too wide until it is not, and leaves no gap between the halves', async () => {
    const history = new History(Array.from({ length: 500 }, (_, index) => session(index + 1, index * 7)));
    history.widestMs = 500_000;

    const pages = await walk(history.fetch);

    expect(idsOf(pages)).toEqual(Array.from({ length: 500 }, (_, index) => String(index + 1)));
    expect(pages.every(({ totalCount }) => totalCount === undefined)).toBe(true); // that of a part would be a lie
  });

  it('hands on what makes the shortest range too wide, and any other error', async () => {
    const history = new History([]);
    history.widestMs = 0;
    const unreachable = new Error('unreachable');

    await expect(walk(history.fetch)).rejects.toMatchObject({ fault: 'range_too_wide' });
    await expect(walk(() => Promise.reject(unreachable))).rejects.toBe(unreachable);
  });

  it('asks for nothing where nothing is left', async () => {
    const history = new History([session(1, 5)]);

    expect(await walk(history.fetch, HOUR, { from: HOUR.to, offset: 0, seen: [] })).toEqual([]);
    expect(history.requests).toEqual([]);
  });
});

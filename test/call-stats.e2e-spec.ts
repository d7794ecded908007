import type { CallTables } from '../src/calls/index.js';
import { Db } from '../src/database/index.js';
import { type KnownCall, KnownCalls } from './known-calls.js';
import { TestApi } from './test-api.js';
import { keyOf } from './transcribed-calls.js';

type Bucket = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';

interface Point {
  start: string;
  total: number;
  answered: number;
  totalDurationSeconds: number;
  cost: { amount: string; currency: string; cents: number }[];
}

interface Stats {
  total: number;
  answered: number;
  answerRate: number | null;
  totalDurationSeconds: number;
  averageDurationSeconds: number | null;
  cost: { amount: string; currency: string }[];
  byStatus: { status: string; count: number }[];
  series: Point[];
}

const STATS = `query ($filter: CallFilter, $bucket: StatsBucket, $timeZone: String) {
  callStats(filter: $filter, bucket: $bucket, timeZone: $timeZone) {
    total answered answerRate totalDurationSeconds averageDurationSeconds cost { amount currency } byStatus { status count }
    series { start total answered totalDurationSeconds cost { amount currency cents } } } }`;

/** Of the calls, from the first of March on, some come before the clocks are turned in these zones, and some after. */
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Asia/Beirut'];
/** Made once: a format takes far longer to make than to use. */
const CLOCKS = new Map(
  ZONES.map((timeZone) => [
    timeZone,
    {
      wall: new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }),
      offset: new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }),
    },
  ]),
);
const BUCKETS: Bucket[] = ['HOUR', 'DAY', 'WEEK', 'MONTH'];

describe('figures over calls', () => {
  let api: TestApi;
  let known: KnownCalls;

  const stats = async (variables: Record<string, unknown> = {}) =>
    (await known.viewer.graphql<{ callStats: Stats }>(STATS, variables)).callStats;

  beforeAll(async () => {
    api = await TestApi.start({ simulator: { accounts: 2, applications: 1, calls: { perApplication: 0 } } });
    known = await KnownCalls.create(api, 11, 200);
  }, 60_000);

  afterAll(() => api.stop());

  it('are those of the calls, and the rates of what is known', async () => {
    const timed = known.calls.filter(({ durationSeconds }) => durationSeconds !== null);
    const seconds = timed.reduce((sum, { durationSeconds }) => sum + (durationSeconds ?? 0), 0);
    const answered = known.calls.filter(({ status }) => status === 'ANSWERED').length;

    const found = await stats();

    expect(found).toMatchObject({ total: 200, answered, totalDurationSeconds: seconds, series: [] });
    expect(found.answerRate).toBeCloseTo(answered / 200, 10);
    expect(found.averageDurationSeconds).toBeCloseTo(seconds / timed.length, 10);
  });

  it('are zero over no calls, and their rates are not known', async () => {
    const found = await stats({ filter: { status: [] }, bucket: 'DAY' });

    expect(found).toEqual({
      total: 0,
      answered: 0,
      answerRate: null,
      totalDurationSeconds: 0,
      averageDurationSeconds: null,
      cost: [],
      byStatus: [],
      series: [],
    });
  });

  describe.each(ZONES)('in %s', (timeZone) => {
    it.each(BUCKETS)('are put by %s into where the clocks of the zone say, without a hole', async (bucket) => {
      const expected = countBy(known.calls, ({ startTime }) => labelOf(startTime, bucket, timeZone));

      const { series, total } = await stats({ bucket, timeZone });

      const found = series.filter((point) => point.total > 0);
      expect(new Map(found.map((point) => [labelOf(point.start, bucket, timeZone), point.total]))).toEqual(expected);
      expect(series.reduce((sum, point) => sum + point.total, 0)).toBe(total);
      expect([series[0]?.total, series.at(-1)?.total]).not.toContain(0);
      expect(holes(series, bucket)).toEqual([]);
    });
  });

  it('are summed up exactly, even beyond what a float holds', async () => {
    const largest = Number.MAX_SAFE_INTEGER;
    const others = await KnownCalls.create(api, 12, 20);
    await api.app
      .get(Db)
      .kysely<CallTables>()
      .updateTable('calls')
      .set({ cost_nanos: largest, cost_currency: 'EUR' })
      .where(
        'id',
        'in',
        others.calls.map(({ id }) => keyOf(id)),
      )
      .execute();

    const { callStats } = await others.viewer.graphql<{ callStats: Stats }>(STATS, { bucket: 'MONTH' });

    const parts = callStats.series.flatMap(({ cost }) => cost.map(({ amount }) => nanosOf(amount)));
    expect(callStats.cost.map(({ amount }) => nanosOf(amount))).toEqual([20n * BigInt(largest)]);
    expect(parts.reduce((sum, nanos) => sum + nanos, 0n)).toBe(20n * BigInt(largest));
  });

  it.each([
    ['timeZone', { timeZone: 'Europe/Atlantis' }],
    ['timeZone', { timeZone: '', bucket: 'DAY' }],
    ['startTime', { filter: { startTime: { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' } } }],
  ])('refuse a bad %s by its name: %j', async (field, variables) => {
    const { errors } = await known.viewer.request(STATS, variables);

    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { [field]: [expect.any(String)] } });
  });

  it('are not another workspace’s', async () => {
    const stranger = await api.signUp();

    const { callStats } = await stranger.graphql<{ callStats: Stats }>(STATS, {});

    expect(callStats.total).toBe(0);
  });
});

function countBy(calls: readonly KnownCall[], labelOfCall: (call: KnownCall) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const label of calls.map(labelOfCall)) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

/** What the wall clock of a zone shows, as far as the bucket goes; two hours of the same name are told apart. */
function labelOf(instant: string, bucket: Bucket, timeZone: string): string {
  const clock = CLOCKS.get(timeZone)!;
  const wall = clock.wall.format(new Date(instant));
  const day = wall.slice(0, 10);
  if (bucket === 'HOUR') return `${wall.slice(0, 13)} ${clock.offset.format(new Date(instant)).slice(-9)}`;
  if (bucket === 'DAY') return day;
  if (bucket === 'MONTH') return wall.slice(0, 7);
  const monday = new Date(`${day}T00:00:00Z`);
  monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7));
  return monday.toISOString().slice(0, 10);
}

/** Points after which the next one comes too soon or too late, even where clocks are turned. */
function holes(series: readonly Point[], bucket: Bucket): Point[] {
  const hours = { HOUR: [0.5, 1.5], DAY: [23, 25], WEEK: [167, 169], MONTH: [671, 745] }[bucket];
  return series.slice(0, -1).filter((point, index) => {
    const passed = (Date.parse(series[index + 1]!.start) - Date.parse(point.start)) / 3_600_000;
    return passed < hours[0]! || passed > hours[1]!;
  });
}

function nanosOf(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
}

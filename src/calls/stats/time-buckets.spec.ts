import { BadUserInputError } from '../../common/errors.js';
import { StatsBucket, TimeBuckets } from './time-buckets.js';

function startsOf(bucket: StatsBucket, timeZone: string, first: string, last: string): string[] {
  const buckets = new TimeBuckets(bucket, timeZone, Date.parse(first), Date.parse(last));
  return Array.from(buckets.all(), ({ start }) => start.toISOString().replace(':00.000Z', 'Z'));
}

describe('TimeBuckets', () => {
  it('begin days at midnight of the zone, whether it is summer or winter there', () => {
    const starts = startsOf(StatsBucket.DAY, 'Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z');

    expect(starts).toEqual(['2026-03-27T23:00Z', '2026-03-28T23:00Z', '2026-03-29T22:00Z']);
  });

  it('have an hour less in the night in which clocks go forward, and one more where they go back', () => {
    const spring = startsOf(StatsBucket.HOUR, 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z');
    const autumn = startsOf(StatsBucket.HOUR, 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z');

    expect([spring.length, autumn.length]).toEqual([23, 25]);
  });

  it('begin a day at one o’clock where the clocks go forward at midnight', () => {
    const starts = startsOf(StatsBucket.DAY, 'Asia/Beirut', '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z');

    expect(starts).toEqual(['2026-03-27T22:00Z', '2026-03-28T22:00Z']);
    expect(new Date('2026-03-28T22:00Z').toLocaleTimeString('en-GB', { timeZone: 'Asia/Beirut' })).toBe('01:00:00');
  });

  it('begin hours where they begin in the zone', () => {
    const starts = startsOf(StatsBucket.HOUR, 'Asia/Kolkata', '2026-03-28T12:00:00Z', '2026-03-28T13:00:00Z');

    expect(starts).toEqual(['2026-03-28T11:30Z', '2026-03-28T12:30Z']);
  });

  it('begin weeks on Monday and months on the first, across the turn of a year', () => {
    const weeks = startsOf(StatsBucket.WEEK, 'UTC', '2025-12-28T23:59:59Z', '2026-01-05T00:00:00Z');
    const months = startsOf(StatsBucket.MONTH, 'America/New_York', '2026-01-01T04:00:00Z', '2026-02-01T05:00:00Z');

    expect(weeks).toEqual(['2025-12-22T00:00Z', '2025-12-29T00:00Z', '2026-01-05T00:00Z']);
    expect(months).toEqual(['2025-12-01T05:00Z', '2026-01-01T05:00Z', '2026-02-01T05:00Z']);
  });

  it('leave out the day that a zone did not have', () => {
    const starts = startsOf(StatsBucket.DAY, 'Pacific/Apia', '2011-12-29T12:00:00Z', '2011-12-31T12:00:00Z');

    expect(starts).toEqual(['2011-12-29T10:00Z', '2011-12-30T10:00Z', '2011-12-31T10:00Z']);
  });

  it('are no more than anybody looks at', () => {
    const century = () => new TimeBuckets(StatsBucket.HOUR, 'UTC', 0, Date.parse('2026-01-01T00:00:00Z'));

    expect(century).toThrow(BadUserInputError);
    expect(century).toThrow('more than 2000');
  });
});

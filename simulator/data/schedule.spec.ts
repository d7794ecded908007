import { Schedule } from './schedule.js';

const SETTINGS = { seed: 1, sessions: 3000, fromSeconds: 1_000_000, toSeconds: 2_000_000, running: 3, largestBurst: 0 };
const starts = (schedule: Schedule): number[] =>
  Array.from({ length: schedule.size }, (_, index) => schedule.startAt(index));
const largest = (times: number[]): number => {
  const counts = new Map<number, number>();
  for (const time of times) counts.set(time, (counts.get(time) ?? 0) + 1);
  return Math.max(...counts.values());
};

describe('a schedule', () => {
  it('ascends within its time, bursts included', () => {
    const times = starts(new Schedule({ ...SETTINGS, burst: { every: 50, sessions: 5 }, largestBurst: 1001 }));

    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(1_000_000);
    expect(times.at(-1)).toBeLessThanOrEqual(2_000_000);
  });

  it('puts as many sessions into one second as it is told', () => {
    const burst = { every: 50, sessions: 5 };

    expect(largest(starts(new Schedule({ ...SETTINGS, burst })))).toBeGreaterThanOrEqual(5);
    expect(largest(starts(new Schedule({ ...SETTINGS, burst, largestBurst: 1400 })))).toBeGreaterThanOrEqual(1400);
  });

  it('finds the first session at or after a second', () => {
    const schedule = new Schedule({ ...SETTINGS, burst: { every: 50, sessions: 5 } });
    const times = starts(schedule);

    for (const second of [0, 1_000_000, times[100] as number, 1_500_000, 3_000_000]) {
      expect(schedule.indexAtOrAfter(second)).toBe(times.filter((time) => time < second).length);
    }
  });
});

import { type CallsCheckpoint, readCheckpoint, writeCheckpoint } from './calls-checkpoint.js';

const NOON = new Date('2026-03-01T12:00:00Z');

describe('a checkpoint of calls', () => {
  it.each<CallsCheckpoint>([
    { stage: 'window', position: { from: NOON, offset: 2000, seen: ['5120034417', '5120034418'] } },
    { stage: 'reread', after: null },
    { stage: 'reread', after: { startTime: NOON, id: '01K' } },
    { stage: 'done' },
  ])('is read as it was written: $stage', (checkpoint) => {
    expect(readCheckpoint(writeCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  it('fits into its column on every database, however crowded the second is in which it lies', () => {
    const seen = Array.from({ length: 1000 }, (_, index) => String(Number.MAX_SAFE_INTEGER - index));

    const text = writeCheckpoint({ stage: 'window', position: { from: NOON, offset: 9000, seen } });

    expect(Buffer.byteLength(text)).toBeLessThan(65_535);
  });

  it('is none of a run that has not got anywhere', () => {
    expect(readCheckpoint(null)).toBeUndefined();
  });

  it.each([
    '',
    'null',
    '{"stage":"elsewhere"}',
    '{"stage":"window"}',
    '{"stage":"reread","after":{"startTime":"noon"}}',
  ])('that is %j is refused rather than misread', (text) => {
    expect(() => readCheckpoint(text)).toThrow();
  });
});

import { readCheckpoint } from './calls-checkpoint.js';
import { type DataCheckpoint, readDataCheckpoint, writeDataCheckpoint } from './data-checkpoint.js';

const NOON = new Date('2026-03-01T12:00:00.250Z');
const KEY = '01KAXW2V7M9T3R5Y8Q1N4P6S0Z';

describe('a checkpoint of data', () => {
  it.each<DataCheckpoint>([
    { stage: 'data', since: NOON, artifact: 'transcript', after: '' },
    { stage: 'data', since: NOON, artifact: 'transcript', after: KEY },
    { stage: 'data', since: NOON, artifact: 'recording', after: KEY },
  ])('is read as it was written: $artifact after "$after"', (checkpoint) => {
    const text = writeDataCheckpoint(checkpoint);

    expect(readDataCheckpoint(text)).toEqual(checkpoint);
  });

  it('tells a run of calls that its calls are done', () => {
    const text = writeDataCheckpoint({ stage: 'data', since: NOON, artifact: 'recording', after: KEY });

    expect(readCheckpoint(text)).toEqual({ stage: 'data' });
  });

  it('is none of a run that has not got anywhere', () => {
    expect(readDataCheckpoint(null)).toBeUndefined();
  });

  it.each([
    '{"stage":"window","position":{"from":"2026-03-01T12:00:00.000Z","offset":0,"seen":[]}}',
    '{"stage":"reread","after":null}',
    '{"stage":"done"}',
  ])('is none of a run that is still at its calls: %s', (text) => {
    expect(readDataCheckpoint(text)).toBeUndefined();
  });

  it.each([
    'null',
    '{"stage":"data"}',
    '{"stage":"data","since":"noon","artifact":"transcript","after":""}',
    '{"stage":"data","since":"2026-03-01T12:00:00.000Z","artifact":"invoice","after":""}',
    '{"stage":"data","since":"2026-03-01T12:00:00.000Z","artifact":"recording"}',
  ])('that is %s is not misread: the data begin anew', (text) => {
    expect(readDataCheckpoint(text)).toBeUndefined();
  });
});

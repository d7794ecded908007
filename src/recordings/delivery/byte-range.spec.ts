import { parseRange } from './byte-range.js';

const SIZE = 1000;

describe('parseRange', () => {
  it.each([
    ['the first bytes', 'bytes=0-99', { start: 0, end: 99 }],
    ['one byte', 'bytes=5-5', { start: 5, end: 5 }],
    ['an open end', 'bytes=900-', { start: 900, end: 999 }],
    ['an end behind the file', 'bytes=900-5000', { start: 900, end: 999 }],
    ['an end that no number holds', `bytes=0-${'9'.repeat(400)}`, { start: 0, end: 999 }],
    ['a suffix', 'bytes=-1', { start: 999, end: 999 }],
    ['a suffix longer than the file', 'bytes=-5000', { start: 0, end: 999 }],
    ['another spelling of the unit', 'Bytes=0-0', { start: 0, end: 0 }],
    ['white space', 'bytes= 0-0 ', { start: 0, end: 0 }],
  ])('understands %s', (_, header, range) => {
    expect(parseRange(header, SIZE)).toEqual(range);
  });

  it.each([
    ['a start behind the file', 'bytes=1000-'],
    ['a start that no number holds', `bytes=${'9'.repeat(400)}-`],
    ['a suffix of nothing', 'bytes=-0'],
  ])('cannot satisfy %s', (_, header) => {
    expect(parseRange(header, SIZE)).toBe('unsatisfiable');
  });

  it.each([
    ['several ranges', 'bytes=0-0,5-9'],
    ['ten thousand ranges', `bytes=${Array(10_000).fill('0-0').join(',')}`],
    ['a range that runs backwards', 'bytes=9-5'],
    ['nothing', ''],
    ['no bounds', 'bytes=-'],
    ['no dash', 'bytes=5'],
    ['signs', 'bytes=+1-2'],
    ['negative bounds', 'bytes=-1-2'],
    ['fractions', 'bytes=0.5-2'],
    ['hexadecimals', 'bytes=0x0-0x9'],
    ['another unit', 'seconds=0-9'],
    ['no unit', '0-9'],
    ['something behind it', 'bytes=0-9;q=1'],
  ])('ignores %s', (_, header) => {
    expect(parseRange(header, SIZE)).toBeUndefined();
  });
});

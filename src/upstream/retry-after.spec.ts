import { retryAfterMs } from './retry-after.js';

const now = Date.parse('Sat, 14 Mar 2026 12:00:00 GMT');

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['7', 7_000],
    [' 30 ', 30_000],
    ['Sat, 14 Mar 2026 12:00:05 GMT', 5_000],
    ['Sat, 14 Mar 2026 11:00:00 GMT', 0],
  ])('reads %j as milliseconds from now', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });

  it.each(['86400', '99999999999999999999', 'Sun, 15 Mar 2026 12:00:00 GMT'])(
    'cuts the absurd %j at an hour',
    (header) => {
      expect(retryAfterMs(header, now)).toBe(3_600_000);
    },
  );

  it.each([undefined, '', '-5', '1e3', '2.5', 'soon', '2026-03-14T12:00:05Z', 'Nonsense, 99 Foo 2026 GMT'])(
    'ignores %j',
    (header) => {
      expect(retryAfterMs(header, now)).toBeUndefined();
    },
  );
});

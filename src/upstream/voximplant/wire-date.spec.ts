import { fromWireDate, toWireDate } from './wire-date.js';

describe("Voximplant's dates", () => {
  it('are read as UTC, wherever this runs (traps 1 and 3)', () => {
    expect(fromWireDate('2026-03-29 02:30:00')?.toISOString()).toBe('2026-03-29T02:30:00.000Z');
  });

  it('are written as UTC, without a part of a second', () => {
    expect(toWireDate(new Date('2026-03-14T09:15:02.999Z'))).toBe('2026-03-14 09:15:02');
  });

  it('may have a fraction, which does not count', () => {
    expect(fromWireDate('2024-02-29 23:59:59.123456')?.toISOString()).toBe('2024-02-29T23:59:59.000Z');
  });

  it.each([
    '',
    'soon',
    '2026-03-14',
    '2026-02-30 00:00:00',
    '2026-13-01 00:00:00',
    '2026-03-14 24:00:00',
    '2026-03-14 09:60:00',
  ])('do not exist as %j', (text) => {
    expect(fromWireDate(text)).toBeUndefined();
  });

  it.each(['2026/03/14 09:15:02', '2026-03-1a 09:15:02', 'aaaa-bb-cc dd:ee:ff', 20260314091502, null, undefined, {}])(
    'are not made up from %p',
    (value) => {
      expect(fromWireDate(value)).toBeUndefined();
    },
  );
});

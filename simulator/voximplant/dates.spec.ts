import { formatDate, parseDate } from './dates.js';

const NOON = Date.UTC(2026, 6, 1, 12) / 1000;

describe('dates of the Management API', () => {
  it.each([
    ['Etc/GMT', '2026-07-01 12:00:00'],
    ['UTC', '2026-07-01 12:00:00'],
    ['Europe/Berlin', '2026-07-01 14:00:00'],
    ['America/New_York', '2026-07-01 08:00:00'],
  ])('are told and understood in %s', (zone, text) => {
    expect(formatDate(NOON, zone)).toBe(text);
    expect(parseDate(text, zone)).toBe(NOON);
  });

  it.each(['2026-07-01', '2026-02-30 00:00:00', '2026-07-01T12:00:00', '2026-07-01 24:00:00'])('are not %s', (text) => {
    expect(parseDate(text)).toBeUndefined();
  });

  it('follow the change of the clocks', () => {
    expect(parseDate('2026-03-29 01:59:59', 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 0, 59, 59) / 1000);
    expect(parseDate('2026-03-29 03:00:00', 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 1) / 1000);
  });
});

import { expiryOf } from './recording-expiry.js';

const START = new Date('2026-03-01T12:00:00Z');

describe('expiryOf', () => {
  it.each([
    [30, null, '2026-03-31T12:00:00.000Z'],
    [null, 10, '2026-03-11T12:00:00.000Z'],
    [30, 10, '2026-03-11T12:00:00.000Z'],
    [5, 10, '2026-03-06T12:00:00.000Z'],
  ])('follows the shorter of %s days for recordings and %s for calls', (recordingDays, callDays, expiresAt) => {
    expect(expiryOf(START, { recordingDays, callDays })?.toISOString()).toBe(expiresAt);
  });

  it('is never where everything is kept', () => {
    expect(expiryOf(START, { recordingDays: null, callDays: null })).toBeNull();
  });
});

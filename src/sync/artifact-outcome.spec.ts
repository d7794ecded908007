import { ArtifactState } from '../calls/index.js';
import { notReady } from './artifact-outcome.js';

const HOUR_MS = 3_600_000;
const end = new Date('2026-03-01T12:00:00Z');
const call = { startTime: new Date(end.getTime() - HOUR_MS), endTime: end };

describe('notReady', () => {
  it('keeps hoping for a day after the end of the call', () => {
    const outcome = notReady(call, new Date(end.getTime() + 24 * HOUR_MS - 1), 'No audio yet');

    expect(outcome).toMatchObject({ state: ArtifactState.PROCESSING, reason: 'No audio yet', counts: { skipped: 1 } });
  });

  it('gives up then, and says why', () => {
    const outcome = notReady(call, new Date(end.getTime() + 24 * HOUR_MS), 'No audio yet');

    expect(outcome).toMatchObject({
      state: ArtifactState.ABSENT,
      reason: 'No audio yet; given up a day after the call',
    });
  });

  it('counts from the start where no end is known', () => {
    const running = { startTime: end, endTime: null };

    expect(notReady(running, new Date(end.getTime() + 23 * HOUR_MS), '').state).toBe(ArtifactState.PROCESSING);
    expect(notReady(running, new Date(end.getTime() + 25 * HOUR_MS), '').state).toBe(ArtifactState.ABSENT);
  });
});

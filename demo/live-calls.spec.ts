import { describeLiveCall } from './live-calls.js';

const CALL = { callId: '95000100000', direction: 'INBOUND', transcriptState: 'EXPECTED', recordingState: 'NONE' };

describe('the line of a live call', () => {
  it('says that it runs', () => {
    const line = describeLiveCall({ ...CALL, status: 'IN_PROGRESS', durationSeconds: null });

    expect(line).toBe('95000100000  INBOUND   IN_PROGRESS');
  });

  it('says what has come in of it', () => {
    const states = { transcriptState: 'AVAILABLE', recordingState: 'AVAILABLE' };

    const line = describeLiveCall({ ...CALL, ...states, status: 'ANSWERED', durationSeconds: 4 });

    expect(line).toBe('95000100000  INBOUND   ANSWERED     4 s  transcript  recording');
  });
});

import { retentionColumns, syncColumns } from './application-settings.js';

describe('syncColumns', () => {
  it('names what is given, and neither what is absent nor null', () => {
    expect(syncColumns({ enabled: false, intervalMinutes: 5, audio: null })).toEqual({
      syncEnabled: false,
      syncIntervalMinutes: 5,
    });
    expect(syncColumns(null)).toEqual({});
    expect(syncColumns(undefined)).toEqual({});
  });
});

describe('retentionColumns', () => {
  it('takes null for a value, as it keeps for ever', () => {
    expect(retentionColumns({ recordingDays: null, callDays: 30 })).toEqual({ recordingDays: null, callDays: 30 });
    expect(retentionColumns(null)).toEqual({});
    expect(retentionColumns(undefined)).toEqual({});
  });
});

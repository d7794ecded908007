import { ArtifactState, CallDirection, type CallObject, CallStatus, ConversationOutcome } from '../calls/index.js';
import { cellsOf, COLUMN_NAMES } from './call-columns.js';

const CALL: CallObject = {
  id: 'call_01K',
  key: '01K',
  applicationKey: '01K',
  callId: '7000000001',
  direction: CallDirection.INBOUND,
  fromNumber: '+74951234567',
  toNumber: '100',
  startTime: '2026-03-01T12:00:00.000Z',
  endTime: '2026-03-01T12:01:04.500Z',
  durationSeconds: 64,
  cost: { amount: '0.00857', currency: 'USD', cents: 1 },
  costCurrency: 'USD',
  status: CallStatus.NO_ANSWER,
  statusReason: '480 Away',
  customData: null,
  conversationId: 'conv_1',
  conversationSource: null,
  hasTranscript: true,
  transcriptState: ArtifactState.AVAILABLE,
  transcriptReason: null,
  recordingState: ArtifactState.EXPECTED,
  recordingReason: null,
  createdAt: '1970-01-01T00:00:00.000Z',
  updatedAt: '1970-01-01T00:00:00.000Z',
};

const rowOf = (...exported: Parameters<typeof cellsOf>) => {
  const cells = cellsOf(...exported);
  return Object.fromEntries(COLUMN_NAMES.map((name, index) => [name, cells[index]]));
};

describe('the columns of a call', () => {
  it('are these, in this order', () => {
    expect(COLUMN_NAMES.join(', ')).toBe(
      'callId, application, direction, fromNumber, toNumber, startTime, endTime, durationSeconds, status, statusReason, ' +
        'costAmount, costCurrency, conversationId, transcriptState, recordingState, outcome, summary',
    );
  });

  it('say what the API says, in its words', () => {
    const conclusion = { call_id: '01K', outcome: ConversationOutcome.SUCCESS, summary: 'They want a refund.' };

    expect(rowOf({ call: CALL, applicationName: 'Support', conclusion })).toEqual({
      callId: '7000000001',
      application: 'Support',
      direction: 'INBOUND',
      fromNumber: '+74951234567',
      toNumber: '100',
      startTime: '2026-03-01T12:00:00.000Z',
      endTime: '2026-03-01T12:01:04.500Z',
      durationSeconds: '64',
      status: 'NO_ANSWER',
      statusReason: '480 Away',
      costAmount: '0.00857',
      costCurrency: 'USD',
      conversationId: 'conv_1',
      transcriptState: 'AVAILABLE',
      recordingState: 'EXPECTED',
      outcome: 'SUCCESS',
      summary: 'They want a refund.',
    });
  });

  it('are empty where nothing is known, and 0 where it is 0', () => {
    const call = { ...CALL, fromNumber: null, endTime: null, durationSeconds: 0, cost: null, statusReason: null };

    expect(rowOf({ call, applicationName: null, conclusion: null })).toMatchObject({
      application: '',
      fromNumber: '',
      endTime: '',
      durationSeconds: '0',
      costAmount: '',
      costCurrency: '',
      statusReason: '',
      outcome: '',
      summary: '',
    });
  });
});

import { CallDirection, CallStatus, type SessionFacts } from '../src/calls/index.js';

const START = new Date('2026-03-01T12:00:00Z');

/** A call of one leg that was answered and that nobody has billed yet. */
export const plainSession: SessionFacts = {
  sessionId: '5120034417',
  direction: CallDirection.INBOUND,
  fromNumber: null,
  toNumber: null,
  startTime: START,
  endTime: null,
  durationSeconds: 45,
  recordsCostNanos: null,
  resourcesCostNanos: null,
  costCurrency: 'USD',
  status: CallStatus.ANSWERED,
  statusReason: null,
  customData: null,
  recordUrl: null,
  conversationId: null,
  conversationSource: null,
  settled: false,
  legs: [
    {
      legId: '51',
      position: 0,
      direction: CallDirection.INBOUND,
      localNumber: null,
      remoteNumber: null,
      remoteNumberType: null,
      startTime: START,
      durationSeconds: 40,
      costNanos: null,
      successful: true,
      endReason: null,
    },
  ],
};

import type { CallRow, NewestCall } from './calls.js';
import { addresses, callsByStatus, newestCallsTable } from './report.js';

const call = (status: string, durationSeconds: number | null, amount?: string): CallRow => ({
  callId: '1',
  startTime: '2026-03-01T12:00:00.000Z',
  status,
  durationSeconds,
  cost: amount === undefined ? null : { amount, currency: 'USD' },
});

describe('callsByStatus', () => {
  it('sums calls, minutes and money, the most frequent status first', () => {
    const calls = [
      call('BUSY', 6, '0'),
      call('ANSWERED', 90, '0.1'),
      call('ANSWERED', 30, '0.206'),
      call('FAILED', null),
    ];

    expect(callsByStatus(calls)).toEqual([
      'Status    Calls  Minutes  Cost (USD)',
      '────────  ─────  ───────  ──────────',
      'ANSWERED      2      2.0        0.31',
      'BUSY          1      0.1        0.00',
      'FAILED        1      0.0        0.00',
      'all           4      2.1        0.31',
    ]);
  });

  it('has a line even for nothing', () => {
    expect(callsByStatus([]).at(-1)).toBe('all         0      0.0  0.00');
  });
});

describe('newestCallsTable', () => {
  it('shows what is not known as a dash, and cuts long addresses', () => {
    const running: NewestCall = {
      startTime: '2026-03-01T12:00:05.000Z',
      direction: 'UNKNOWN',
      fromNumber: null,
      toNumber: 'sip:somebody@a-very-long-host.example.com',
      status: 'IN_PROGRESS',
      durationSeconds: null,
      cost: null,
    };

    const [, , line] = newestCallsTable([running]);

    expect(line).toBe('2026-03-01 12:00:05  UNKNOWN    –     sip:somebody@a-very-lon…  IN_PROGRESS       –     –');
  });
});

describe('addresses', () => {
  it('gives the headers as the JSON that the playground takes', () => {
    const signIn = {
      email: 'a@example.com',
      password: 'p',
      accessToken: 'token',
      expiresAt: '2026-03-01T12:00:00.000Z',
    };

    const lines = addresses({ server: 'http://localhost:3000', simulator: 'http://127.0.0.1:4010' }, signIn);

    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ authorization: 'Bearer token' });
    expect(lines).toContainEqual(expect.stringContaining('ws://localhost:3000/graphql'));
  });
});

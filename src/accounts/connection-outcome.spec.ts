import { UpstreamError } from '../upstream/index.js';
import { ConnectionState } from './account.entity.js';
import { accepted, failed } from './connection-outcome.js';
import type { ConnectionFacts } from './connection-probe.js';

const AT = new Date('2026-03-01T12:00:00Z');

function facts(info: Partial<ConnectionFacts['info']> = {}): ConnectionFacts {
  const unknown = { accountName: undefined, currency: undefined, balanceNanos: undefined, location: undefined };
  return { info: { accountId: '1', active: true, frozen: false, ...unknown, ...info }, applications: [], warnings: [] };
}

describe('accepted', () => {
  it('takes over what Voximplant says and forgets the error', () => {
    const outcome = accepted(facts({ accountName: 'acme', currency: 'RUR', balanceNanos: 7_255_000_000 }), AT);

    expect(outcome).toEqual({
      connectionState: ConnectionState.OK,
      connectionCheckedAt: AT,
      connectionErrorCode: null,
      connectionErrorMessage: null,
      connectionErrorRetryable: null,
      voximplantAccountName: 'acme',
      currency: 'RUR',
      balanceNanos: 7_255_000_000n,
    });
  });

  it('leaves what is known where Voximplant says nothing', () => {
    const outcome = accepted(facts(), AT);

    expect(Object.keys(outcome)).not.toEqual(expect.arrayContaining(['currency']));
    expect(Object.keys(outcome)).not.toEqual(expect.arrayContaining(['balanceNanos']));
    expect(Object.keys(outcome)).not.toEqual(expect.arrayContaining(['voximplantAccountName']));
  });
});

describe('failed', () => {
  it('keeps the code, the words and whether to try again, cut to the columns', () => {
    const error = new UpstreamError({
      upstream: 'voximplant',
      fault: 'unauthorized',
      message: 'x'.repeat(2000),
      upstreamCode: '1'.repeat(100),
    });

    expect(failed(error, AT)).toEqual({
      connectionState: ConnectionState.FAILED,
      connectionCheckedAt: AT,
      connectionErrorCode: '1'.repeat(64),
      connectionErrorMessage: 'x'.repeat(1000),
      connectionErrorRetryable: false,
    });
  });

  it('knows errors without a code', () => {
    const init = { upstream: 'voximplant', fault: 'timeout', message: 'slow', retryable: true } as const;

    expect(failed(new UpstreamError(init), AT)).toMatchObject({
      connectionErrorCode: null,
      connectionErrorRetryable: true,
    });
  });
});

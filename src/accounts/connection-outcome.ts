import type { UpstreamError } from '../upstream/index.js';
import { type Account, ConnectionState } from './account.entity.js';
import type { ConnectionFacts } from './connection-probe.js';

/** The columns of an account that a look at Voximplant fills. */
export type ConnectionOutcome = Pick<Account, 'connectionState' | 'connectionCheckedAt'> &
  Partial<
    Pick<
      Account,
      | 'connectionErrorCode'
      | 'connectionErrorMessage'
      | 'connectionErrorRetryable'
      | 'voximplantAccountName'
      | 'currency'
      | 'balanceNanos'
    >
  >;

// The lengths of the columns.
const LONGEST_CODE = 64;
const LONGEST_MESSAGE = 1000;
const LONGEST_NAME = 200;
const LONGEST_CURRENCY = 16;

/** Voximplant accepted the credentials. What it does not say leaves what is known. */
export function accepted({ info }: ConnectionFacts, at: Date): ConnectionOutcome {
  const { accountName, currency, balanceNanos } = info;
  return {
    connectionState: ConnectionState.OK,
    connectionCheckedAt: at,
    connectionErrorCode: null,
    connectionErrorMessage: null,
    connectionErrorRetryable: null,
    ...(accountName !== undefined && { voximplantAccountName: accountName.slice(0, LONGEST_NAME) }),
    ...(currency !== undefined && { currency: currency.slice(0, LONGEST_CURRENCY) }),
    ...(balanceNanos !== undefined && { balanceNanos: BigInt(balanceNanos) }),
  };
}

/** Voximplant refused them, or could not be asked; the error says which. Name, currency and balance stay as they were. */
export function failed(error: UpstreamError, at: Date): ConnectionOutcome {
  return {
    connectionState: ConnectionState.FAILED,
    connectionCheckedAt: at,
    connectionErrorCode: error.upstreamCode?.slice(0, LONGEST_CODE) ?? null,
    connectionErrorMessage: error.message.slice(0, LONGEST_MESSAGE),
    connectionErrorRetryable: error.retryable,
  };
}

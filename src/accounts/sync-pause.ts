import { type Account, ConnectionState } from './account.entity.js';

/** Why nothing is synced by schedule, and since when. */
export interface SyncPause {
  reason: string;
  since: Date;
}

/**
 * Voximplant has refused the account's credentials, and asking again is of no use until somebody acts: until a verification
 * finds them good. One that could not be asked pauses nothing.
 */
export function pauseOfAccount(
  account: Pick<
    Account,
    'connectionState' | 'connectionErrorRetryable' | 'connectionErrorMessage' | 'connectionCheckedAt' | 'updatedAt'
  >,
): SyncPause | undefined {
  const { connectionState, connectionErrorRetryable, connectionErrorMessage, connectionCheckedAt, updatedAt } = account;
  if ((connectionState as ConnectionState) !== ConnectionState.FAILED || connectionErrorRetryable !== false)
    return undefined;
  return { reason: connectionErrorMessage ?? '', since: connectionCheckedAt ?? updatedAt };
}

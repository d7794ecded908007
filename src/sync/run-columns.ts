/** Nothing is wrong with the run. */
export const NO_ERROR = { error_kind: null, error_code: null, error_message: null, error_retryable: null } as const;

/** Nobody works on the run. */
export const NO_LEASE = { lease_token: null, lease_until: null, items_per_second: null } as const;

import { type UpstreamFault } from '../upstream.error.js';

export interface CodeVerdict {
  fault: UpstreamFault;
  retryable: boolean;
  /** Completes the sentence "Voximplant … :" with what the user can do. */
  advice: string;
}

const LATER = 'try again later.';
const REPORT = 'please report this.';

function verdict(
  codes: readonly number[],
  fault: UpstreamFault,
  advice: string,
  retryable = false,
): [number, CodeVerdict][] {
  return codes.map((code) => [code, { fault, retryable, advice }]);
}

/**
 * What each error code means to us; the words beside a code are never branched on.
 * @see Voximplant HTTP API, error codes; names in `@voximplant/apiclient-nodejs` 4.11.0
 */
export const ERROR_CODES: ReadonlyMap<number, CodeVerdict> = new Map([
  ...verdict([1, 2, 4, 5, 162], 'unavailable', LATER, true),
  ...verdict([15, 16], 'unavailable', 'check whether the session began before trying again.'),
  // 340 is the rate limit. 429 is none: it says that `resource_type` is invalid.
  ...verdict([314, 340, 416, 484, 515], 'rate_limited', 'it wants fewer requests, try again later.', true),
  ...verdict([356], 'unavailable', 'the report is still being made, try again later.', true),
  ...verdict([357], 'unavailable', 'the report failed, ask for it again.'),

  // A missing role looks exactly like a wrong key.
  ...verdict([100, 137], 'unauthorized', 'check the API key, or the roles of the service account.'),
  ...verdict([433, 447], 'unauthorized', 'check the key file of the service account.'),
  ...verdict([115], 'unauthorized', 'check the account id.'),
  ...verdict([454, 455, 456], 'token_expired', "check this server's clock.", true),
  ...verdict([104], 'forbidden', 'give the service account a role that may do this, such as Developer or Owner.'),
  ...verdict([131, 281, 282], 'forbidden', 'activate and verify the account at Voximplant.'),
  ...verdict([320, 321, 322, 323], 'forbidden', "add this server's address to the account's authorised IPs."),
  ...verdict([185], 'forbidden', 'verify the caller id at Voximplant.'),
  ...verdict([127], 'out_of_funds', 'top up the account.'),

  ...verdict([116, 558], 'not_found', 'check the application; it may have been deleted at Voximplant.'),
  ...verdict([117, 194], 'not_found', 'check the configuration.'),
  ...verdict([150], 'not_found', 'there is no such call session in this time window.'),
  ...verdict([261, 341], 'not_found', 'the recording is gone.'),
  ...verdict([355, 557], 'not_found', 'the report is gone, ask for it again.'),
  ...verdict([375], 'bad_request', 'bind a scenario to the rule.'),

  ...verdict([569], 'range_too_wide', 'ask for a shorter time range.'),
  ...verdict([12, 101, 102, 103, 105, 111, 123, 134, 161, 195, 196], 'bad_request', REPORT),
  ...verdict([429, 458, 485, 492, 496, 497, 499], 'bad_request', REPORT),
  ...verdict([107, 108, 121, 129, 130, 132, 133, 147, 148, 156, 168, 175], 'bad_request', 'correct the value.'),
  ...verdict([181, 182, 398, 399, 418, 419], 'bad_request', 'correct the value.'),
]);

/** For a code that is not in the table, which is an open list: a "no" that is not understood is not repeated. */
export const UNKNOWN_CODE: CodeVerdict = { fault: 'bad_request', retryable: false, advice: REPORT };

import { compactVerify, decodeJwt, decodeProtectedHeader, errors } from 'jose';
import type { SimulatorRequest } from '../http/request.js';
import type { Account } from '../accounts/account.js';
import { signingKey } from '../accounts/service-account.js';
import { authorizationFailed, VoximplantError } from './voximplant-error.js';

/** Who asks, and what the credentials allow. */
export interface Caller {
  account: Account;
  loggedInBy: 'apiKey' | 'token';
  /** A service account without roles may call a few basic methods only. */
  hasRoles: boolean;
}

const LONGEST_LIFE_SECONDS = 3600;

/** Checks a bearer token if there is one, else `account_id` (or name, or email) with `api_key`. */
export async function authenticate(
  request: SimulatorRequest,
  accounts: readonly Account[],
  now: Date,
): Promise<Caller> {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return bearer === undefined ? byApiKey(request.parameters, accounts) : byToken(bearer, accounts, now);
}

function byApiKey(parameters: URLSearchParams, accounts: readonly Account[]): Caller {
  const id = parameters.get('account_id');
  if (id && !/^\d+$/.test(id)) throw VoximplantError.parameter(115, 'account_id');
  const account = accounts.find(
    ({ accountId, name, email }) =>
      accountId === id || name === parameters.get('account_name') || email === parameters.get('account_email'),
  );
  if (!account || parameters.get('api_key') !== account.apiKey) throw authorizationFailed();
  return { account, loggedInBy: 'apiKey', hasRoles: true };
}

/** Codes of reference 1.4: 447 form, 433 key id, 454 lives too long, 455 from the future, 456 expired, 100 all else. */
async function byToken(token: string, accounts: readonly Account[], now: Date): Promise<Caller> {
  const { kid, claims } = decode(token);
  const account = accounts.find(({ keyId, keyIdWithoutRoles }) => kid === keyId || kid === keyIdWithoutRoles);
  if (!account) throw new VoximplantError(433, "The 'key_id' parameter is invalid");
  await verifySignature(token);
  // The official clients put the account id in as a number or as a string.
  const issuer: unknown = claims.iss;
  if (String(issuer) !== account.accountId) throw authorizationFailed();
  const { iat, exp } = claims;
  if (typeof iat !== 'number' || typeof exp !== 'number') throw new VoximplantError(447, 'The token format is invalid');
  const seconds = Math.floor(now.getTime() / 1000);
  if (exp - iat > LONGEST_LIFE_SECONDS) throw new VoximplantError(454, 'The token lives too long');
  if (iat > seconds) throw new VoximplantError(455, 'The token was issued in the future');
  if (exp <= seconds) throw new VoximplantError(456, 'The token has expired');
  return { account, loggedInBy: 'token', hasRoles: kid === account.keyId };
}

function decode(token: string): { kid: string | undefined; claims: ReturnType<typeof decodeJwt> } {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    if (alg === 'RS256') return { kid, claims: decodeJwt(token) };
  } catch (error) {
    if (!(error instanceof TypeError) && !(error instanceof errors.JOSEError)) throw error;
  }
  throw new VoximplantError(447, 'The token format is invalid');
}

async function verifySignature(token: string): Promise<void> {
  try {
    await compactVerify(token, signingKey().publicKey, { algorithms: ['RS256'] });
  } catch (error) {
    if (error instanceof errors.JOSEError) throw authorizationFailed();
    throw error;
  }
}

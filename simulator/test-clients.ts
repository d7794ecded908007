import { type KeyObject, createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Account } from './accounts/account.js';
import type { Simulator } from './simulator.js';

/** Any JSON object; the specs look at its members with matchers. */
export type Answer = Record<string, unknown>;

export interface TokenParts {
  kid?: string;
  iss?: string | number;
  issuedSecondsAgo?: number;
  livesSeconds?: number;
}

/** Calls a Management API method with the account's API key, unless there is an `authorization`. */
export async function callMethod(
  simulator: Simulator,
  method: string,
  parameters: Record<string, string> = {},
  authorization?: string,
): Promise<Answer> {
  const [account] = simulator.accounts;
  const login = account && !authorization ? { account_id: account.accountId, api_key: account.apiKey } : undefined;
  const response = await fetch(`${simulator.voximplantApiUrl}/${method}/`, {
    method: 'POST',
    body: new URLSearchParams({ ...login, ...parameters }),
    headers: authorization ? { authorization } : {},
  });
  return (await response.json()) as Answer;
}

/** A `Bearer …` header as the official clients make it, spoilt as the parts say. */
export async function bearer(keyFile: string, parts: TokenParts = {}): Promise<string> {
  const file = JSON.parse(keyFile) as { account_id: number; key_id: string; private_key: string };
  const key: KeyObject = createPrivateKey(file.private_key);
  const { kid = file.key_id, iss = file.account_id, issuedSecondsAgo = 5, livesSeconds = 300 } = parts;
  const iat = Math.floor(Date.now() / 1000) - issuedSecondsAgo;
  const token = new SignJWT({ iss: iss as string, iat, exp: iat + livesSeconds });
  return `Bearer ${await token.setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid }).sign(key)}`;
}

/** GET from the ElevenLabs side, with the first account's key unless another is given. */
export function getConvai(simulator: Simulator, path: string, key?: string): Promise<Response> {
  const [account] = simulator.accounts as [Account];
  return fetch(`${simulator.elevenLabsApiUrl}/v1/convai/${path}`, {
    headers: { 'xi-api-key': key ?? account.elevenLabs.apiKey },
  });
}

export async function getConvaiJson(simulator: Simulator, path: string, key?: string): Promise<Answer> {
  return (await (await getConvai(simulator, path, key)).json()) as Answer;
}

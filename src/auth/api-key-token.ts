import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'vox_';
const RANDOM_BYTES = 32;
const SHOWN_LENGTH = 12;

/** The secret of a new API key: `vox_` and 256 random bits. */
export function newApiKeyToken(): string {
  return PREFIX + randomBytes(RANDOM_BYTES).toString('base64url');
}

export function isApiKeyToken(token: string): boolean {
  return token.startsWith(PREFIX);
}

/** What is stored in place of the token. It is random throughout, so a plain hash cannot be guessed. */
export function hashApiKeyToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The part of the token that people recognise it by. */
export function shownPrefix(token: string): string {
  return token.slice(0, SHOWN_LENGTH);
}

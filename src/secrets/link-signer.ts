import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../common/clock.js';
import type { Env } from '../config/index.js';
import { deriveKey, type KeyRing } from './key-ring.js';

const UNIX_SECONDS = /^[1-9]\d{0,11}$/;

/** What a link says beside its subject, as it came. */
export interface LinkStamp {
  expires: unknown;
  signature: unknown;
}

/**
 * Signs links of one purpose, under which whoever has them gets something for some time, as players and downloads send no
 * credentials. The signature covers the subject and the expiry; a link of one purpose is good for no other.
 */
export class LinkSigner {
  private readonly key: Buffer;

  /** @param purpose never to be reworded: the key is derived from it */
  constructor(
    purpose: string,
    { AUTH_SECRET: secret }: Pick<Env, 'AUTH_SECRET'>,
    ring: KeyRing,
    private readonly clock: Clock,
  ) {
    // Access tokens are signed with the secret as it is: a link has to be signed with another key.
    this.key = secret === undefined ? ring.derive(purpose) : deriveKey(secret, purpose);
  }

  /** @returns the parameters that make the subject a link, and when it ends */
  sign(subject: string, ttlSeconds: number): { query: string; expiresAt: Date } {
    const expires = this.nowSeconds() + ttlSeconds;
    const signature = this.signatureOf(subject, String(expires));
    return { query: `expires=${expires}&signature=${signature}`, expiresAt: new Date(expires * 1000) };
  }

  /** How long a link still holds; null if it is forged, borrowed from another subject, expired or no link at all. */
  secondsLeft(subject: string, { expires, signature }: LinkStamp): number | null {
    if (typeof expires !== 'string' || !UNIX_SECONDS.test(expires) || typeof signature !== 'string') return null;
    // As text: base64 has several ways to write the same bytes, and only one of them was given out.
    const expected = Buffer.from(this.signatureOf(subject, expires));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    const secondsLeft = Number(expires) - this.nowSeconds();
    return secondsLeft <= 0 ? null : secondsLeft;
  }

  private signatureOf(subject: string, expires: string): string {
    return createHmac('sha256', this.key).update(`${subject}\n${expires}`).digest('base64url');
  }

  private nowSeconds(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}

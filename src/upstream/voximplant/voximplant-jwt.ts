import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { type UpstreamClock } from '../upstream-clock.js';
import { UpstreamError } from '../upstream.error.js';
import { type ServiceAccountCredentials } from './voximplant-credentials.js';

const LIFETIME_SECONDS = 300; // an hour at most, more is refused with code 454
const BACKDATED_SECONDS = 5; // a clock that is a little fast must not issue tokens from the future (code 455)
const REUSED_MS = 200_000; // leaves time for a slow request, and for the clocks to differ
const MOST_TOKENS = 500;

interface IssuedToken {
  token: Promise<string>;
  reusableUntilMs: number;
}

/**
 * Signs the tokens of service accounts, and uses each for some minutes.
 * @see Voximplant HTTP API, authorization with a service account: RS256, `iss` the account id, `exp` at most an hour away
 */
export class VoximplantTokens {
  private readonly issued = new Map<string, IssuedToken>();

  constructor(private readonly clock: Pick<UpstreamClock, 'now'>) {}

  /** @param anew sign a new one, as the last one was refused for its times */
  token(credentials: ServiceAccountCredentials, anew = false): Promise<string> {
    const { accountId, keyId, privateKey } = credentials;
    // The key is part of the name, so that a key corrected under the same id takes effect at once.
    const name = createHash('sha256')
      .update(JSON.stringify([accountId, keyId, privateKey]))
      .digest('base64');
    const known = this.issued.get(name);
    if (known && !anew && known.reusableUntilMs > this.clock.now()) return known.token;
    this.forgetOldest();
    const token = this.sign(credentials);
    this.issued.delete(name);
    this.issued.set(name, { token, reusableUntilMs: this.clock.now() + REUSED_MS });
    return token;
  }

  private async sign({ accountId, keyId, privateKey }: ServiceAccountCredentials): Promise<string> {
    const issuedAt = Math.floor(this.clock.now() / 1_000) - BACKDATED_SECONDS;
    return new SignJWT()
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: keyId })
      .setIssuer(accountId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + LIFETIME_SECONDS)
      .sign(signingKey(privateKey));
  }

  private forgetOldest(): void {
    const oldest = this.issued.keys().next();
    if (this.issued.size >= MOST_TOKENS && !oldest.done) this.issued.delete(oldest.value);
  }
}

function signingKey(privateKey: string): KeyObject {
  try {
    return createPrivateKey(privateKey);
  } catch {
    const message = 'The private key of the service account cannot be read: enter its key file again.';
    throw new UpstreamError({ upstream: 'voximplant', fault: 'unauthorized', message });
  }
}

import { createSecretKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import { Clock } from '../common/clock.js';
import { ENV, type Env } from '../config/index.js';
import { KeyRing } from '../secrets/index.js';

const ALGORITHM = 'HS256';
const ISSUER = 'voxsync';
const LIFETIME_MS = 12 * 60 * 60 * 1000;

export interface IssuedToken {
  accessToken: string;
  expiresAt: Date;
}

/**
 * What a user holds after signing in: a JWT that names the user and nothing else. Role and workspace are read from the
 * database each time, so a change of them holds at once.
 */
@Injectable()
export class AccessTokens {
  private readonly secret: KeyObject;

  constructor(
    @Inject(ENV) env: Env,
    ring: KeyRing,
    private readonly clock: Clock,
  ) {
    this.secret = createSecretKey(
      env.AUTH_SECRET === undefined ? ring.derive('access tokens') : Buffer.from(env.AUTH_SECRET, 'utf8'),
    );
  }

  async issue(userId: string): Promise<IssuedToken> {
    const now = this.clock.now();
    // A JWT counts in whole seconds, and what we tell the client has to be what the token says.
    const expiresAt = new Date(Math.floor((now.getTime() + LIFETIME_MS) / 1000) * 1000);
    const accessToken = await new SignJWT()
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setSubject(userId)
      .setIssuedAt(now)
      .setExpirationTime(expiresAt)
      .sign(this.secret);
    return { accessToken, expiresAt };
  }

  /** Whose token it is and until when; null if it is forged, expired or no token at all. */
  async read(token: string): Promise<{ userId: string; expiresAt: Date } | null> {
    try {
      const { payload } = await jwtVerify(token, this.secret, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        requiredClaims: ['sub', 'exp'],
        currentDate: this.clock.now(),
      });
      return { userId: String(payload.sub), expiresAt: new Date(Number(payload.exp) * 1000) };
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}

import { createSecretKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { Clock } from '../common/clock.js';
import { ENV, type Env } from '../config/index.js';
import { KeyRing } from '../secrets/index.js';
import type { User } from './user.entity.js';

const ALGORITHM = 'HS256';
const ISSUER = 'voxsync';
/** The claim that holds the user's token version; tokens of before there was one have none. */
const VERSION_CLAIM = 'ver';
const LIFETIME_MS = 12 * 60 * 60 * 1000;
/** Tokens whose signature need not be looked at again: checking one costs a tenth of what a page of calls does. */
const TOKENS_REMEMBERED = 1_000;

export interface IssuedToken {
  accessToken: string;
  expiresAt: Date;
}

/** What a token says. */
interface TokenFacts {
  userId: string;
  /** Has to be the one on the user's row. */
  version: number;
  expiresAt: Date;
}

/**
 * What a user holds after signing in: a JWT that names the user and the version of their tokens, and nothing else. Role and
 * workspace are read from the database each time, so a change of them holds at once; so is the version, which goes up where
 * all tokens of a user are to end.
 */
@Injectable()
export class AccessTokens {
  private readonly secret: KeyObject;
  private readonly verified = new LRUCache<string, TokenFacts>({ max: TOKENS_REMEMBERED });

  constructor(
    @Inject(ENV) env: Env,
    ring: KeyRing,
    private readonly clock: Clock,
  ) {
    this.secret = createSecretKey(
      env.AUTH_SECRET === undefined ? ring.derive('access tokens') : Buffer.from(env.AUTH_SECRET, 'utf8'),
    );
  }

  async issue({ id, tokenVersion }: Pick<User, 'id' | 'tokenVersion'>): Promise<IssuedToken> {
    const now = this.clock.now();
    // A JWT counts in whole seconds, and what we tell the client has to be what the token says.
    const expiresAt = new Date(Math.floor((now.getTime() + LIFETIME_MS) / 1000) * 1000);
    const accessToken = await new SignJWT({ [VERSION_CLAIM]: tokenVersion })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setSubject(id)
      .setIssuedAt(now)
      .setExpirationTime(expiresAt)
      .sign(this.secret);
    return { accessToken, expiresAt };
  }

  /** Whose token it is, of which version and until when; null if it is forged, expired or no token at all. */
  async read(token: string): Promise<TokenFacts | null> {
    const facts = this.verified.get(token) ?? (await this.verify(token));
    return facts === null || facts.expiresAt <= this.clock.now() ? null : facts;
  }

  private async verify(token: string): Promise<TokenFacts | null> {
    try {
      const { payload } = await jwtVerify(token, this.secret, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        requiredClaims: ['sub', 'exp'],
        currentDate: this.clock.now(),
      });
      const { [VERSION_CLAIM]: version = 0 } = payload;
      const facts = {
        userId: String(payload.sub),
        version: Number(version),
        expiresAt: new Date(Number(payload.exp) * 1000),
      };
      this.verified.set(token, facts);
      return facts;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}

import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { BadUserInputError } from '../common/errors.js';
import { parseGlobalId, toGlobalId } from '../common/id.js';
import { ENV, type Env } from '../config/index.js';
import { KeyRing } from '../secrets/index.js';

const PURPOSE = 'recording links';
const KEY_BYTES = 32;
const UNIX_SECONDS = /^[1-9]\d{0,11}$/;

/** Long enough to hear a call, short enough for a link that gets about. */
export const DEFAULT_LINK_TTL_SECONDS = 15 * 60;
export const MAX_LINK_TTL_SECONDS = 24 * 3600;

/** What a link's path and query say, as they came. */
export interface LinkClaim {
  callId: string;
  expires: unknown;
  signature: unknown;
}

/** What a good link gives a right to. */
export interface LinkGrant {
  /** The call's key. */
  callKey: string;
  secondsLeft: number;
}

/**
 * Links under which one recording can be heard for some time by whoever has them, as an audio player sends no
 * credentials. The signature covers the call and the expiry, and holds for GET and HEAD alike.
 */
@Injectable()
export class RecordingLinks {
  private readonly key: Buffer;

  constructor(
    @Inject(ENV) private readonly env: Pick<Env, 'AUTH_SECRET' | 'PUBLIC_URL'>,
    ring: KeyRing,
    private readonly clock: Clock,
  ) {
    this.key = env.AUTH_SECRET === undefined ? ring.derive(PURPOSE) : deriveKey(env.AUTH_SECRET);
  }

  /**
   * An absolute link to the recording of a call.
   * @throws BadUserInputError if it is to live for less than a second or more than a day
   */
  create(callKey: string, ttlSeconds = DEFAULT_LINK_TTL_SECONDS): string {
    if (ttlSeconds < 1 || ttlSeconds > MAX_LINK_TTL_SECONDS) {
      const message = `ttlSeconds has to be from 1 to ${MAX_LINK_TTL_SECONDS}`;
      throw new BadUserInputError({ ttlSeconds: [message] });
    }
    const callId = toGlobalId('Call', callKey);
    const expires = String(this.nowSeconds() + ttlSeconds);
    const signature = this.sign(callId, expires);
    return `${this.env.PUBLIC_URL}/recordings/${callId}.mp3?expires=${expires}&signature=${signature}`;
  }

  /** What a link gives a right to; null if it is forged, borrowed from another call, expired or no link at all. */
  verify({ callId, expires, signature }: LinkClaim): LinkGrant | null {
    if (typeof expires !== 'string' || !UNIX_SECONDS.test(expires) || typeof signature !== 'string') return null;
    // As text: base64 has several ways to write the same bytes, and only one of them was given out.
    const expected = Buffer.from(this.sign(callId, expires));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    const secondsLeft = Number(expires) - this.nowSeconds();
    const call = parseGlobalId(callId);
    return secondsLeft <= 0 || call?.type !== 'Call' ? null : { callKey: call.id, secondsLeft };
  }

  private sign(callId: string, expires: string): string {
    return createHmac('sha256', this.key).update(`${callId}\n${expires}`).digest('base64url');
  }

  private nowSeconds(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}

/** Access tokens are signed with the secret as it is: a link has to be signed with another key. */
function deriveKey(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `voxsync ${PURPOSE}`, KEY_BYTES));
}

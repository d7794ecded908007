import { Inject, Injectable } from '@nestjs/common';
import type { Viewer } from '../auth/index.js';
import { Clock } from '../common/clock.js';
import { BadUserInputError } from '../common/errors.js';
import { parseGlobalId, toGlobalId } from '../common/id.js';
import { ENV, type Env } from '../config/index.js';
import { KeyRing, LinkSigner, type LinkStamp } from '../secrets/index.js';

/** Long enough to hear a call, short enough for a link that gets about. */
export const DEFAULT_LINK_TTL_SECONDS = 15 * 60;
export const MAX_LINK_TTL_SECONDS = 24 * 3600;

const TYPE_OF = { user: 'User', apiKey: 'ApiKey' } as const;

/** What a link's path and query say, as they came. */
export interface LinkClaim extends LinkStamp {
  callId: string;
  by: unknown;
}

/** What a good link gives a right to. */
export interface LinkGrant {
  /** The call's key. */
  callKey: string;
  /** Who was given the link. */
  credential: Viewer['credential'];
  secondsLeft: number;
}

/**
 * Links under which one recording can be heard for some time by whoever has them, as an audio player sends no
 * credentials. The signature holds for GET and HEAD alike.
 */
@Injectable()
export class RecordingLinks {
  private readonly signer: LinkSigner;

  constructor(
    @Inject(ENV) private readonly env: Pick<Env, 'AUTH_SECRET' | 'PUBLIC_URL'>,
    ring: KeyRing,
    clock: Clock,
  ) {
    this.signer = new LinkSigner('recording links', env, ring, clock);
  }

  /**
   * An absolute link to the recording of a call.
   * @throws BadUserInputError if it is to live for less than a second or more than a day
   */
  create({ credential }: Viewer, callKey: string, ttlSeconds = DEFAULT_LINK_TTL_SECONDS): string {
    if (ttlSeconds < 1 || ttlSeconds > MAX_LINK_TTL_SECONDS) {
      const message = `ttlSeconds has to be from 1 to ${MAX_LINK_TTL_SECONDS}`;
      throw new BadUserInputError({ ttlSeconds: [message] });
    }
    const callId = toGlobalId('Call', callKey);
    const by = toGlobalId(TYPE_OF[credential.kind], credential.id);
    const { query } = this.signer.sign(subjectOf(callId, by), ttlSeconds);
    return `${this.env.PUBLIC_URL}/recordings/${callId}.mp3?by=${by}&${query}`;
  }

  /** What a link gives a right to; null if it is forged, borrowed from another call, expired or no link at all. */
  verify({ callId, by, ...stamp }: LinkClaim): LinkGrant | null {
    if (typeof by !== 'string') return null;
    const secondsLeft = this.signer.secondsLeft(subjectOf(callId, by), stamp);
    const [call, holder] = [parseGlobalId(callId), parseGlobalId(by)];
    if (secondsLeft === null || call?.type !== 'Call' || holder === undefined) return null;
    const kind = holder.type === TYPE_OF.user ? 'user' : 'apiKey';
    return { callKey: call.id, credential: { kind, id: holder.id }, secondsLeft };
  }
}

function subjectOf(callId: string, by: string): string {
  return `${callId}\n${by}`;
}

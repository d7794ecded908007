import { Inject, Injectable } from '@nestjs/common';
import type { CallFilterInput } from '../calls/index.js';
import { Clock } from '../common/clock.js';
import { BadUserInputError } from '../common/errors.js';
import { ENV, type Env } from '../config/index.js';
import { KeyRing, LinkSigner, type LinkStamp, SecretBox, UnreadableSecretError } from '../secrets/index.js';

/** Long enough to follow a link, short enough for one that gets about. A download that has begun may take longer. */
export const LINK_TTL_SECONDS = 5 * 60;
/** Proxies commonly take 8 kB of path and parameters. */
const LONGEST_CALLS_PARAMETER = 6000;
/** Where what is sealed belongs: to no row. */
const PLACE = { table: 'links', column: 'calls', rowId: 'export' };
/** The fields of a filter that hold instants, which JSON writes as text. */
const INSTANTS: ReadonlySet<string> = new Set(['from', 'to']);

/** Which calls are exported. */
export interface ExportedCalls {
  workspaceId: string;
  filter: CallFilterInput | null;
}

/** What a link says, as it came. */
export interface ExportClaim extends LinkStamp {
  calls: unknown;
}

/**
 * Links under which calls can be downloaded for some minutes by whoever has them, as a browser's download sends no
 * credentials. What they lead to is sealed: links get into the logs of proxies, and filters hold numbers of people.
 */
@Injectable()
export class ExportLinks {
  private readonly signer: LinkSigner;

  constructor(
    @Inject(ENV) private readonly env: Pick<Env, 'AUTH_SECRET' | 'PUBLIC_URL'>,
    ring: KeyRing,
    private readonly secrets: SecretBox,
    clock: Clock,
  ) {
    this.signer = new LinkSigner('export links', env, ring, clock);
  }

  /** @throws BadUserInputError if the filter is longer than links are */
  create(exported: ExportedCalls): { url: string; expiresAt: Date } {
    const calls = this.secrets.seal(JSON.stringify(exported), PLACE);
    if (calls.length > LONGEST_CALLS_PARAMETER)
      throw new BadUserInputError({ filter: ['filter is too long for a link'] });
    const { query, expiresAt } = this.signer.sign(calls, LINK_TTL_SECONDS);
    return { url: `${this.env.PUBLIC_URL}/exports/calls.csv?calls=${calls}&${query}`, expiresAt };
  }

  /** What a link leads to; null if it is forged, expired or no link at all. */
  verify({ calls, ...stamp }: ExportClaim): ExportedCalls | null {
    if (typeof calls !== 'string' || this.signer.secondsLeft(calls, stamp) === null) return null;
    try {
      return JSON.parse(this.secrets.open(calls, PLACE), revive) as ExportedCalls;
    } catch (error) {
      if (error instanceof UnreadableSecretError) return null; // its key was taken out of the ring meanwhile
      throw error;
    }
  }
}

function revive(field: string, value: unknown): unknown {
  return INSTANTS.has(field) && typeof value === 'string' ? new Date(value) : value;
}

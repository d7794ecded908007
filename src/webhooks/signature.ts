import { createHmac, type Hmac, timingSafeEqual } from 'node:crypto';

const SECONDS = /^\d{1,12}$/;
const HEX = /^[0-9a-f]{64}$/i;
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;

/** What a header of the form `t=<unix seconds>,<version>=<HMAC>` says; several signatures may stand in it. */
export interface SignatureClaim {
  /** As it stands in the header, since it is part of what was signed. */
  time: string;
  /** SHA-256 HMACs, 32 bytes each. */
  digests: readonly Buffer[];
}

/** Null for anything that could not be a signature. Digests are hex or base64. */
export function parseSignature(header: string | undefined, version: string): SignatureClaim | null {
  const pairs = (header ?? '').split(',').map((pair) => pair.trim());
  const valuesOf = (name: string) =>
    pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));
  const [time, ...others] = valuesOf('t');
  const digests = valuesOf(version).flatMap(toDigest);
  return time === undefined || others.length > 0 || !SECONDS.test(time) || digests.length === 0
    ? null
    : { time, digests };
}

/** Whether it was made within so many seconds of now: before, or by a clock that is ahead. */
export function isTimely({ time }: SignatureClaim, now: Date, toleranceSeconds: number): boolean {
  return Math.abs(now.getTime() / 1000 - Number(time)) <= toleranceSeconds;
}

/**
 * Checks a signature over `time`, a dot and the bytes of a body, while they pass by. Each of several secrets may have made
 * it. How long it takes tells nothing of how near a forgery came.
 */
export class SignatureCheck {
  private readonly hashes: Hmac[];

  constructor(
    private readonly claim: SignatureClaim,
    secrets: readonly string[],
  ) {
    this.hashes = secrets.map((secret) => createHmac('sha256', secret).update(`${claim.time}.`));
  }

  update(bytes: Buffer): this {
    for (const hash of this.hashes) hash.update(bytes);
    return this;
  }

  /** To be asked once, when all bytes have passed. */
  isGood(): boolean {
    let good = false;
    for (const hash of this.hashes) {
      const expected = hash.digest();
      for (const digest of this.claim.digests) good = timingSafeEqual(expected, digest) || good;
    }
    return good;
  }
}

function toDigest(text: string): Buffer[] {
  if (HEX.test(text)) return [Buffer.from(text, 'hex')];
  return BASE64.test(text) ? [Buffer.from(text, 'base64')] : [];
}

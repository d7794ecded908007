import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';

/** Argon2id with 19 MiB, two passes and one lane: the OWASP Password Storage Cheat Sheet's recommendation. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of a random text that nobody knows, made with the same cost. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$wLLuxdoRy8QmfzL4Jywa7A$U9m3+RTWCUMdSroYIqODDgNRxrt/TUPyiDGdsdx08uU';

export const MIN_PASSWORD_LENGTH = 12;
/** No password is longer; a limit keeps hashing cheap. */
export const MAX_PASSWORD_LENGTH = 128;

/** Hashes and checks passwords. */
@Injectable()
export class Passwords {
  hash(password: string): Promise<string> {
    return hash(password, COST);
  }

  /**
   * Whether the password belongs to the hash. Without a hash, i.e. for an unknown user, the answer is no and takes as
   * long, so that nobody can tell from the time whether an address has a user.
   */
  async matches(password: string, passwordHash: string | undefined): Promise<boolean> {
    const matching = await verify(passwordHash ?? NOBODY, password);
    return passwordHash !== undefined && matching;
  }
}

import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigurationError, type Env, sqlitePath } from '../config/index.js';

const KEY_BYTES = 32;

/** One key of the ring; `id` is what is written beside each ciphertext, derived from the key and telling nothing of it. */
export interface EncryptionKey {
  id: string;
  bytes: Buffer;
}

/** The keys that encrypt what is stored: the first encrypts, all decrypt. */
export class KeyRing {
  private constructor(private readonly keys: readonly [EncryptionKey, ...EncryptionKey[]]) {}

  get primary(): EncryptionKey {
    return this.keys[0];
  }

  get ids(): string[] {
    return this.keys.map(({ id }) => id);
  }

  find(id: string): EncryptionKey | undefined {
    return this.keys.find((key) => key.id === id);
  }

  /** A secret for another purpose, from which the keys cannot be told. */
  derive(purpose: string): Buffer {
    return deriveKey(this.primary.bytes, purpose);
  }

  /**
   * The keys of ENCRYPTION_KEY, or, with the embedded database and none given, one that is made once and kept beside
   * the database with mode 0600.
   * @param inUse whether the database holds what was made under a key already: then none is made in its place
   * @throws ConfigurationError if a key is not 32 bytes in base64, or the one beside a database in use is gone
   */
  static fromEnv(env: Pick<Env, 'ENCRYPTION_KEY' | 'DATABASE_URL'>, { inUse }: { inUse: boolean }): KeyRing {
    if (env.ENCRYPTION_KEY !== undefined) return KeyRing.parse(env.ENCRYPTION_KEY);
    const file = `${sqlitePath(env.DATABASE_URL)}.key`;
    if (inUse && !existsSync(file)) throw keyGone(file);
    return KeyRing.parse(embeddedKey(file));
  }

  /** @throws ConfigurationError if a key is not 32 bytes in base64 */
  static parse(text: string): KeyRing {
    const [first, ...rest] = text.split(',').map((key) => toKey(key.trim()));
    if (first === undefined) throw badKey();
    return new KeyRing([first, ...rest]);
  }
}

/** @param purpose never to be reworded: what was made under the key would be lost */
export function deriveKey(secret: string | Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `voxsync ${purpose}`, KEY_BYTES));
}

function toKey(base64: string): EncryptionKey {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== KEY_BYTES) throw badKey();
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes };
}

function badKey(): ConfigurationError {
  return new ConfigurationError(['ENCRYPTION_KEY: each key has to be 32 bytes in base64, several separated by commas']);
}

function keyGone(file: string): ConfigurationError {
  return new ConfigurationError([
    `ENCRYPTION_KEY: the database is in use and the key beside it, ${file}, is gone. Put it back; or set another key here, ` +
      'which makes the saved credentials of both upstreams unreadable, and enter those again',
  ]);
}

/** Reads the key beside an embedded database, or makes it; where two processes start at once, one of them makes it. */
function embeddedKey(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(path, 'utf8').trim();
}

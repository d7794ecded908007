import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyRing } from './key-ring.js';

const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Where a ciphertext is stored. It opens only there: copied into another row or column, it is refused. */
export interface SecretPlace {
  table: string;
  column: string;
  rowId: string;
}

/** A column of which each row holds a secret. */
export type SecretColumn = Omit<SecretPlace, 'rowId'>;

/** A stored secret that cannot be read: its key is not in the ring, or somebody changed or moved it. */
export class UnreadableSecretError extends Error {
  constructor(place: SecretPlace, reason: string, options?: ErrorOptions) {
    super(`The secret in ${place.table}.${place.column} of ${place.rowId} cannot be read: ${reason}`, options);
    this.name = 'UnreadableSecretError';
  }
}

/** Encrypts upstream credentials at rest: AES-256-GCM, bound to the row, as `v1.<key id>.<nonce, data, tag in base64url>`. */
export class SecretBox {
  constructor(private readonly ring: KeyRing) {}

  seal(plaintext: string, place: SecretPlace): string {
    const key = this.ring.primary;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce).setAAD(associatedData(place));
    const sealed = Buffer.concat([nonce, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${sealedUnder(key.id)}${sealed.toString('base64url')}`;
  }

  /** @throws UnreadableSecretError if the key is unknown, or the text was changed or belongs elsewhere */
  open(sealed: string, place: SecretPlace): string {
    const [version, keyId, data] = sealed.split('.');
    if (version !== VERSION || keyId === undefined || data === undefined) {
      throw new UnreadableSecretError(place, 'it is not in a known form');
    }
    const key = this.ring.find(keyId);
    if (key === undefined) throw new UnreadableSecretError(place, `ENCRYPTION_KEY does not hold its key ${keyId}`);
    const bytes = Buffer.from(data, 'base64url');
    try {
      const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(associatedData(place)).setAuthTag(bytes.subarray(-TAG_BYTES));
      return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch (cause) {
      throw new UnreadableSecretError(place, 'it was changed, or belongs to another row', { cause });
    }
  }

  /** Whether a key other than the first of the ring holds it still. */
  isOutdated(sealed: string): boolean {
    return !sealed.startsWith(sealedUnder(this.ring.primary.id));
  }
}

/** What every secret begins with that the key of this id holds. */
export function sealedUnder(keyId: string): string {
  return `${VERSION}.${keyId}.`;
}

function associatedData(place: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify([place.table, place.column, place.rowId]), 'utf8');
}

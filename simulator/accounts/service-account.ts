import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

interface SigningKey {
  privatePem: string;
  publicKey: KeyObject;
}

let key: SigningKey | undefined;

/** One RSA key in a process serves all accounts; it is made when first needed, since making one is slow. */
export function signingKey(): SigningKey {
  key ??= make();
  return key;
}

function make(): SigningKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  return { privatePem, publicKey: createPublicKey(privatePem) };
}

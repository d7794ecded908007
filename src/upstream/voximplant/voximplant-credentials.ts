import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { BadUserInputError } from '../../common/errors.js';
import { requiredId, requiredText } from '../wire-schema.js';

export interface ApiKeyCredentials {
  kind: 'API_KEY';
  accountId: string;
  apiKey: string;
}

export interface ServiceAccountCredentials {
  kind: 'SERVICE_ACCOUNT';
  /** Whose data is read; a parent account puts its child's id here. */
  accountId: string;
  keyId: string;
  /** PEM of an RSA key. */
  privateKey: string;
}

export type VoximplantCredentials = ApiKeyCredentials | ServiceAccountCredentials;

const KeyFile = z.object({
  account_id: requiredId,
  key_id: requiredText,
  private_key: requiredText
    .transform((pem) => pem.replaceAll('\\n', '\n')) // as it looks after a journey through an environment variable
    .refine(isRsaKey, 'is not an RSA private key'),
});

/**
 * Reads the key file of a service account, as the panel hands it out.
 * @throws BadUserInputError naming the field `serviceAccountKey`; no message quotes the key
 * @see Voximplant HTTP API, CreateKey
 */
export function parseServiceAccountKey(text: string): ServiceAccountCredentials {
  const parsed = KeyFile.safeParse(json(text));
  if (!parsed.success) {
    throw new BadUserInputError({ serviceAccountKey: parsed.error.issues.map(problem) });
  }
  const { account_id: accountId, key_id: keyId, private_key: privateKey } = parsed.data;
  return { kind: 'SERVICE_ACCOUNT', accountId, keyId, privateKey };
}

/** Says which part of the file is wrong, never what is in it. */
function problem({ path, code, message }: z.core.$ZodIssue): string {
  if (path.length === 0) return 'The key file is not an object: paste it as it was downloaded';
  return `${path.join('.')} ${code === 'custom' ? message : 'is missing'}`;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch {
    // The parser's message quotes what it read, and that is a secret.
    throw new BadUserInputError({ serviceAccountKey: ['The key file is not JSON: paste it as it was downloaded'] });
  }
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

import { KeyRing, SecretBox, UnreadableSecretError } from '../secrets/index.js';
import type { VoximplantCredentials } from '../upstream/index.js';
import { credentialHint, StoredCredentials } from './stored-credentials.js';

const BY_KEY: VoximplantCredentials = { kind: 'API_KEY', accountId: '1', apiKey: 'a-planted-api-key-4711' };
const BY_SERVICE: VoximplantCredentials = {
  kind: 'SERVICE_ACCOUNT',
  accountId: '1',
  keyId: 'key-of-service-0815',
  privateKey: '-----BEGIN PRIVATE KEY-----',
};

function storing(): StoredCredentials {
  return new StoredCredentials(new SecretBox(KeyRing.parse(Buffer.alloc(32, 1).toString('base64'))));
}

describe('StoredCredentials', () => {
  it.each([BY_KEY, BY_SERVICE])('gives back what was stored: $kind', (credentials) => {
    const stored = storing();

    const sealed = stored.seal('row', credentials);

    expect(sealed).not.toContain('planted');
    expect(stored.open({ id: 'row', credentials: sealed })).toEqual(credentials);
  });

  it('refuses what belongs to another account', () => {
    const stored = storing();

    const sealed = stored.seal('row', BY_KEY);

    expect(() => stored.open({ id: 'other', credentials: sealed })).toThrow(UnreadableSecretError);
  });
});

describe('credentialHint', () => {
  it('is the end of the API key, or of the id of the key of a service account', () => {
    expect(credentialHint(BY_KEY)).toBe('4711');
    expect(credentialHint(BY_SERVICE)).toBe('0815');
  });
});

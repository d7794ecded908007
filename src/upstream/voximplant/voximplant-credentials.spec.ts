import { generateKeyPairSync } from 'node:crypto';
import { BadUserInputError } from '../../common/errors.js';
import { parseServiceAccountKey } from './voximplant-credentials.js';

const pem = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const keyFile = { account_email: 'a@example.com', account_id: 9000001, key_id: 'key-1', private_key: pem };

function fieldsOf(text: string): unknown {
  try {
    parseServiceAccountKey(text);
  } catch (error) {
    if (error instanceof BadUserInputError) return error.details['fields'];
  }
  throw new Error('It was accepted');
}

describe('the key file of a service account', () => {
  it('is read as it was downloaded', () => {
    expect(parseServiceAccountKey(`\uFEFF${JSON.stringify(keyFile)}`)).toEqual({
      kind: 'SERVICE_ACCOUNT',
      accountId: '9000001',
      keyId: 'key-1',
      privateKey: pem,
    });
  });

  it('may have the newlines of its key as backslash and n (trap 32)', () => {
    const travelled = JSON.stringify({ ...keyFile, account_id: '9000001', private_key: pem.replaceAll('\n', '\\n') });

    expect(parseServiceAccountKey(travelled).privateKey).toBe(pem);
  });

  it('is refused under its own name, and nothing of it is quoted', () => {
    const fields = fieldsOf(`secret ${pem}`);

    expect(fields).toEqual({ serviceAccountKey: ['The key file is not JSON: paste it as it was downloaded'] });
  });

  it('is told everything that it lacks', () => {
    expect(fieldsOf('{}')).toEqual({
      serviceAccountKey: ['account_id is missing', 'key_id is missing', 'private_key is missing'],
    });
  });

  it.each([
    ['no key at all', 'hello'],
    ['an elliptic key', elliptic],
    ['half a key', pem.slice(0, 200)],
  ])('is refused with %s', (_, privateKey) => {
    expect(fieldsOf(JSON.stringify({ ...keyFile, private_key: privateKey }))).toEqual({
      serviceAccountKey: ['private_key is not an RSA private key'],
    });
  });

  it.each(['null', '[]', '"text"', '1'])('is refused where it is the JSON %s', (text) => {
    expect(fieldsOf(text)).toHaveProperty('serviceAccountKey');
  });
});

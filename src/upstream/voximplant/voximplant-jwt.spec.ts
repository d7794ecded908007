import { generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { type ServiceAccountCredentials } from './voximplant-credentials.js';
import { VoximplantTokens } from './voximplant-jwt.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const credentials: ServiceAccountCredentials = {
  kind: 'SERVICE_ACCOUNT',
  accountId: '9000001',
  keyId: 'key-1',
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};

function tokensAt(clock: { nowMs: number }): VoximplantTokens {
  return new VoximplantTokens({ now: () => clock.nowMs });
}

describe('the token of a service account', () => {
  it('is signed with RS256 for the account, dated back a little, for far less than an hour (trap 31)', async () => {
    const nowMs = Date.UTC(2026, 2, 14, 12);

    const token = await tokensAt({ nowMs }).token(credentials);

    const { payload, protectedHeader } = await jwtVerify(token, publicKey, {
      currentDate: new Date(nowMs),
      algorithms: ['RS256'],
    });
    expect(protectedHeader).toEqual({ typ: 'JWT', alg: 'RS256', kid: 'key-1' });
    expect(payload).toEqual({ iss: '9000001', iat: nowMs / 1_000 - 5, exp: nowMs / 1_000 + 295 });
  });

  it('is used for some minutes, then signed anew', async () => {
    const clock = { nowMs: 0 };
    const tokens = tokensAt(clock);
    const first = await tokens.token(credentials);

    clock.nowMs = 199_000;
    expect(await tokens.token(credentials)).toBe(first);

    clock.nowMs = 200_000;
    expect(await tokens.token(credentials)).not.toBe(first);
  });

  it('is signed anew when it was refused', async () => {
    const clock = { nowMs: 0 };
    const tokens = tokensAt(clock);
    const first = await tokens.token(credentials);

    clock.nowMs = 1_000;
    const second = await tokens.token(credentials, true);

    expect(second).not.toBe(first);
    expect(await tokens.token(credentials)).toBe(second);
  });

  it('is not shared between accounts or keys', async () => {
    const tokens = tokensAt({ nowMs: 0 });

    const [one, child] = await Promise.all([
      tokens.token(credentials),
      tokens.token({ ...credentials, accountId: '9000002' }),
    ]);

    expect(child).not.toBe(one);
  });

  it('cannot be signed with a broken key, and the error does not show the key', async () => {
    const broken = tokensAt({ nowMs: 0 }).token({ ...credentials, privateKey: 'not a key' });

    await expect(broken).rejects.toMatchObject({ fault: 'unauthorized', cause: undefined });
    await expect(broken).rejects.not.toThrow(/not a key/);
  });
});

import { SignJWT, UnsecuredJWT } from 'jose';
import { Clock } from '../common/clock.js';
import { parseEnv } from '../config/index.js';
import { KeyRing } from '../secrets/index.js';
import { AccessTokens } from './access-tokens.js';

const SECRET = 'a secret for the tests, of 32 characters or more';
const HOUR = 3_600_000;
const USER = { id: 'user-1', tokenVersion: 3 };
const ring = KeyRing.parse(Buffer.alloc(32, 1).toString('base64'));

class SetClock extends Clock {
  at = new Date('2026-03-01T12:00:00.500Z');
  override now(): Date {
    return this.at;
  }
}

function setUp(variables: Record<string, string> = { AUTH_SECRET: SECRET }) {
  const clock = new SetClock();
  return { clock, tokens: new AccessTokens(parseEnv(variables), ring, clock) };
}

function forged(secret = SECRET) {
  return new SignJWT()
    .setIssuer('voxsync')
    .setSubject('u')
    .setExpirationTime('1000y')
    .setProtectedHeader({ alg: 'HS256' })
    .sign(Buffer.from(secret));
}

describe('AccessTokens', () => {
  it('names the user and the version of their tokens, for twelve hours', async () => {
    const { tokens, clock } = setUp();

    const { accessToken, expiresAt } = await tokens.issue(USER);
    const now = await tokens.read(accessToken);
    clock.at = new Date(clock.at.getTime() + 12 * HOUR);
    const later = await tokens.read(accessToken);

    expect(expiresAt).toEqual(new Date('2026-03-02T00:00:00Z'));
    expect(now).toEqual({ userId: 'user-1', version: 3, expiresAt });
    expect(later).toBeNull();
  });

  it('says nothing but that', async () => {
    const { accessToken } = await setUp().tokens.issue(USER);

    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as object;

    expect(Object.keys(claims).sort()).toEqual(['exp', 'iat', 'iss', 'sub', 'ver']);
  });

  it.each([
    ['another secret', () => forged('another secret for the tests, of 32 characters')],
    ['no signature', () => new UnsecuredJWT({ sub: 'u' }).setIssuer('voxsync').setExpirationTime('1h').encode()],
    [
      'another algorithm',
      () =>
        new SignJWT({ sub: 'u' })
          .setIssuer('voxsync')
          .setExpirationTime('1000y')
          .setProtectedHeader({ alg: 'HS512' })
          .sign(Buffer.alloc(64, SECRET)),
    ],
    [
      'another issuer',
      () =>
        new SignJWT({ sub: 'u' })
          .setIssuer('x')
          .setExpirationTime('1000y')
          .setProtectedHeader({ alg: 'HS256' })
          .sign(Buffer.from(SECRET)),
    ],
    [
      'no end',
      () =>
        new SignJWT({ sub: 'u' }).setIssuer('voxsync').setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(SECRET)),
    ],
    ['no form', () => 'nonsense'],
  ])('does not believe a token with %s', async (_, make) => {
    expect(await setUp().tokens.read(await make())).toBeNull();
  });

  it('believes one that has all of that right, as one of before there were versions', async () => {
    expect(await setUp().tokens.read(await forged())).toMatchObject({ userId: 'u', version: 0 });
  });

  it('derives its secret from the encryption key where it has none of its own', async () => {
    const { accessToken } = await setUp({}).tokens.issue(USER);

    const same = await setUp({}).tokens.read(accessToken);
    const other = await setUp().tokens.read(accessToken);

    expect(same).toMatchObject({ userId: 'user-1' });
    expect(other).toBeNull();
  });
});

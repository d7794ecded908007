import { Clock } from '../common/clock.js';
import { KeyRing } from './key-ring.js';
import { LinkSigner } from './link-signer.js';

const ring = KeyRing.parse(Buffer.alloc(32, 1).toString('base64'));
const SECRET = 'a secret for the tests, of 32 characters or more';
const NOON = new Date('2026-03-01T12:00:00.500Z');

class SetClock extends Clock {
  at = NOON;
  override now(): Date {
    return this.at;
  }
}

function setUp(purpose = 'recording links', authSecret?: string) {
  const clock = new SetClock();
  return { clock, signer: new LinkSigner(purpose, { AUTH_SECRET: authSecret }, ring, clock) };
}

const stampOf = (query: string) =>
  Object.fromEntries(new URLSearchParams(query)) as { expires: string; signature: string };

describe('LinkSigner', () => {
  it('says when what it signs ends, and ends it then', () => {
    const { signer, clock } = setUp();

    const { query, expiresAt } = signer.sign('a subject', 300);

    expect(expiresAt).toEqual(new Date('2026-03-01T12:05:00Z'));
    expect(signer.secondsLeft('a subject', stampOf(query))).toBe(300);
    clock.at = expiresAt;
    expect(signer.secondsLeft('a subject', stampOf(query))).toBeNull();
  });

  it('takes no link for another subject or another purpose', () => {
    const { signer } = setUp();
    const stamp = stampOf(signer.sign('a subject', 300).query);

    expect(signer.secondsLeft('another subject', stamp)).toBeNull();
    expect(setUp('export links').signer.secondsLeft('a subject', stamp)).toBeNull();
    expect(setUp('recording links', SECRET).signer.secondsLeft('a subject', stamp)).toBeNull();
  });

  it.each([
    ['the encryption key', undefined, 'VLK-sFbv-SKJsUbG06Lle4_ftGTDi-ORAZ9Oiy1IgdM'],
    ['AUTH_SECRET', SECRET, 'K7rJ31IV5x_70LTsD3aQ2c468xKgPdog_WCZDcnTqrQ'],
  ])('keeps to what it has signed with %s ever since', (_, authSecret, signature) => {
    const { signer } = setUp('recording links', authSecret);

    const { query } = signer.sign('call_01KAXN3Q8Z0000000000000000', 900);

    expect(query).toBe(`expires=1772367300&signature=${signature}`);
  });
});

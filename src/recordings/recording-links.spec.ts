import { Role, type Viewer } from '../auth/index.js';
import { Clock } from '../common/clock.js';
import { BadUserInputError } from '../common/errors.js';
import { newId, toGlobalId } from '../common/id.js';
import { KeyRing } from '../secrets/index.js';
import { type LinkClaim, RecordingLinks } from './recording-links.js';

const ring = KeyRing.parse(Buffer.alloc(32, 1).toString('base64'));
const CALL = newId();
const USER = { kind: 'user', id: newId() } as const;
const VIEWER: Viewer = { workspaceId: newId(), role: Role.VIEWER, credential: USER, expiresAt: null };

class SetClock extends Clock {
  at = new Date('2026-03-01T12:00:00.500Z');
  override now(): Date {
    return this.at;
  }
}

function setUp(authSecret?: string) {
  const clock = new SetClock();
  return {
    clock,
    links: new RecordingLinks({ AUTH_SECRET: authSecret, PUBLIC_URL: 'https://vox.example' }, ring, clock),
  };
}

function claimOf(link: string): LinkClaim & { by: string; expires: string; signature: string } {
  const { pathname, searchParams } = new URL(link);
  const callId = /^\/recordings\/(\w+)\.mp3$/.exec(pathname)?.[1] ?? '';
  const [by = '', expires = '', signature = ''] = ['by', 'expires', 'signature'].map(
    (name) => searchParams.get(name) ?? '',
  );
  return { callId, by, expires, signature };
}

describe('RecordingLinks', () => {
  it('makes absolute links that are good for a quarter of an hour', () => {
    const { links } = setUp();

    const link = links.create(VIEWER, CALL);

    expect(link).toMatch(
      /^https:\/\/vox\.example\/recordings\/call_\w{26}\.mp3\?by=usr_\w{26}&expires=\d+&signature=[\w-]{43}$/,
    );
    expect(links.verify(claimOf(link))).toEqual({ callKey: CALL, credential: USER, secondsLeft: 900 });
  });

  it('says to whom a link was given, a program too', () => {
    const { links } = setUp();
    const credential = { kind: 'apiKey', id: newId() } as const;

    const grant = links.verify(claimOf(links.create({ ...VIEWER, credential }, CALL)));

    expect(grant).toEqual({ callKey: CALL, credential, secondsLeft: 900 });
  });

  it('lets a link end', () => {
    const { links, clock } = setUp();
    const claim = claimOf(links.create(VIEWER, CALL, 60));

    clock.at = new Date('2026-03-01T12:00:59.999Z');
    expect(links.verify(claim)).toEqual({ callKey: CALL, credential: USER, secondsLeft: 1 });
    clock.at = new Date('2026-03-01T12:01:00Z');
    expect(links.verify(claim)).toBeNull();
  });

  it.each([0, -1, 86_401])('makes no link for %d seconds', (ttlSeconds) => {
    const { links } = setUp();

    expect(() => links.create(VIEWER, CALL, ttlSeconds)).toThrow(BadUserInputError);
  });

  it.each<[string, (claim: ReturnType<typeof claimOf>) => Partial<LinkClaim>]>([
    ['the signature of another call', () => ({ callId: toGlobalId('Call', newId()) })],
    ['somebody else', () => ({ by: toGlobalId('User', newId()) })],
    ['an API key of the same key', ({ by }) => ({ by: by.replace('usr', 'key') })],
    ['nobody', () => ({ by: undefined })],
    ['two people', ({ by }) => ({ by: [by, by] })],
    ['a later end', ({ expires }) => ({ expires: String(Number(expires) + 1) })],
    ['the same end in other digits', ({ expires }) => ({ expires: `0${expires}` })],
    ['the same end as a fraction', ({ expires }) => ({ expires: `${expires}.0` })],
    ['two ends', ({ expires }) => ({ expires: [expires, expires] })],
    ['no end', () => ({ expires: undefined })],
    ['no signature', () => ({ signature: undefined })],
    ['an empty signature', () => ({ signature: '' })],
    ['two signatures', ({ signature }) => ({ signature: [signature, signature] })],
    ['a cut signature', ({ signature }) => ({ signature: signature.slice(0, -1) })],
    ['a longer signature', ({ signature }) => ({ signature: `${signature}=` })],
    ['no call', () => ({ callId: '' })],
  ])('refuses %s', (_, change) => {
    const { links } = setUp();
    const claim = claimOf(links.create(VIEWER, CALL));

    expect(links.verify({ ...claim, ...change(claim) })).toBeNull();
  });

  it('refuses a signature with any character changed', () => {
    const { links } = setUp();
    const claim = claimOf(links.create(VIEWER, CALL));

    const changed = [...claim.signature].map((character, at) => {
      const other = character === 'A' ? 'B' : 'A';
      return claim.signature.slice(0, at) + other + claim.signature.slice(at + 1);
    });

    expect(changed.filter((signature) => links.verify({ ...claim, signature }) !== null)).toEqual([]);
  });

  it('signs with AUTH_SECRET where there is one', () => {
    const { links } = setUp('a secret for the tests, of 32 characters or more');
    const claim = claimOf(links.create(VIEWER, CALL));

    expect(links.verify(claim)).not.toBeNull();
    expect(setUp().links.verify(claim)).toBeNull();
    expect(setUp('another secret for the tests, of 32 characters').links.verify(claim)).toBeNull();
  });
});

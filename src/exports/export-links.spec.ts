import type { CallFilterInput } from '../calls/index.js';
import { Clock } from '../common/clock.js';
import { BadUserInputError } from '../common/errors.js';
import { KeyRing, SecretBox } from '../secrets/index.js';
import { type ExportClaim, ExportLinks } from './export-links.js';

const FILTER: CallFilterInput = {
  startTime: { from: new Date('2026-03-01T00:00:00Z'), to: null },
  number: '+7 495 123-45-67',
  text: '2026-03-01T00:00:00.000Z',
  hasTranscript: true,
};
const SECRET = 'a secret for the tests, of 32 characters or more';

class SetClock extends Clock {
  at = new Date('2026-03-01T12:00:00Z');
  override now(): Date {
    return this.at;
  }
}

function setUp(keyByte = 1) {
  const clock = new SetClock();
  const ring = KeyRing.parse(Buffer.alloc(32, keyByte).toString('base64'));
  const env = { AUTH_SECRET: SECRET, PUBLIC_URL: 'https://vox.example' };
  return { clock, links: new ExportLinks(env, ring, new SecretBox(ring), clock) };
}

const claimOf = (url: string) => Object.fromEntries(new URL(url).searchParams) as unknown as ExportClaim;

describe('ExportLinks', () => {
  it('leads to the calls that were asked for, for five minutes', () => {
    const { links, clock } = setUp();

    const { url, expiresAt } = links.create({ workspaceId: '01K', filter: FILTER });

    expect(url).toMatch(/^https:\/\/vox\.example\/exports\/calls\.csv\?calls=[\w.-]+&expires=\d+&signature=[\w-]{43}$/);
    expect(expiresAt).toEqual(new Date('2026-03-01T12:05:00Z'));
    expect(links.verify(claimOf(url))).toEqual({ workspaceId: '01K', filter: FILTER });
    clock.at = expiresAt;
    expect(links.verify(claimOf(url))).toBeNull();
  });

  it('shows nobody on the way what is looked for', () => {
    const { url } = setUp().links.create({ workspaceId: '01K', filter: FILTER });

    const readable = url.split(/[.=&?]/).map((part) => part + Buffer.from(part, 'base64url').toString('latin1'));

    expect(readable.join('\n')).not.toMatch(/123-45-67|01K"/);
  });

  it('takes a link for none whose key is gone', () => {
    const { url } = setUp().links.create({ workspaceId: '01K', filter: null });

    expect(setUp(2).links.verify(claimOf(url))).toBeNull();
  });

  it('makes no link that is too long to follow', () => {
    const filter = { number: '語'.repeat(500), text: '語'.repeat(500), fromNumber: '語'.repeat(500) };

    expect(() => setUp().links.create({ workspaceId: '01K', filter })).toThrow(BadUserInputError);
  });
});

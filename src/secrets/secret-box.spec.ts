import { KeyRing } from './key-ring.js';
import { SecretBox, type SecretPlace, UnreadableSecretError } from './secret-box.js';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const boxOf = (...keys: string[]) => new SecretBox(KeyRing.parse(keys.join(',')));
const PLACE: SecretPlace = { table: 'accounts', column: 'credentials', rowId: '01K' };

describe('SecretBox', () => {
  it.each(['sk_0123456789', '', 'пароль 😀', 'x'.repeat(100_000)])('opens what it has sealed', (secret) => {
    const box = boxOf(key(1));

    expect(box.open(box.seal(secret, PLACE), PLACE)).toBe(secret);
  });

  it('seals the same secret differently each time, and shows nothing of it', () => {
    const box = boxOf(key(1));

    const [one, other] = [box.seal('sk_0123456789', PLACE), box.seal('sk_0123456789', PLACE)];

    expect(one).not.toBe(other);
    expect(Buffer.from(one.split('.')[2]!, 'base64url').toString('latin1')).not.toContain('sk_0123456789');
  });

  it.each([
    ['row', { rowId: '01L' }],
    ['column', { column: 'other' }],
    ['table', { table: 'applications' }],
  ])('opens it in no other %s', (_, elsewhere) => {
    const box = boxOf(key(1));
    const sealed = box.seal('secret', PLACE);

    expect(() => box.open(sealed, { ...PLACE, ...elsewhere })).toThrow(UnreadableSecretError);
  });

  it('refuses what was changed, wherever', () => {
    const box = boxOf(key(1));
    const [version, id, data] = box.seal('secret', PLACE).split('.');
    const bytes = Buffer.from(data!, 'base64url');

    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes);
      changed[index]! ^= 1;
      const sealed = [version, id, changed.toString('base64url')].join('.');
      expect(() => box.open(sealed, PLACE)).toThrow(UnreadableSecretError);
    }
  });

  it.each([
    '',
    'v1',
    'v2.abc.def',
    'plain text',
    `v1.${KeyRing.parse(key(1)).primary.id}.`,
    `v1.${KeyRing.parse(key(1)).primary.id}.AAAA`,
  ])('refuses %j', (sealed) => {
    expect(() => boxOf(key(1)).open(sealed, PLACE)).toThrow(UnreadableSecretError);
  });

  it('opens with any key of the ring, and says which secrets an older one holds', () => {
    const sealed = boxOf(key(1)).seal('secret', PLACE);
    const rotated = boxOf(key(2), key(1));

    expect(rotated.open(sealed, PLACE)).toBe('secret');
    expect(rotated.isOutdated(sealed)).toBe(true);
    expect(rotated.isOutdated(rotated.seal('secret', PLACE))).toBe(false);
    expect(() => boxOf(key(2)).open(sealed, PLACE)).toThrow('ENCRYPTION_KEY does not hold its key');
  });
});

import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '../config/index.js';
import { KeyRing } from './key-ring.js';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');

describe('KeyRing', () => {
  it('encrypts with the first key and finds them all by their ids', () => {
    const ring = KeyRing.parse(` ${key(1)} , ${key(2)} `);
    const [first, second] = [KeyRing.parse(key(1)).primary, KeyRing.parse(key(2)).primary];

    expect(ring.primary).toEqual(first);
    expect(ring.find(second.id)).toEqual(second);
    expect(ring.find('deadbeef')).toBeUndefined();
  });

  it.each(['', 'rubbish', 'c2hvcnQ=', `${key(1)},`, `${key(1)},${Buffer.alloc(33).toString('base64')}`])(
    'refuses %j by the name of the variable, without showing it',
    (text) => {
      const parse = () => KeyRing.parse(text);

      expect(parse).toThrow(ConfigurationError);
      expect(parse).toThrow('ENCRYPTION_KEY');
      if (text !== '') expect(parse).not.toThrow(text);
    },
  );

  it('derives a secret for each purpose, which is not the key and stays the same', () => {
    const ring = KeyRing.parse(key(1));

    const [tokens, links] = [ring.derive('access tokens'), ring.derive('links')];

    expect(tokens).toHaveLength(32);
    expect(tokens).not.toEqual(links);
    expect(tokens).not.toEqual(ring.primary.bytes);
    expect(KeyRing.parse(`${key(1)},${key(2)}`).derive('access tokens')).toEqual(tokens);
  });

  describe('beside an embedded database', () => {
    let directory: string;
    const env = () => ({ ENCRYPTION_KEY: undefined, DATABASE_URL: `sqlite:${join(directory, 'deep/test.db')}` });

    beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'voxsync-keys-'))));
    afterEach(() => rmSync(directory, { recursive: true }));

    it('is made once, for this user alone', () => {
      const made = KeyRing.fromEnv(env(), { inUse: false });
      const again = KeyRing.fromEnv(env(), { inUse: false });

      const file = join(directory, 'deep/test.db.key');
      expect(again.primary).toEqual(made.primary);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(Buffer.from(readFileSync(file, 'utf8'), 'base64')).toEqual(made.primary.bytes);
    });

    it('is not made anew for a database that is in use', () => {
      expect(() => KeyRing.fromEnv(env(), { inUse: true })).toThrow(/ENCRYPTION_KEY.*is gone/);
    });

    it('gives way to a key from the environment', () => {
      expect(KeyRing.fromEnv({ ...env(), ENCRYPTION_KEY: key(7) }, { inUse: true }).primary.bytes).toEqual(
        Buffer.alloc(32, 7),
      );
    });
  });
});

import { Passwords } from './passwords.js';

describe('Passwords', () => {
  const passwords = new Passwords();

  it('hashes with argon2id at the cost that OWASP recommends, each time with another salt', async () => {
    const [one, two] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')]);

    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
  });

  it('knows its own hashes', async () => {
    const hash = await passwords.hash('correct horse');

    const answers = await Promise.all([
      passwords.matches('correct horse', hash),
      passwords.matches('wrong horse', hash),
    ]);

    expect(answers).toEqual([true, false]);
  });

  it('matches nothing for an unknown user, and works as long on it', async () => {
    const hash = await passwords.hash('correct horse');
    const cpuTime = async (of: string | undefined) => {
      const start = process.cpuUsage();
      for (let i = 0; i < 5; i++) await passwords.matches('wrong horse', of);
      return process.cpuUsage(start).user;
    };

    const matching = await passwords.matches('anything', undefined);
    const [known, unknown] = [await cpuTime(hash), await cpuTime(undefined)];

    expect(matching).toBe(false);
    expect(unknown / known).toBeGreaterThan(0.3); // without the hash it would be next to nothing
  });
});

import type { MikroORM } from '@mikro-orm/sql';
import { Db, isDuplicateKey, isPassingFailure } from './db.js';
import { Dialect } from './dialect.js';

const coded = (code: string | number) =>
  Object.assign(new Error('refused'), { [typeof code === 'number' ? 'errno' : 'code']: code });

/** A database whose transactions run the work, and fail with these errors first. */
function failing(...errors: Error[]) {
  let attempts = 0;
  const execute = async <Result>(work: (trx: unknown) => Promise<Result>) => {
    attempts++;
    const result = await work({});
    const error = errors.shift();
    if (error !== undefined) throw error;
    return result;
  };
  const connection = { getClient: () => ({ transaction: () => ({ execute }) }) };
  const orm = { em: { getConnection: () => connection } } as unknown as MikroORM;
  return { db: new Db(orm, new Dialect('mysql'), { QUERY_TIMEOUT_MS: 1000 }), attempts: () => attempts };
}

describe('Db.transaction', () => {
  it.each([
    ['a deadlock', 1213],
    ['a lock that was not got in time', 1205],
    ['a row that somebody else inserted first', 1062],
    ['a busy SQLite', 'SQLITE_BUSY'],
    ['a stale snapshot', 'SQLITE_BUSY_SNAPSHOT'],
    ['a duplicate key of SQLite', 'SQLITE_CONSTRAINT_UNIQUE'],
  ])('does the whole of the work again after %s', async (_, code) => {
    const { db, attempts } = failing(coded(code), coded(code));

    expect(await db.transaction(() => Promise.resolve('done'))).toBe('done');
    expect(attempts()).toBe(3);
  });

  it('gives up on a race that never ends', async () => {
    const { db, attempts } = failing(...Array.from({ length: 20 }, () => coded(1213)));

    await expect(db.transaction(() => Promise.resolve())).rejects.toMatchObject({ errno: 1213 });
    expect(attempts()).toBe(6);
  });

  it.each([new Error('a mistake'), coded('SQLITE_CONSTRAINT_NOTNULL'), coded(1406)])(
    'does not repeat what would fail again: %s',
    async (error) => {
      const { db, attempts } = failing(error);

      await expect(db.transaction(() => Promise.resolve())).rejects.toBe(error);
      expect(attempts()).toBe(1);
    },
  );
});

describe('isDuplicateKey', () => {
  it('knows the errors of all databases, wrapped by MikroORM or not', () => {
    const wrapped = new Error('wrapped', { cause: coded('SQLITE_CONSTRAINT_PRIMARYKEY') });

    expect([coded(1062), coded('SQLITE_CONSTRAINT_UNIQUE'), wrapped].map(isDuplicateKey)).toEqual([true, true, true]);
    expect([coded(1406), new Error('other'), {}].map(isDuplicateKey)).toEqual([false, false, false]);
  });
});

describe('isPassingFailure', () => {
  it.each(['PROTOCOL_CONNECTION_LOST', 'ECONNREFUSED', 'ECONNRESET', 'ER_SERVER_SHUTDOWN', 'SQLITE_BUSY', 1213, 1205])(
    'is one: %s',
    (code) => {
      expect(isPassingFailure(coded(code))).toBe(true);
    },
  );

  it.each(['SQLITE_CORRUPT', 'SQLITE_CONSTRAINT_NOTNULL', 1406, 1054])('is none: %s', (code) => {
    expect(isPassingFailure(coded(code))).toBe(false);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { Db, isPassingFailure } from '../src/database/index.js';
import { databaseKind } from './servers/test-database.js';
import { TestApi } from './test-api.js';

// SQLite has no connection that could be lost.
(databaseKind() === 'sqlite' ? describe.skip : describe)('a connection to the database that is lost', () => {
  let api: TestApi;
  let db: Db;

  beforeAll(async () => {
    api = await TestApi.start();
    db = api.app.get(Db);
  });

  afterAll(() => api.stop());

  /** Does in a transaction what is given, whose connection the server ends. @returns what it fails with */
  async function failureOf(work: (end: () => Promise<void>) => Promise<void>): Promise<unknown> {
    let failure: unknown;
    await db
      .transaction(async (trx) => {
        const { rows } = await sql<{ id: number }>`select connection_id() as id`.execute(trx);
        const end = async () => void (await sql`kill ${sql.lit(Number(rows[0]?.id))}`.execute(db.kysely()));
        await work(end);
        await sql`select sleep(5)`.execute(trx);
      })
      .catch((error: unknown) => (failure = error));
    return failure;
  }

  it('between two statements of a transaction is no reason to give up', async () => {
    const failure = await failureOf(async (end) => {
      await end();
      await sleep(300);
    });

    expect(isPassingFailure(failure)).toBe(true);
  });

  it('in the middle of a statement is none either', async () => {
    const failure = await failureOf((end) => {
      setTimeout(() => {
        end().catch(() => undefined);
      }, 300);
      return Promise.resolve();
    });

    expect(isPassingFailure(failure)).toBe(true);
  });

  it('leaves others that can be used', async () => {
    await failureOf((end) => end());

    expect(await db.select(sql`1 as one`)).toEqual([{ one: 1 }]);
  });
});

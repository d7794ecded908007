import { sql } from 'kysely';
import { Db } from '../src/database/index.js';
import { databaseKind } from './servers/test-database.js';
import { TestApi } from './test-api.js';

const LIMIT_MS = 300;

/** Pairs of numbers, a million of millions: nobody is done with counting them in time. */
const ENDLESS = sql<{
  found: number;
}>`count(*) as found from (${numbers()}) as a, (${numbers()}) as b, (${numbers()}) as c`;

function numbers() {
  return sql`with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000) select i from n`;
}

// SQLite reads within the process, and nobody is there who could interrupt it.
(databaseKind() === 'sqlite' ? describe.skip : describe)('a question that takes the database too long', () => {
  let api: TestApi;
  let db: Db;

  beforeAll(async () => {
    api = await TestApi.start({ env: { QUERY_TIMEOUT_MS: String(LIMIT_MS) } });
    db = api.app.get(Db);
  });

  afterAll(() => api.stop());

  it('is given up in time, with a code of its own', async () => {
    const begunAt = performance.now();

    const asking = db.select(ENDLESS);

    await expect(asking).rejects.toMatchObject({ code: 'QUERY_TIMEOUT', details: { limitMs: LIMIT_MS } });
    expect(performance.now() - begunAt).toBeLessThan(20 * LIMIT_MS);
  });

  it('leaves nothing running, and connections that can be used', async () => {
    const asking = Array.from({ length: 12 }, () => db.select(ENDLESS).catch(() => undefined));
    await Promise.all(asking);

    const running = sql<{
      info: string;
    }>`select info from information_schema.processlist where info like '%recursive n %'
      and id <> connection_id()`;

    expect((await running.execute(db.kysely())).rows).toEqual([]);
    expect(await db.select(sql`1 as one`)).toEqual([{ one: 1 }]);
  });
});

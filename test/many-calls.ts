import { setImmediate } from 'node:timers/promises';
import { CompiledQuery, type RawBuilder, sql } from 'kysely';
import { wordKey } from '../src/common/searchable-text.js';
import { Db } from '../src/database/index.js';
import { backFillNumberParts } from '../src/database/migrations/back-fill-number-parts.js';
import { addApplication } from './synced-application.js';
import type { SignedUp, TestApi } from './test-api.js';
import { keyOf } from './transcribed-calls.js';

type Sql = RawBuilder<unknown>;

/** All calls; of each twenty, one is in the small application. */
const CALLS = 200_000;
const SMALL_EVERY = 20;
/** Who call, each ten times. */
const CUSTOMERS = 20_000;
/** Calls with a transcript. `hello` is said in all of them, `refund` in one of twenty, `dinosaur` in three. */
const TRANSCRIPTS = 40_000;
const DIGITS = sql`(${sql.join(
  Array.from({ length: 10 }, (_, digit) => sql`select ${sql.lit(digit)} as n`),
  sql` union all `,
)})`;

/** 200,000 calls a minute apart, nearly all in one application: what an optimizer that counts on averages falls for. */
export class ManyCalls {
  private constructor(
    readonly viewer: SignedUp,
    readonly large: string,
    readonly small: string,
  ) {}

  /** @param api with a simulator of two accounts, one application each */
  static async create(api: TestApi): Promise<ManyCalls> {
    const viewer = await api.signUp();
    const [first, second] = api.simulator.accounts;
    const { applicationId: large } = await addApplication(viewer, first!);
    const { applicationId: small } = await addApplication(viewer, second!);
    const me = await viewer.graphql<{ viewer: { workspace: { id: string } } }>('{ viewer { workspace { id } } }');
    const workspace = keyOf(me.viewer.workspace.id);
    const db = api.app.get(Db, { strict: false });
    await withoutIndexes(db, () => fillCalls(db, workspace, keyOf(large), keyOf(small)));
    await backFillNumberParts(
      async (text, params = []) => (await db.kysely().executeQuery(CompiledQuery.raw(text, params))).rows,
      db.dialect.isSqlite ? 'insert or ignore' : 'insert ignore',
    );
    await fillWords(db, workspace);
    return new ManyCalls(viewer, large, small);
  }
}

/** MySQL and MariaDB make the indexes of a table that is full in a fraction of the time that keeping them takes. */
async function withoutIndexes(db: Db, fill: () => Promise<void>): Promise<void> {
  if (db.dialect.isSqlite) return fill();
  const { rows } = await sql<{ name: string; columns: string }>`
    select index_name as name, group_concat(column_name order by seq_in_index) as columns
    from information_schema.statistics
    where table_schema = database() and table_name = 'calls' and non_unique = 1 group by index_name`.execute(
    db.kysely(),
  );
  const drops = rows.map(({ name }) => sql`drop index ${sql.ref(name)}`);
  const adds = rows.map(({ name, columns }) => sql`add index ${sql.ref(name)} (${sql.raw(columns)})`);
  await sql`alter table calls ${sql.join(drops)}`.execute(db.kysely());
  await fill();
  await sql`alter table calls ${sql.join(adds)}`.execute(db.kysely());
}

async function fillCalls(db: Db, workspace: string, large: string, small: string): Promise<void> {
  const n = sql.ref('numbered.n');
  const lastSeven = (of: Sql): Sql => sql`substr(concat('0000000', ${of}), -7)`;
  const customer = lastSeven(sql`((${n} % ${sql.lit(CUSTOMERS)}) * 104729) % 10000000`);
  const start = db.dialect.isSqlite
    ? sql`1767225600000 + ${n} * 60000`
    : sql`timestampadd(minute, ${n}, '2026-01-01 00:00:00')`;
  const columns: Record<string, Sql> = {
    id: sql`concat('01K0000000000000000', ${lastSeven(n)})`,
    workspace_id: sql`${workspace}`,
    application_id: sql`case when ${n} % ${sql.lit(SMALL_EVERY)} = 0 then ${small} else ${large} end`,
    session_id: n,
    direction: sql`case ${n} % 3 when 0 then 'outbound' else 'inbound' end`,
    from_number: sql`concat('+7495', ${customer})`,
    to_number: sql`'+74991234567'`,
    from_key: sql`concat('7495', ${customer})`,
    to_key: sql`'74991234567'`,
    start_time: start,
    duration_seconds: sql`case ${n} % 10 when 0 then null else ${n} % 600 end`,
    cost_nanos: sql`case ${n} % 10 when 0 then null else ${n} % 1000 * 1000000 end`,
    cost_currency: sql`'USD'`,
    status: sql`case when ${n} % 1000 = 1 then 'busy' when ${n} % 5 = 0 then 'no_answer' else 'answered' end`,
    conversation_id: sql`concat('conv_', ${n})`,
    transcript_state: sql`case when ${n} < ${sql.lit(TRANSCRIPTS)} then 'available' when ${n} % 5000 = 1 then 'failed' else 'none' end`,
    outcome: sql`case when ${n} < ${sql.lit(TRANSCRIPTS)} then case ${n} % 10 when 0 then 'failure' else 'success' end end`,
    recording_state: sql`case ${n} % 2 when 0 then 'available' else 'none' end`,
    settled: sql`1`,
    row_hash: sql`'x'`,
    created_at: start,
    updated_at: start,
  };
  const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)));
  const values = sql.join(Object.values(columns));
  for (let first = 0; first < CALLS; first += 10_000) {
    await sql`insert into calls (${names}) select ${values} from ${tenThousandFrom(first)}`.execute(db.kysely());
    await setImmediate(); // SQLite works in this process, and has kept it from everything else
  }
}

/** A table `numbered`, whose column `n` has ten thousand numbers from `first` on. */
export function tenThousandFrom(first: number): Sql {
  return sql`(select ${sql.lit(first)} + a.n + 10 * b.n + 100 * c.n + 1000 * d.n as n
    from ${DIGITS} a, ${DIGITS} b, ${DIGITS} c, ${DIGITS} d) as numbered`;
}

async function fillWords(db: Db, workspace: string): Promise<void> {
  const query = (text: Sql) => text.execute(db.kysely());
  await query(sql`insert into call_texts (doc, call_id, words)
    select session_id + 1, id, case when session_id % 20 = 0 then ' hello refund . please help ' else ' hello . please help ' end
    from calls where session_id < ${sql.lit(TRANSCRIPTS)}`);
  const said: [string, Sql][] = [
    ['hello', sql`1 = 1`],
    ['please', sql`1 = 1`],
    ['help', sql`1 = 1`],
    ['refund', sql`doc % 20 = 1`],
    ['dinosaur', sql`doc in (1, 20001, 39999)`],
  ];
  for (const [word, where] of said) {
    await query(
      sql`insert into call_words (word, doc) select ${sql.lit(wordKey(workspace, word))}, doc from call_texts where ${where}`,
    );
  }
}

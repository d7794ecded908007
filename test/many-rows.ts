import { type RawBuilder, sql } from 'kysely';
import type { CallScope } from '../src/calls/index.js';
import type { Db } from '../src/database/index.js';
import { tenThousandFrom } from './many-calls.js';

type Sql = RawBuilder<unknown>;

/** Many calls a second apart that have nothing but what a call has to have, and a long reason. */
export async function fillCallsPlainly(db: Db, scope: CallScope, count: number, reason: string): Promise<void> {
  const n = sql.ref('numbered.n');
  const start = db.dialect.isSqlite
    ? sql`1767225600000 + ${n} * 1000`
    : sql`timestampadd(second, ${n}, '2026-01-01 00:00:00')`;
  const columns: Record<string, Sql> = {
    id: sql`concat('01K0000000000000000', substr(concat('0000000', ${n}), -7))`,
    workspace_id: sql`${scope.workspaceId}`,
    application_id: sql`${scope.applicationId}`,
    session_id: n,
    direction: sql`'inbound'`,
    start_time: start,
    status: sql`'failed'`,
    status_reason: sql`${reason}`,
    transcript_state: sql`'none'`,
    recording_state: sql`'none'`,
    settled: sql`1`,
    row_hash: sql`'x'`,
    created_at: start,
    updated_at: start,
  };
  const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)));
  for (let first = 0; first < count; first += 10_000) {
    const rows = sql`select ${sql.join(Object.values(columns))} from ${tenThousandFrom(first)}`;
    await sql`insert into calls (${names}) ${rows}`.execute(db.kysely());
  }
}

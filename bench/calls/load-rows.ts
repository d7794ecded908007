import { Readable } from 'node:stream';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import {
  type MadeCall,
  makeCalls,
  type MadeCallsPlan,
  type MadeConversation,
  makeNumberParts,
  type Row,
} from './made-calls.js';

/** Rows a chunk of the stream holds. */
const CHUNK_ROWS = 500;
const DDL_BUFFER_BYTES = 512 * 1024 * 1024;

/**
 * Writes made calls into the tables of the mirror as fast as MySQL takes them: without the indexes, which are built once
 * everything is there, and with statistics that are up to date in the end.
 */
export async function loadCalls(connection: Connection, plan: MadeCallsPlan): Promise<void> {
  await connection.query('set global local_infile = 1');
  await connection.query('set session foreign_key_checks = 0, unique_checks = 0');
  // One megabyte, the default, is shared by all indexes that are built, and makes each of them a merge of many small runs.
  await connection.query(`set session innodb_ddl_buffer_size = ${DDL_BUFFER_BYTES}, innodb_ddl_threads = 2`);
  const withIndexes = await dropIndexes(connection, 'calls');
  const conversations: MadeConversation[] = [];
  await load(connection, 'calls', callsOf(makeCalls(plan), conversations));
  await connection.query(withIndexes);
  const parts = [...makeNumberParts(plan.workspaceId)];
  parts.sort((a, b) => compare(a.part, b.part) || compare(a.number_key, b.number_key));
  await load(connection, 'number_parts', parts.values());
  await load(connection, 'transcripts', conversations.map(({ transcript }) => transcript).values());
  await load(connection, 'call_texts', conversations.map(({ text }) => text).values());
  const words = conversations.flatMap((conversation) => conversation.words);
  words.sort((a, b) => Number(a.word) - Number(b.word) || Number(a.doc) - Number(b.doc));
  await load(connection, 'call_words', words.values());
  await connection.query('set session foreign_key_checks = 1, unique_checks = 1');
  await connection.query('analyze table calls, number_parts, transcripts, call_texts, call_words');
}

function compare(a: Row[string] | undefined, b: Row[string] | undefined): number {
  return a === b ? 0 : String(a) < String(b) ? -1 : 1;
}

/** The rows of calls, one by one; what was said in them is put aside. */
function* callsOf(made: Iterable<MadeCall>, conversations: MadeConversation[]): Generator<Row, void> {
  for (const { call, conversation } of made) {
    if (conversation !== undefined) conversations.push(conversation);
    yield call;
  }
}

/**
 * Drops the indexes of a table that are not unique.
 * @returns the statement that brings them back
 */
async function dropIndexes(connection: Connection, table: string): Promise<string> {
  const [indexes] = await connection.query<(RowDataPacket & { name: string; columns: string })[]>(
    `select index_name as name, group_concat(column_name order by seq_in_index) as columns
      from information_schema.statistics where table_schema = database() and table_name = ? and non_unique = 1
      group by index_name`,
    [table],
  );
  const alter = (parts: string[]) => `alter table ${table} ${parts.join(', ')}`;
  await connection.query(alter(indexes.map(({ name }) => `drop index ${name}`)));
  return alter(indexes.map(({ name, columns }) => `add index ${name} (${columns})`));
}

async function load(connection: Connection, table: string, rows: Iterator<Row>): Promise<void> {
  const first = rows.next();
  if (first.done === true) return;
  const columns = Object.keys(first.value);
  const all = function* () {
    yield first.value;
    yield* { [Symbol.iterator]: () => rows };
  };
  await connection.query({
    sql: `load data local infile 'rows' into table ${table} character set utf8mb4 (${columns.join(', ')})`,
    infileStreamFactory: () => Readable.from(lines(all(), columns), { objectMode: false, highWaterMark: 1 << 20 }),
  });
}

/** As MySQL reads a file by default. No value has a tab, a line break or a backslash. */
function* lines(rows: Iterable<Row>, columns: readonly string[]): Generator<Buffer, void> {
  let chunk = '';
  let count = 0;
  for (const row of rows) {
    chunk += `${columns.map((column) => row[column] ?? '\\N').join('\t')}\n`;
    count += 1;
    if (count % CHUNK_ROWS !== 0) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  if (chunk !== '') yield Buffer.from(chunk);
}

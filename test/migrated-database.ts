import { readFile, writeFile } from 'node:fs/promises';
import { MikroORM } from '@mikro-orm/sql';
import { createConnection, format, type RowDataPacket } from 'mysql2/promise';
import { sqlitePath } from '../src/config/index.js';
import { asMysqlUrl } from '../src/database/connection-url.js';
import { ormOptions } from '../src/database/orm-options.js';
import { createTestDatabase, type TestDatabase } from './servers/test-database.js';

type Value = string | number | Buffer | null;
type Fill = (database: TestDatabase) => Promise<void>;

/** Once for each file of tests: migrating takes longer than most of them, on the servers most of all. */
let template: Promise<Fill> | undefined;

/** A database as the migrations leave it: copied from one that they have run on. */
export async function createMigratedDatabase(): Promise<TestDatabase> {
  template ??= migrateTemplate();
  const fill = await template;
  const database = await createTestDatabase();
  await fill(database);
  return database;
}

async function migrateTemplate(): Promise<Fill> {
  const database = await createTestDatabase();
  try {
    // By hand, and silently: the log belongs to the application that a test may have running meanwhile.
    const orm = await MikroORM.init({ ...(await ormOptions(database.kind, database.url)), debug: false });
    await orm.migrator.up();
    await orm.close();
    return await (database.kind === 'sqlite' ? fileOf(database) : statementsOf(database));
  } finally {
    await database.drop();
  }
}

async function fileOf({ url }: TestDatabase): Promise<Fill> {
  const file = await readFile(sqlitePath(url));
  return (database) => writeFile(sqlitePath(database.url), file);
}

async function statementsOf(database: TestDatabase): Promise<Fill> {
  const tables = await query(database, 'show tables');
  const statements = await Promise.all(tables.map(([table]) => statementsOfTable(database, String(table))));
  const script = ['set foreign_key_checks = 0', ...statements.flat()].join(';\n');
  return async (copy) => void (await query(copy, script));
}

/** What makes the table and puts in its rows. */
async function statementsOfTable(database: TestDatabase, table: string): Promise<string[]> {
  const [definition] = await query(database, 'show create table ??', [table]);
  const rows = await query(database, 'select * from ??', [table]);
  return [String(definition?.[1]), ...(rows.length > 0 ? [format('insert into ?? values ?', [table, rows])] : [])];
}

/** The rows of the answer, each with its values in order, dates as they stand. */
async function query({ url }: TestDatabase, text: string, values: string[] = []): Promise<Value[][]> {
  const connection = await createConnection({
    uri: asMysqlUrl(url),
    rowsAsArray: true,
    dateStrings: true,
    multipleStatements: true,
  });
  try {
    const [rows] = await connection.query<(RowDataPacket & Value[])[]>(text, values);
    return rows;
  } finally {
    await connection.end();
  }
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../database/open-database.js';
import { renderMigration, withMigration } from './render-migration.js';

const USAGE = `npm run migration:create -- mysql://user:password@host:port/empty_database

Writes what the entities have and the migrations do not, once for SQLite and once for MySQL and MariaDB, and lists it. The
MySQL database is migrated for that; give one that holds nothing.`;

const FOLDER = join(import.meta.dirname, '../../../src/database/migrations');

/** What is missing in a database that has all migrations, as SQL. */
async function missing(url: string): Promise<string> {
  const { orm } = await openDatabase({ DATABASE_URL: url });
  try {
    return await orm.schema.getUpdateSchemaSQL({ wrap: false });
  } finally {
    await orm.close();
  }
}

function write(kind: 'sqlite' | 'mysql', id: string, sql: string): void {
  const migration = renderMigration(id, sql);
  if (migration === undefined) {
    console.log(`${kind}: nothing is missing`);
    return;
  }
  writeFileSync(join(FOLDER, kind, `migration-${id}.ts`), migration);
  const index = join(FOLDER, kind, 'index.ts');
  writeFileSync(index, withMigration(readFileSync(index, 'utf8'), id));
  console.log(
    `${kind}: wrote migration-${id}.ts; say in it what it is for, and make each statement repeatable for MySQL`,
  );
}

async function main([mysqlUrl]: string[]): Promise<void> {
  if (mysqlUrl === undefined || !/^(mysql|mariadb):/.test(mysqlUrl)) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), 'voxsync-migration-'));
  const id = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  try {
    write('sqlite', id, await missing(`sqlite:${join(directory, 'empty.db')}`));
    write('mysql', id, await missing(mysqlUrl));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

await main(process.argv.slice(2));

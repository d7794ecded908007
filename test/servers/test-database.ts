import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { type DatabaseKind, type SqlServerKind } from './kinds.js';
import { testServerUrl } from './test-server.js';

/** An empty database for one test file, which has to drop it when done. */
export interface TestDatabase {
  kind: DatabaseKind;
  /** As DATABASE_URL takes it. */
  url: string;
  drop(): Promise<void>;
}

/** The database on which Jest's project has this test file run; SQLite outside of those projects. */
export function databaseKind(): DatabaseKind {
  return (globalThis as { databaseKind?: DatabaseKind }).databaseKind ?? 'sqlite';
}

/** Makes a database that no other test file or run sees. */
export function createTestDatabase(kind: DatabaseKind = databaseKind()): Promise<TestDatabase> {
  return kind === 'sqlite' ? createSqliteFile() : createOnServer(kind);
}

async function createSqliteFile(): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'voxsync-test-'));
  return {
    kind: 'sqlite',
    url: `sqlite:${join(directory, 'test.db')}`,
    drop: () => rm(directory, { recursive: true, force: true }),
  };
}

async function createOnServer(kind: SqlServerKind): Promise<TestDatabase> {
  const server = testServerUrl(kind);
  if (!server) throw new Error(`No ${kind} server was started for this test`);
  const name = `voxsync_test_${randomBytes(8).toString('hex')}`;
  await execute(server, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  const url = new URL(server);
  url.pathname = name;
  return { kind, url: url.href, drop: () => execute(server, `DROP DATABASE ${name}`) };
}

async function execute(server: string, statement: string): Promise<void> {
  const connection = await createConnection({ uri: server });
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}

import type { MikroORM } from '@mikro-orm/sql';
import BetterSqlite from 'better-sqlite3';
import type { RowDataPacket } from 'mysql2/promise';
import { sqlitePath } from '../config/index.js';
import { asMysqlUrl, type DatabaseKind } from './connection-url.js';

const PATIENCE_SECONDS = 120;

/**
 * Brings the schema up to date. Any number of processes may start at once: one migrates, the others wait for it and
 * find nothing left to do.
 * @throws Error if another process holds the lock for two minutes, a migration fails, or a newer version was here before
 */
export async function migrate(orm: MikroORM, kind: DatabaseKind, url: string): Promise<void> {
  const up = async () => {
    await assertKnown(orm);
    await orm.migrator.up();
  };
  await (kind === 'sqlite' ? withSqliteLock(url, up) : withMysqlLock(url, up));
}

/** A schema that this version does not know could be misread, and what it means damaged. */
async function assertKnown(orm: MikroORM): Promise<void> {
  const listed = orm.config.get('migrations').migrationsList ?? [];
  const known = new Set(listed.map((migration) => migration.name));
  const unknown = (await orm.migrator.getExecuted()).find(({ name }) => !known.has(name));
  if (unknown === undefined) return;
  throw new Error(`A newer version of Voxsync has migrated this database (${unknown.name}): start that version`);
}

/** The lock is a write transaction in a file beside the database: the system frees it even if the process is killed. */
async function withSqliteLock(url: string, work: () => Promise<void>): Promise<void> {
  const lock = new BetterSqlite(`${sqlitePath(url)}-migrating`, { timeout: PATIENCE_SECONDS * 1000 });
  try {
    lock.exec('begin exclusive');
    await work();
    lock.exec('commit');
  } finally {
    lock.close();
  }
}

/** The lock belongs to a connection of its own, so that it goes with the process. */
async function withMysqlLock(url: string, work: () => Promise<void>): Promise<void> {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection({ uri: asMysqlUrl(url) });
  try {
    // Locks are the server's, not the database's; their names are 64 characters at most.
    const [[lock]] = await connection.query<(RowDataPacket & { taken: number | null })[]>(
      `select get_lock(concat('voxsync.', sha2(database(), 224)), ?) as taken`,
      [PATIENCE_SECONDS],
    );
    if (lock?.taken !== 1) throw new Error('Another process has been migrating the database for two minutes');
    await work();
  } finally {
    await connection.end();
  }
}

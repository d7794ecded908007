import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Migrator } from '@mikro-orm/migrations';
import { Logger } from '@nestjs/common';
import type { AbstractSqlDriver, Options } from '@mikro-orm/sql';
import { CompiledQuery, type DatabaseConnection } from 'kysely';
import { fitCollations } from './collations.js';
import { sqlitePath } from '../config/index.js';
import { asMysqlUrl, type DatabaseKind } from './connection-url.js';
import { entities } from './entities.js';
import { mysqlMigrations } from './migrations/mysql/index.js';
import { sqliteMigrations } from './migrations/sqlite/index.js';
import { ownEntityManager } from './own-entity-manager.js';

const logger = new Logger('Database');

/**
 * What MikroORM needs to know for the database of this kind behind this URL. Only its own driver is loaded: a process starts
 * the sooner.
 */
export async function ormOptions(kind: DatabaseKind, url: string): Promise<Options<AbstractSqlDriver>> {
  const common = {
    entities,
    extensions: [Migrator],
    context: ownEntityManager,
    forceUtcTimezone: true,
    colors: false,
    debug: ['info'],
    logger: (message) => logger.log(message),
    discovery: { afterDiscovered: fitCollations },
    migrations: {
      tableName: 'migrations',
      migrationsList: kind === 'sqlite' ? sqliteMigrations : mysqlMigrations,
      snapshot: false,
      transactional: kind === 'sqlite', // MySQL commits at each DDL statement anyway
    },
  } satisfies Options<AbstractSqlDriver>;
  const own = await (kind === 'sqlite' ? sqliteOptions(url) : mysqlOptions(kind, url));
  return { ...common, ...own };
}

async function sqliteOptions(url: string): Promise<Options<AbstractSqlDriver>> {
  const path = sqlitePath(url);
  mkdirSync(dirname(path), { recursive: true });
  return {
    driver: (await import('@mikro-orm/sqlite')).SqliteDriver,
    dbName: path,
    driverOptions: { timeout: 10_000 }, // another process may be writing
    // A reader never waits for the sync's writes; a crash of the process loses nothing that was committed; what was deleted
    // cannot be read out of the file.
    onCreateConnection: async (connection) => {
      const pragmas = ['journal_mode = wal', 'synchronous = normal', 'cache_size = -65536', 'secure_delete = on'];
      for (const pragma of pragmas) {
        await (connection as DatabaseConnection).executeQuery(CompiledQuery.raw(`pragma ${pragma}`));
      }
    },
  };
}

async function mysqlOptions(kind: 'mysql' | 'mariadb', url: string): Promise<Options<AbstractSqlDriver>> {
  const driver =
    kind === 'mariadb'
      ? (await import('@mikro-orm/mariadb')).MariaDbDriver
      : (await import('@mikro-orm/mysql')).MySqlDriver;
  return {
    driver,
    clientUrl: asMysqlUrl(url),
    charset: 'utf8mb4',
    pool: { min: 0, max: 10 },
    driverOptions: { enableKeepAlive: true, connectTimeout: 10_000 },
  };
}

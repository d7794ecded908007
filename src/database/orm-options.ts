import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { MariaDbDriver } from '@mikro-orm/mariadb';
import { Migrator } from '@mikro-orm/migrations';
import { MySqlDriver } from '@mikro-orm/mysql';
import { Logger } from '@nestjs/common';
import type { AbstractSqlDriver, Options } from '@mikro-orm/sql';
import { SqliteDriver } from '@mikro-orm/sqlite';
import { CompiledQuery, type DatabaseConnection } from 'kysely';
import { fitCollations } from './collations.js';
import { sqlitePath } from '../config/index.js';
import { asMysqlUrl, type DatabaseKind } from './connection-url.js';
import { entities } from './entities.js';
import { mysqlMigrations } from './migrations/mysql/index.js';
import { sqliteMigrations } from './migrations/sqlite/index.js';

const logger = new Logger('Database');

/** What MikroORM needs to know for the database of this kind behind this URL. */
export function ormOptions(kind: DatabaseKind, url: string): Options<AbstractSqlDriver> {
  const common = {
    entities,
    extensions: [Migrator],
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
  return kind === 'sqlite' ? { ...common, ...sqliteOptions(url) } : { ...common, ...mysqlOptions(kind, url) };
}

function sqliteOptions(url: string): Options<AbstractSqlDriver> {
  const path = sqlitePath(url);
  mkdirSync(dirname(path), { recursive: true });
  return {
    driver: SqliteDriver,
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

function mysqlOptions(kind: 'mysql' | 'mariadb', url: string): Options<AbstractSqlDriver> {
  return {
    driver: kind === 'mariadb' ? MariaDbDriver : MySqlDriver,
    clientUrl: asMysqlUrl(url),
    charset: 'utf8mb4',
    pool: { min: 0, max: 10 },
    driverOptions: { enableKeepAlive: true, connectTimeout: 10_000 },
  };
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { SqlServerKind } from './kinds.js';
import type { ServerRecipe } from './own-server.js';

/** For both MySQL and MariaDB: as little work as possible for data that nobody will miss. */
const OPTIONS = [
  '--bind-address=127.0.0.1',
  '--skip-name-resolve',
  '--skip-log-bin',
  '--performance-schema=OFF',
  '--innodb-buffer-pool-size=128M',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-flush-method=nosync',
  '--innodb-doublewrite=OFF',
  '--innodb-file-per-table=OFF', // files are what makes tables slow to create and to drop
  '--character-set-server=utf8mb4',
  // Full-text search finds every word, however short or common.
  '--innodb-ft-min-token-size=1',
  '--ft-min-word-len=1',
  '--innodb-ft-enable-stopword=OFF',
];

/** Database servers refuse to run as root unless told so by name; in containers nobody else is there. */
const AS_ROOT = process.getuid?.() === 0 ? ['--user=root'] : [];

/**
 * How to start the `mysqld` or `mariadbd` given; its `root` has no password and may connect from this machine only.
 * @param options more of the program's options, which win over those of the tests
 */
export function sqlServerRecipe(kind: SqlServerKind, binary: string, options: readonly string[] = []): ServerRecipe {
  const prepare = { mysql: prepareMysql, mariadb: prepareMariadb }[kind];
  return {
    prepare: (directory) => prepare(directory, binary),
    serve: (directory, port) => [
      binary,
      '--no-defaults',
      ...AS_ROOT,
      ...OPTIONS,
      ...options,
      ...(kind === 'mysql' ? ['--mysqlx=OFF'] : []), // else it would take port 33060 of the machine
      `--datadir=${join(directory, 'data')}`,
      `--port=${port}`,
      `--socket=${join(directory, 'sock')}`,
      `--pid-file=${join(directory, 'pid')}`,
    ],
    url: (port) => `${kind}://root@127.0.0.1:${port}`,
    version: sqlServerVersion,
    dataDirectory: (url) => selectOne(url, '@@datadir'),
  };
}

function prepareMysql(directory: string, binary: string): [string, ...string[]] {
  // MySQL makes `root@localhost` only, which is nobody to a server that resolves no names.
  const users = join(directory, 'users.sql');
  writeFileSync(users, "CREATE USER root@'127.0.0.1';\nGRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;\n");
  const data = join(directory, 'data');
  return [
    binary,
    '--no-defaults',
    '--initialize-insecure',
    ...AS_ROOT,
    ...OPTIONS,
    `--init-file=${users}`,
    `--datadir=${data}`,
  ];
}

function prepareMariadb(directory: string): [string, ...string[]] {
  const login = '--auth-root-authentication-method=normal';
  return [
    'mariadb-install-db',
    '--no-defaults',
    ...AS_ROOT,
    login,
    '--skip-test-db',
    `--datadir=${join(directory, 'data')}`,
  ];
}

/** e.g. `9.7.4` or `10.11.19`, without what the distribution adds. */
export async function sqlServerVersion(url: string): Promise<string> {
  const version = await selectOne(url, 'VERSION()');
  return /^[\d.]+/.exec(version)?.[0] ?? version;
}

async function selectOne(url: string, expression: string): Promise<string> {
  const connection = await createConnection({ uri: url, connectTimeout: 5_000 });
  try {
    const [[row]] = await connection.query<RowDataPacket[]>(`SELECT ${expression} AS value`);
    return String(row?.value);
  } finally {
    await connection.end();
  }
}

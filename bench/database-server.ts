import { readFileSync } from 'node:fs';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { findServer } from '../test/servers/find-server.js';
import type { SqlServerKind } from '../test/servers/kinds.js';
import { startOwnServer } from '../test/servers/own-server.js';
import { sqlServerRecipe, sqlServerVersion } from '../test/servers/sql-server.js';
import { cpuSecondsOf } from './usage.js';

/** As somebody runs it who wants to keep the data: every commit reaches the disk. The rest is the tests' setting. */
const DURABLE = [
  '--innodb-flush-log-at-trx-commit=1',
  '--innodb-flush-method=fsync',
  '--innodb-doublewrite=ON',
  '--innodb-buffer-pool-size=512M',
];

/** No server can be had: a matter of what is installed here, and no fault of the code. */
export class NoServerError extends Error {}

/** A database server for one benchmark, with an empty database. */
export interface BenchDatabase {
  kind: SqlServerKind;
  version: string;
  /** As DATABASE_URL takes it. */
  url: string;
  /** Processor seconds of the server so far; undefined where the system does not tell. */
  cpuSeconds(): number | undefined;
  stop(): Promise<void>;
}

/** Where more rows are read than fit into so little memory. */
export const LARGE: readonly string[] = ['--innodb-buffer-pool-size=2G', '--innodb-redo-log-capacity=2G'];

/**
 * Starts a server where a program is found as the tests find it, else takes the one that `TEST_MYSQL_URL` or
 * `TEST_MARIADB_URL` names.
 * @param options more of the program's options, where it is started here
 * @throws NoServerError
 */
export async function startDatabase(kind: SqlServerKind, options: readonly string[] = []): Promise<BenchDatabase> {
  const found = findServer(kind);
  if (found === undefined) throw new NoServerError(howToGet(kind));
  const server =
    'binary' in found
      ? await startOwnServer(sqlServerRecipe(kind, found.binary, [...DURABLE, ...options]))
      : { url: found.url, version: await sqlServerVersion(found.url), stop: () => Promise.resolve() };
  const name = `voxsync_bench_${process.pid}`;
  const pid = await prepare(server.url, name);
  const url = new URL(server.url);
  url.pathname = name;
  return {
    kind,
    version: server.version,
    url: url.href,
    cpuSeconds: () => (pid === undefined ? undefined : cpuSecondsOf(pid)),
    async stop() {
      await run(server.url, `drop database ${name}`);
      await server.stop();
    },
  };
}

/** As the references and the reading back need it: times and large numbers as the server under test wrote them. */
export function connect({ url }: Pick<BenchDatabase, 'url'>): Promise<Connection> {
  return createConnection({
    uri: url.replace(/^mariadb:/, 'mysql:'),
    dateStrings: true,
    supportBigNumbers: true,
    charset: 'utf8mb4',
  });
}

/** @returns the server's process, if it runs on this machine */
async function prepare(server: string, name: string): Promise<number | undefined> {
  await run(server, `create database ${name} character set utf8mb4`);
  const [[row]] = await run<RowDataPacket & { file: string }>(server, 'select @@pid_file as file');
  try {
    return Number(readFileSync(row?.file ?? '', 'utf8'));
  } catch {
    return undefined;
  }
}

async function run<Row extends RowDataPacket>(server: string, statement: string): Promise<[Row[], unknown]> {
  const connection = await connect({ url: server });
  try {
    return await connection.query<Row[]>(statement);
  } finally {
    await connection.end();
  }
}

function howToGet(kind: SqlServerKind): string {
  return kind === 'mysql'
    ? 'There is no MySQL server. Set MYSQLD to a mysqld program, or TEST_MYSQL_URL to a server that may be written to; or use --database mariadb.'
    : 'There is no MariaDB server. Install mariadbd, or set TEST_MARIADB_URL to a server that may be written to.';
}

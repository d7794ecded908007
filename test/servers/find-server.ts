import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ServerKind } from './kinds.js';

/** A server that somebody runs for us, or a program with which the test run starts its own. */
export type FoundServer = { url: string } | { binary: string };

/** Where .ci/run keeps the MySQL that it brings, since no stable Debian has one to install. */
const CACHED_MYSQL = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'voxsync/mysql/bin/mysqld');

/** `mysqld` on the path is MariaDB on some systems, so a candidate must also say who it is. */
const PROGRAMS: Record<ServerKind, { candidates: () => (string | undefined)[]; says: RegExp }> = {
  mysql: {
    candidates: () => [process.env.MYSQLD, 'mysqld', CACHED_MYSQL],
    says: /^(?!.*MariaDB).*mysqld.* Ver \d/i,
  },
  mariadb: { candidates: () => ['mariadbd'], says: /MariaDB/i },
  redis: { candidates: () => ['redis-server'], says: /Redis/i },
};

/**
 * Where the tests get a server of this kind from: `TEST_MYSQL_URL`, `TEST_MARIADB_URL` or `TEST_REDIS_URL` where it is
 * set, else an installed program. Nothing else is looked at, so a server that merely happens to run here is never touched.
 *
 * @returns undefined if there is neither
 */
export function findServer(kind: ServerKind): FoundServer | undefined {
  const url = process.env[`TEST_${kind.toUpperCase()}_URL`];
  if (url) return { url };
  const { candidates, says } = PROGRAMS[kind];
  const binary = candidates().find((candidate) => candidate && says.test(versionOf(candidate)));
  return binary ? { binary } : undefined;
}

/** Empty if the program cannot be run. */
function versionOf(binary: string): string {
  return spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout ?? '';
}

/** Which database answers; MySQL and MariaDB differ in JSON, full text and RETURNING. */
export type DatabaseKind = 'sqlite' | 'mysql' | 'mariadb';

/**
 * Asks the server what it is, whichever of `mysql://` and `mariadb://` was given.
 * @throws whatever mysql2 does if the server cannot be reached or refuses the credentials
 */
export async function detectDatabase(url: string): Promise<DatabaseKind> {
  if (url.startsWith('sqlite:')) return 'sqlite';
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection({ uri: asMysqlUrl(url), connectTimeout: 10_000 });
  try {
    const [rows] = await connection.query('select version() as version');
    const version = String((rows as { version: string }[])[0]?.version);
    return /mariadb/i.test(version) ? 'mariadb' : 'mysql';
  } finally {
    await connection.end();
  }
}

/** mysql2 knows one protocol only. */
export function asMysqlUrl(url: string): string {
  return url.replace(/^mariadb:/, 'mysql:');
}

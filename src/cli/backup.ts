import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigurationError, type Env, parseEnv, parseStorageUrl, sqlitePath } from '../config/index.js';
import { EmbeddedBackup } from './embedded-backup.js';

const ENV_FILE = '.env';
const USAGE = `npm run backup -- DIRECTORY

Copies the embedded database and the recordings there, while servers run. For MySQL and MariaDB see docs/operator.md.`;

/** `npm run backup`: of an installation with the embedded database, what has to be kept, apart from the key. */
async function main([directory]: string[]): Promise<void> {
  if (existsSync(ENV_FILE)) process.loadEnvFile(ENV_FILE);
  const env = parseEnv(process.env);
  if (directory === undefined) throw new ConfigurationError([USAGE]);
  if (!env.DATABASE_URL.startsWith('sqlite:')) {
    throw new ConfigurationError(['DATABASE_URL: this is for SQLite; docs/operator.md has the commands for servers']);
  }
  const storage = parseStorageUrl(env.STORAGE_URL);
  const database = sqlitePath(env.DATABASE_URL);
  const recordings = storage.kind === 'file' ? storage.directory : null;
  const outcome = await new EmbeddedBackup({ database, recordings }, resolve(directory)).run();
  if (recordings === null) console.log('The database is copied; the recordings are in their bucket, which is not');
  else console.log(`The database is copied, with ${outcome.recordings} recordings`);
  for (const key of outcome.missing) console.error(`The storage has lost ${key}`);
  if (outcome.missing.length > 0) process.exitCode = 1;
  console.log(whereTheKeyIs(env, database));
}

function whereTheKeyIs({ ENCRYPTION_KEY }: Env, database: string): string {
  const place = ENCRYPTION_KEY === undefined ? `the file ${database}.key` : 'ENCRYPTION_KEY';
  return `The key is not in it. Keep ${place} elsewhere: without it the stored credentials cannot be read`;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exitCode = 1;
}

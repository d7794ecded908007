import { existsSync } from 'node:fs';
import { ConfigurationError, parseEnv } from '../config/index.js';
import { openDatabase } from '../database/open-database.js';
import { SECRET_COLUMNS } from '../secret-columns.js';
import { KeyRing, SecretBox } from '../secrets/index.js';
import { type RotatedColumn, SecretRotation } from './secret-rotation.js';

const ENV_FILE = '.env';

/**
 * `npm run reencrypt`: after a new key was put in front of the others in ENCRYPTION_KEY, and every process was started
 * again with it, this encrypts what the old keys still hold with the new one. Then they can be left out.
 */
async function main(): Promise<void> {
  if (existsSync(ENV_FILE)) process.loadEnvFile(ENV_FILE);
  const env = parseEnv(process.env);
  const box = new SecretBox(KeyRing.fromEnv(env, { inUse: true }));
  const { orm } = await openDatabase(env);
  try {
    const rotation = new SecretRotation(orm.em, box);
    const unreadable: string[] = [];
    for (const column of SECRET_COLUMNS) unreadable.push(...report(await rotation.rotate(column)));
    conclude(unreadable);
  } finally {
    await orm.close();
  }
}

/** Prints how a column went. @returns where a secret is that cannot be read */
function report({ table, column, reencrypted, current, unreadable }: RotatedColumn): string[] {
  console.log(`${table}.${column}: ${reencrypted} re-encrypted, ${current} already with the first key`);
  return unreadable.map((id) => `${table}.${column} of ${id}`);
}

function conclude(unreadable: string[]): void {
  if (unreadable.length === 0) {
    console.log('The first key of ENCRYPTION_KEY holds every secret: the others can be left out.');
    return;
  }
  console.error('No key of ENCRYPTION_KEY opens these secrets; enter them again, or add the key that they need:');
  for (const place of unreadable) console.error(`  ${place}`);
  process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exitCode = 1;
}

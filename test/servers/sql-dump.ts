import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { once } from 'node:events';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What docs/operator.md has operators do; the clients of MariaDB speak to MySQL as well. */
export async function dumpOf(url: string, file: string): Promise<void> {
  await run('mysqldump', [
    ...connectionOf(url),
    '--single-transaction',
    '--quick',
    '--hex-blob',
    '--no-tablespaces',
    `--result-file=${file}`,
    databaseOf(url),
  ]);
}

/** @throws Error if the server refuses a statement */
export async function restoreDump(url: string, file: string): Promise<void> {
  const dump = openSync(file, 'r');
  try {
    const client = spawn('mysql', [...connectionOf(url), databaseOf(url)], { stdio: [dump, 'ignore', 'inherit'] });
    const [code] = (await once(client, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`mysql ended with ${code}`);
  } finally {
    closeSync(dump);
  }
}

function connectionOf(url: string): string[] {
  const { hostname, port, username, password } = new URL(url);
  return ['--no-defaults', `--host=${hostname}`, `--port=${port}`, `--user=${username}`, `--password=${password}`];
}

function databaseOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

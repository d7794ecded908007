import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../test/servers/free-port.js';
import { cpuSecondsOf } from '../usage.js';
import { COLUMNS, keyIn, type ListFilter, PAGE_SIZE, toColumn } from './list-query.js';
import type { Shot } from './shots.js';

const PACKAGE = 'directus@12.4.0';
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'voxsync/bench', PACKAGE);
const CLI = 'node_modules/directus/cli.js';
const TOKEN = 'voxsync-bench-static-token';
const READY_WITHIN_MS = 120_000;
const POLL_EVERY_MS = 200;

/**
 * Where Directus is: in the directory given, or in the cache. It is no dependency of this project: it has 730 MB, and a
 * licence under which it may be run beside it but is no part of it.
 * @param install whether to install it into the cache where it is not there
 * @returns undefined where there is none
 */
export async function findDirectus(directory: string | undefined, install: boolean): Promise<string | undefined> {
  if (directory !== undefined) {
    if (!existsSync(join(directory, CLI))) throw new Error(`--directus: there is no ${CLI} in ${directory}`);
    return directory;
  }
  if (existsSync(join(CACHE, CLI))) return CACHE;
  if (!install) return undefined;
  await mkdir(CACHE, { recursive: true });
  await writeFile(join(CACHE, 'package.json'), '{ "private": true }\n');
  await run(CACHE, 'npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', PACKAGE], process.env);
  return CACHE;
}

/** Directus over the tables that are there, asked with a static token; its caches and its rate limiter are off. */
export class Directus {
  private constructor(
    private readonly process: ChildProcess,
    private readonly url: string,
  ) {}

  /** @throws Error with what it printed where it does not come up */
  static async start(directory: string, databaseUrl: string, workIn: string): Promise<Directus> {
    await stubIsolatedVm(directory);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = environment(databaseUrl, port, url);
    const cli = join(directory, CLI);
    await run(workIn, process.execPath, [cli, 'bootstrap'], env);
    const child = spawn(process.execPath, [cli, 'start'], { cwd: workIn, env, stdio: ['ignore', 'ignore', 'inherit'] });
    const stop = () => child.kill('SIGKILL');
    process.once('exit', stop);
    for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline; await sleep(POLL_EVERY_MS)) {
      if (child.exitCode !== null) throw new Error(`Directus ended with status ${child.exitCode}`);
      if (await answers(`${url}/server/ping`)) return new Directus(child, url);
    }
    stop();
    throw new Error('Directus does not answer');
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  cpuSeconds(): number | undefined {
    return cpuSecondsOf(this.pid);
  }

  /** The list as its REST interface gives it, which is the fastest that it has. */
  list({ applicationId, status, startTime }: ListFilter): Shot {
    const filter = {
      _and: [
        { application_id: { _eq: keyIn(applicationId) } },
        { status: { _in: status.map((name) => name.toLowerCase()) } },
        { start_time: { _gte: toColumn(startTime.from).replace(' ', 'T') } },
        { start_time: { _lt: toColumn(startTime.to).replace(' ', 'T') } },
      ],
    };
    const parameters = new URLSearchParams({
      fields: COLUMNS.join(','),
      filter: JSON.stringify(filter),
      sort: '-start_time,-id',
      limit: String(PAGE_SIZE),
    });
    const headers = { authorization: `Bearer ${TOKEN}` };
    return { url: `${this.url}/items/calls?${parameters.toString()}`, method: 'GET', headers, body: null, bytes: null };
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
  }
}

function environment(databaseUrl: string, port: number, url: string): NodeJS.ProcessEnv {
  const { hostname, port: databasePort, username, password, pathname } = new URL(databaseUrl);
  return {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    TZ: 'UTC',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: url,
    KEY: 'voxsync-bench-key',
    SECRET: 'voxsync-bench-secret-of-enough-characters',
    DB_CLIENT: 'mysql',
    DB_HOST: hostname,
    DB_PORT: databasePort || '3306',
    DB_DATABASE: pathname.slice(1),
    DB_USER: decodeURIComponent(username),
    DB_PASSWORD: decodeURIComponent(password),
    ADMIN_EMAIL: 'bench@example.com',
    ADMIN_PASSWORD: 'voxsync-bench',
    ADMIN_TOKEN: TOKEN,
    CACHE_ENABLED: 'false',
    RATE_LIMITER_ENABLED: 'false',
    PRESSURE_LIMITER_ENABLED: 'false', // it would refuse to answer while it is busy
    TELEMETRY: 'false',
    LOG_LEVEL: 'error',
  };
}

/** Runs extensions apart from the rest, of which there are none here; it has to be compiled, which not every machine can. */
async function stubIsolatedVm(directory: string): Promise<void> {
  await writeFile(join(directory, 'node_modules/isolated-vm/isolated-vm.js'), 'module.exports = {};\n');
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** @throws Error unless it ends with success */
async function run(cwd: string, command: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [status] = (await once(child, 'exit')) as [number | null];
  if (status !== 0) throw new Error(`${command} ${args[0] ?? ''} ended with status ${String(status)}`);
}

import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findServer } from '../servers/find-server.js';
import { freePort } from '../servers/free-port.js';
import { type GuardedProcess, startGuarded } from '../servers/guarded-process.js';
import type { ServerKind } from '../servers/kinds.js';
import type { ServerRecipe } from '../servers/own-server.js';
import { redisServerRecipe } from '../servers/redis-server.js';
import { sqlServerRecipe } from '../servers/sql-server.js';

/** Starts the server again whenever it ends, unless it is held back. */
const KEEP_UP = 'while :; do "$@" & echo $! > pid; wait $!; while [ -e held-back ]; do sleep 0.02; done; done';

/** What a server has to keep though it is killed: the tests' own settings would let it lose the last second. */
const DURABLE = ['--innodb-flush-log-at-trx-commit=2', '--innodb-doublewrite=ON'];

/** A database server or Redis of a test's own that can be stopped, killed and started again, with what it holds. */
export class RestartableServer {
  private constructor(
    readonly url: string,
    private readonly directory: string,
    private readonly process: GuardedProcess,
    private readonly recipe: ServerRecipe,
  ) {}

  static async start(kind: ServerKind): Promise<RestartableServer> {
    const recipe = recipeOf(kind);
    const directory = realpathSync(mkdtempSync(join(tmpdir(), 'voxsync-test-')));
    if (recipe.prepare !== undefined) {
      const [program, ...args] = recipe.prepare(directory);
      const preparation = startGuarded(directory, program, args);
      if ((await preparation.ended) !== 0) throw new Error(`${program} failed:\n${preparation.output()}`);
    }
    const port = await freePort();
    const command = ['-c', `cd '${directory}'; ${KEEP_UP}`, 'sh', ...recipe.serve(directory, port)];
    const server = new RestartableServer(recipe.url(port), directory, startGuarded(directory, 'sh', command), recipe);
    await server.answering();
    return server;
  }

  /** Ends the server and keeps it away. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    writeFileSync(join(this.directory, 'held-back'), '');
    const pid = Number(readFileSync(join(this.directory, 'pid'), 'utf8'));
    process.kill(pid, signal);
    while (isAlive(pid)) await sleep(20);
  }

  async start(): Promise<void> {
    rmSync(join(this.directory, 'held-back'), { force: true });
    await this.answering();
  }

  /** Stops it for good, with all that it holds. */
  async remove(): Promise<void> {
    await this.process.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async answering(): Promise<void> {
    for (let patience = 600; ; patience--) {
      try {
        await this.recipe.version(this.url);
        return;
      } catch (error) {
        if (patience === 0) throw new Error(`The server does not answer:\n${this.process.output()}`, { cause: error });
        await sleep(50);
      }
    }
  }
}

function recipeOf(kind: ServerKind): ServerRecipe {
  const found = findServer(kind);
  if (found === undefined || !('binary' in found)) throw new Error(`There is no program of ${kind} to start`);
  return kind === 'redis' ? redisServerRecipe(found.binary) : sqlServerRecipe(kind, found.binary, DURABLE);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

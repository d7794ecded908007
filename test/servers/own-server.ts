import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { type GuardedProcess, startGuarded } from './guarded-process.js';

/** Another process may take the port between our look and the server's start. */
const ATTEMPTS = 3;
const READY_WITHIN_MS = 60_000;
const POLL_EVERY_MS = 50;

type Command = [program: string, ...args: string[]];

/** How one kind of server is brought up in an empty directory. */
export interface ServerRecipe {
  /** Makes the data directory; undefined if the server does that itself. */
  prepare?(directory: string): Command;
  serve(directory: string, port: number): Command;
  url(port: number): string;
  /** Of the server behind the URL; both reject as long as it does not answer. */
  version(url: string): Promise<string>;
  dataDirectory(url: string): Promise<string>;
}

/** A server that this process started, and that goes with it. */
export interface OwnServer {
  url: string;
  version: string;
  stop(): Promise<void>;
}

/**
 * Starts a server with a throw-away data directory on a free loopback port.
 *
 * @throws Error with the end of the server's log if it does not come up
 */
export async function startOwnServer(recipe: ServerRecipe): Promise<OwnServer> {
  // A short path: a Unix socket lies in it, and its name may have 107 characters.
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'voxsync-test-')));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  try {
    if (recipe.prepare) await runToEnd(directory, recipe.prepare(directory));
    for (let attempt = 1; ; attempt++) {
      const port = await freePort();
      const server = startGuarded(directory, ...split(recipe.serve(directory, port)));
      const url = recipe.url(port);
      const version = await untilReady(server, () => askOwn(recipe, url, directory));
      if (version) return { url, version, stop: () => server.stop().finally(remove) };
      if (attempt === ATTEMPTS) throw new Error(`the server ended at once:\n${lastLines(server)}`);
    }
  } catch (error) {
    remove();
    throw error;
  }
}

async function runToEnd(directory: string, command: Command): Promise<void> {
  const preparation = startGuarded(directory, ...split(command));
  if ((await preparation.ended) !== 0) throw new Error(`${command[0]} failed:\n${lastLines(preparation)}`);
}

/** @throws Error if the server that took the port first answers there: the tests must not use that one */
async function askOwn(recipe: ServerRecipe, url: string, directory: string): Promise<string> {
  const theirs = await recipe.dataDirectory(url);
  if (!theirs.startsWith(directory)) throw new Error(`another server, of ${theirs}, answers at ${url}`);
  return recipe.version(url);
}

/** @returns undefined if the server ended before it answered */
async function untilReady(server: GuardedProcess, ask: () => Promise<string>): Promise<string | undefined> {
  const deadline = Date.now() + READY_WITHIN_MS;
  const ended = server.ended.then(() => 'ended' as const);
  for (;;) {
    const answer = await Promise.race([
      ended,
      ask().then(
        (version) => ({ version }),
        (error: unknown) => ({ error }),
      ),
    ]);
    if (answer === 'ended') return undefined;
    if ('version' in answer) return answer.version;
    if (Date.now() > deadline) {
      const log = lastLines(server);
      await server.stop();
      throw new Error(`the server does not answer:\n${log}`, { cause: answer.error });
    }
    await delay(POLL_EVERY_MS);
  }
}

function split([program, ...args]: Command): [string, string[]] {
  return [program, args];
}

function lastLines(process: GuardedProcess): string {
  return process.output().trimEnd().split('\n').slice(-40).join('\n');
}

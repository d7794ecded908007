import { findServer } from './find-server.js';
import { SERVER_KINDS, type ServerKind } from './kinds.js';
import { startOwnServer } from './own-server.js';
import { redisServerRecipe, redisServerVersion } from './redis-server.js';
import { sqlServerRecipe, sqlServerVersion } from './sql-server.js';

/** A server that the tests may use, with how they came by it. */
export interface RunningServer {
  kind: ServerKind;
  url: string;
  version: string;
  source: string;
  stop(): Promise<void>;
}

const started = new Map<ServerKind, Promise<RunningServer | undefined>>();

/** Has these servers started, without waiting for them; each once in a process, however often it is asked for. */
export function startServers(kinds: readonly ServerKind[]): void {
  for (const kind of kinds) {
    if (started.has(kind)) continue;
    const starting = start(kind);
    starting.catch(() => undefined); // told by runningServers; here nobody listens yet
    started.set(kind, starting);
  }
}

/**
 * The servers asked for that could be found, once they all answer.
 *
 * @throws Error that names the server, if one was found but does not answer
 */
export async function runningServers(): Promise<RunningServer[]> {
  const servers = (await Promise.all(started.values())).filter((server) => server !== undefined);
  return SERVER_KINDS.flatMap((kind) => servers.filter((server) => server.kind === kind));
}

/** The kinds that were asked for, found or not. */
export function wantedServers(): ServerKind[] {
  return [...started.keys()];
}

/** Kinds of which there is neither a program nor a URL, whether they were asked for or not. */
export function missingServers(): ServerKind[] {
  return SERVER_KINDS.filter((kind) => !findServer(kind));
}

/** Ends what this process has started. */
export async function stopServers(): Promise<void> {
  const servers = await runningServers();
  await Promise.all(servers.map((server) => server.stop()));
  started.clear();
}

async function start(kind: ServerKind): Promise<RunningServer | undefined> {
  const found = findServer(kind);
  if (!found) return undefined;
  try {
    if ('binary' in found) {
      const recipe = kind === 'redis' ? redisServerRecipe(found.binary) : sqlServerRecipe(kind, found.binary);
      return { kind, source: 'own server', ...(await startOwnServer(recipe)) };
    }
    const version = await (kind === 'redis' ? redisServerVersion : sqlServerVersion)(found.url);
    const source = `TEST_${kind.toUpperCase()}_URL`;
    return { kind, source, url: found.url, version, stop: () => Promise.resolve() };
  } catch (error) {
    throw new Error(`${kind}: ${String(error)}`, { cause: error });
  }
}

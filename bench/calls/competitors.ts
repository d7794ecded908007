import { isDeepStrictEqual } from 'node:util';
import { SignJWT } from 'jose';
import { Child } from '../child.js';
import { CORES, pin } from '../pinned.js';
import type { VoxsyncServer } from '../voxsync-server.js';
import type { Competitor, Way } from './competition.js';
import { Directus } from './directus.js';
import { LIST, type ListFilter, PAGE_SIZE, type PeerSettings } from './list-query.js';
import { graphqlShot, type Shot, tryShot } from './shots.js';

/** Has a part of the benchmark stopped when it is over. */
export type Keep = <Part extends { stop(): Promise<void> }>(part: Part) => Part;

export interface CompetitorsSetting {
  server: VoxsyncServer;
  peer: PeerSettings;
  /** One for each application: every server is asked for all of them in turn. */
  filters: readonly ListFilter[];
  /** Where Directus is installed, and a directory for what it writes. */
  directus: { in: string; workIn: string } | undefined;
  keep: Keep;
}

interface GraphqlAnswer {
  data: { calls: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean } } };
}
interface DirectusAnswer {
  data: { id: string }[];
}

/**
 * Starts what Voxsync is compared with. Each server has the first processor to itself while it is asked.
 * @throws Error where two of them give different answers
 */
export async function startCompetitors({
  server,
  peer,
  filters,
  directus,
  keep,
}: CompetitorsSetting): Promise<Competitor[]> {
  const token = await tokenOf(peer);
  const { api } = server;
  const usageOf = (child: { usage(): Promise<{ cpuSeconds: number }> }) => async () => (await child.usage()).cpuSeconds;
  const voxsync = await listsOf(api.url, api.token, filters);
  const competitors: Competitor[] = [{ way: 'voxsync', shots: voxsync.shots, cpuSeconds: usageOf(server) }];
  const compareWith = async (way: Way, child: Child<{ url: string }>, url: string, token: string | null) => {
    keep(child);
    pin(child.pid, CORES.server);
    const { shots, nodes } = await listsOf(url, token, filters);
    assertSame(way, nodes, voxsync.nodes);
    competitors.push({ way, shots, cpuSeconds: usageOf(child) });
  };
  const unprotected = await server.variant('calls/unprotected-child', peer.databaseUrl, [peer.workspaceId]);
  await compareWith('unprotected', unprotected, `${unprotected.ready.url}/graphql`, null);
  const peers: [Way, string, unknown][] = [
    ['bare', 'calls/graphql-js-child', [peer, false]],
    ['narrow', 'calls/graphql-js-child', [peer, true]],
    ['pothos', 'calls/pothos-child', peer],
  ];
  for (const [way, module, settings] of peers) {
    const child = await Child.start<{ url: string }>(module, { args: [JSON.stringify(settings)], env: PRODUCTION });
    await compareWith(way, child, child.ready.url, token);
  }
  if (directus === undefined) return competitors;
  const installed = keep(await Directus.start(directus.in, peer.databaseUrl, directus.workIn));
  pin(installed.pid, CORES.server);
  const answers = await tryAll<DirectusAnswer>(filters.map((filter) => installed.list(filter)));
  const idsOf = (nodes: { id: string }[][]) => nodes.map((page) => page.map(({ id }) => id.replace('call_', '')));
  assertSame('directus', idsOf(answers.map(({ answer }) => answer.data)), idsOf(voxsync.nodes));
  const shots = answers.map(({ shot }) => shot);
  return [...competitors, { way: 'directus', shots, cpuSeconds: () => installed.cpuSeconds() }];
}

const PRODUCTION = { PATH: process.env.PATH, NODE_ENV: 'production' };

async function listsOf(url: string, token: string | null, filters: readonly ListFilter[]) {
  const shots = filters.map((filter) => graphqlShot(url, token, LIST, { filter, first: PAGE_SIZE }));
  const tried = await tryAll<GraphqlAnswer>(shots);
  return { shots: tried.map(({ shot }) => shot), nodes: tried.map(({ answer }) => answer.data.calls.nodes) };
}

async function tryAll<Answer>(shots: readonly Shot[]): Promise<{ answer: Answer; shot: Shot }[]> {
  const tried: { answer: Answer; shot: Shot }[] = [];
  for (const shot of shots) tried.push(await tryShot<Answer>(shot));
  return tried;
}

function assertSame(way: Way, pages: unknown[][], expected: unknown[][]): void {
  if (expected.some((page) => page.length !== PAGE_SIZE)) throw new Error('There are too few calls for a page');
  if (isDeepStrictEqual(pages, expected)) return;
  throw new Error(`${way} answers ${JSON.stringify(pages[0]?.[0])}, Voxsync ${JSON.stringify(expected[0]?.[0])}`);
}

function tokenOf({ workspaceId, secret }: PeerSettings): Promise<string> {
  return new SignJWT({ workspaceId }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret));
}

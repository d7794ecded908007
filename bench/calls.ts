import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { toGlobalId } from '../src/common/id.js';
import { besideSync } from './calls/beside-sync.js';
import { compete, type Round, type Way } from './calls/competition.js';
import { type Keep, startCompetitors } from './calls/competitors.js';
import { findDirectus } from './calls/directus.js';
import { filterShapes } from './calls/filters.js';
import type { ListFilter } from './calls/list-query.js';
import { loadCalls } from './calls/load-rows.js';
import { CALLS_A_TRANSCRIPT } from './calls/made-calls.js';
import { type CallsBenchOptions, callsBenchOptions } from './calls/options.js';
import { Pages } from './calls/pages.js';
import { Child } from './child.js';
import { type BenchDatabase, connect, LARGE, startDatabase } from './database-server.js';
import { CORES, pin } from './pinned.js';
import type { Line, Report, Speed } from './report.js';
import type { SimulatedCalls, SimulatorFacts } from './simulated-calls.js';
import { speedsOf } from './speeds.js';
import { summarise } from './statistics.js';
import { VoxsyncServer } from './voxsync-server.js';

const DAY_MS = 86_400_000;
/** Old enough that every call is over and billed. */
const LAST_CALL_AGO_MS = 7 * DAY_MS;
const SYNC_SPAN_MS = 31 * DAY_MS;
/** More than are synced while the list is looked at. */
const CALLS_TO_SYNC = 120_000;

const APPLICATIONS = 20;
const CONNECTIONS = 20;
/** Within them each application has several pages of answered calls. */
const FILTERED_DAYS = 60;
const DEPTH = 40_000;

const NAMES: Record<Way, string> = {
  voxsync: 'Voxsync',
  unprotected: 'Voxsync without credentials and rate limits',
  bare: 'graphql-js, the same SQL',
  narrow: 'graphql-js, 14 columns alone',
  pothos: 'Pothos, Kysely and Yoga',
  directus: 'Directus, REST',
};

/** Whom the calls belong to, and until when they go. */
interface Rows {
  workspaceId: string;
  applicationIds: string[];
  until: Date;
  loadSeconds: number;
}

/**
 * Lines 5 to 8 and 12 of design §9: a list of calls among a million of them, against other servers, far from its beginning,
 * by every filter, and beside a sync.
 * @throws NoServerError where there is no MySQL
 */
export async function calls(args: string[]): Promise<Report> {
  const options = callsBenchOptions(args);
  const cleanUp: (() => Promise<void>)[] = [];
  const keep: Keep = (part) => {
    cleanUp.unshift(() => part.stop());
    return part;
  };
  try {
    return await run(options, keep);
  } finally {
    for (const stop of cleanUp) await stop();
  }
}

async function run(options: CallsBenchOptions, keep: Keep): Promise<Report> {
  const { rounds, seconds, filterRounds, syncRounds } = options;
  const directusIn = rounds > 0 ? await findDirectus(options.directus, options.withDirectus) : undefined;
  const until = new Date(Math.floor((Date.now() - LAST_CALL_AGO_MS) / 1000) * 1000);
  const database = keep(await startDatabase('mysql', LARGE));
  const simulator = keep(await startSimulator(options, until));
  const askers = keep(await Child.start('calls/load-child'));
  const server = keep(await startVoxsync(database, simulator.ready, options.profile));
  const isPinned = pin(server.pid, CORES.server) && pin(askers.pid, CORES.load) && pin(simulator.pid, CORES.load);
  const connection = await connect(database);
  keep({ stop: () => connection.end() });

  const { applications } = simulator.ready;
  const globalIds = await addApplications(server, applications.slice(0, APPLICATIONS));
  const rows = await loadRows(connection, options, until);
  const played = await playRounds({ options, server, askers, database, rows, directusIn, keep });

  const pages = new Pages(askers, server.api);
  const [applicationId = ''] = globalIds;
  const depth = Math.min(DEPTH, options.calls / 2);
  const shapes = await filterShapes(connection, { accountId: server.accountId, applicationId, until });
  const paged =
    filterRounds === 0
      ? []
      : [...(await pages.atDepth(depth, filterRounds)), ...(await pages.filtered(shapes, filterRounds))];

  const beside = await besideSync({
    askers,
    server,
    shots: await pages.lists(filtersOf(rows)),
    connections: CONNECTIONS,
    applicationIds: await addApplications(server, applications.slice(APPLICATIONS)),
    range: { from: new Date(until.getTime() - SYNC_SPAN_MS), to: until },
  });
  return {
    benchmark: 'calls: the list of calls, 50 with 14 fields each, filtered',
    settings: {
      database: `mysql ${database.version}`,
      seed: options.seed,
      calls: options.calls,
      applications: APPLICATIONS,
      'loading s': Math.round(rows.loadSeconds),
      'calls a transcript': CALLS_A_TRANSCRIPT,
      connections: CONNECTIONS,
      pinned: isPinned ? 'server and load on a processor each' : 'no',
      rounds: `${rounds} of ${seconds} s, ${filterRounds}, ${syncRounds}`,
      ...(rounds > 0 && directusIn === undefined && { Directus: 'not measured; see --directus and --with-directus' }),
    },
    lines: [...ratioLines(played), ...paged, ...beside],
    item: 'list',
    speeds: speedsOfRounds(played),
  };
}

function startSimulator({ seed, syncRounds }: CallsBenchOptions, until: Date): Promise<Child<SimulatorFacts>> {
  const empty = Array.from({ length: APPLICATIONS }, () => 0);
  const toSync = Array.from({ length: syncRounds }, () => CALLS_TO_SYNC);
  const simulated: SimulatedCalls = { seed, calls: [...empty, ...toSync], until: until.toISOString() };
  return Child.start<SimulatorFacts>('simulator-child', { args: [JSON.stringify(simulated)] });
}

function startVoxsync(
  database: BenchDatabase,
  simulator: SimulatorFacts,
  profileInto: string | undefined,
): Promise<VoxsyncServer> {
  // The limit is on, and one person makes up the whole crowd.
  const settings = { RATE_LIMIT_OPERATIONS_PER_MINUTE: '1000000' };
  return VoxsyncServer.start({ databaseUrl: database.url, simulator, profileInto, settings });
}

async function addApplications(server: VoxsyncServer, applications: SimulatorFacts['applications']): Promise<string[]> {
  const ids: string[] = [];
  for (const application of applications) ids.push(await server.addApplication(application));
  return ids;
}

async function loadRows(connection: Connection, { calls: count, seed }: CallsBenchOptions, until: Date): Promise<Rows> {
  const [found] = await connection.query<(RowDataPacket & { id: string; workspace_id: string })[]>(
    'select id, workspace_id from applications order by id',
  );
  const applicationIds = found.map(({ id }) => id);
  const workspaceId = found[0]?.workspace_id ?? '';
  const begunAt = performance.now();
  await loadCalls(connection, { seed, calls: count, workspaceId, applicationIds, until });
  return { workspaceId, applicationIds, until, loadSeconds: (performance.now() - begunAt) / 1000 };
}

function filtersOf({ applicationIds, until }: Rows): ListFilter[] {
  const from = new Date(until.getTime() - FILTERED_DAYS * DAY_MS).toISOString();
  return applicationIds.map((id) => ({
    applicationId: toGlobalId('Application', id),
    status: ['ANSWERED'],
    startTime: { from, to: until.toISOString() },
  }));
}

interface Match {
  options: CallsBenchOptions;
  server: VoxsyncServer;
  askers: Child<unknown>;
  database: BenchDatabase;
  rows: Rows;
  directusIn: string | undefined;
  keep: Keep;
}

async function playRounds({ options, server, askers, database, rows, directusIn, keep }: Match): Promise<Round[]> {
  if (options.rounds === 0) return [];
  const workIn = await mkdtemp(join(tmpdir(), 'voxsync-bench-'));
  keep({ stop: () => rm(workIn, { recursive: true, force: true }) });
  const secret = randomBytes(32).toString('base64');
  const competitors = await startCompetitors({
    server,
    peer: { databaseUrl: database.url, workspaceId: rows.workspaceId, secret },
    filters: filtersOf(rows),
    directus: directusIn === undefined ? undefined : { in: directusIn, workIn },
    keep,
  });
  const crowd = { askers, databaseCpuSeconds: () => database.cpuSeconds(), connections: CONNECTIONS };
  return compete(competitors, crowd, options);
}

/** How many times as many lists in a second as the other; each ratio is taken within one round. */
function ratioLines(rounds: readonly Round[]): Line[] {
  const against = (name: string, way: Way, bounds: Pick<Line, 'floor' | 'goal'>): Line[] => {
    const ratios = rounds.flatMap((round) => {
      const [voxsync, other] = [round.get('voxsync'), round.get(way)];
      return voxsync && other ? [other.seconds / voxsync.seconds] : [];
    });
    if (ratios.length === 0) return [];
    const what = `lists/s against ${NAMES[way]}`;
    return [{ name, what, figure: summarise(ratios), unit: '×', more: true, ...bounds }];
  };
  return [
    ...against('5', 'bare', { floor: 0.55, goal: 0.9 }),
    ...against('5', 'narrow', {}),
    ...against('5', 'unprotected', {}),
    ...against('6', 'directus', { floor: 3, goal: 5 }),
    ...against('6', 'pothos', { floor: 0.8, goal: 1.1 }),
  ];
}

function speedsOfRounds(rounds: readonly Round[]): Speed[] {
  const ways = rounds[0]?.keys() ?? [];
  return [...ways].flatMap((way) => {
    const measured = rounds.flatMap((round) => round.get(way) ?? []);
    return speedsOf(
      { [way]: NAMES[way] },
      measured.map((one) => ({ [way]: one })),
    );
  });
}

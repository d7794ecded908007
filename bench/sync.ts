import { Child } from './child.js';
import { type BenchDatabase, startDatabase } from './database-server.js';
import { speedsOf } from './speeds.js';
import type { Line, Report } from './report.js';
import type { SimulatedCalls, SimulatorFacts } from './simulated-calls.js';
import { summarise } from './statistics.js';
import { peakMemoryOf } from './sync/memory.js';
import { type SyncBenchOptions, syncBenchOptions } from './sync/options.js';
import type { ReadyRows } from './sync/ready-rows.js';
import { playRounds, type Round, type Setting, type Way } from './sync/rounds.js';
import { VoxsyncServer } from './voxsync-server.js';

const DAY_MS = 86_400_000;
/** Old enough that every call is over and billed: nothing changes between two syncs. */
const LAST_CALL_AGO_MS = 7 * DAY_MS;
const SPAN_MS = 31 * DAY_MS;
const WARM_UP_CALLS = 10_000;

const NAMES: Record<Way, string> = {
  sync: 'sync, first time',
  syncAgain: 'sync, nothing changed',
  raw: 'raw upserts',
  rawAgain: 'raw upserts again',
  rowByRow: 'select, then write, a row at a time',
};

/**
 * Lines 1 to 4 of design §9: the first sync and a repeated one against what mysql2 alone does with the same rows, and
 * memory at two sizes.
 * @throws NoServerError where there is no database server
 */
export async function sync(args: string[]): Promise<Report> {
  const options = syncBenchOptions(args);
  const until = new Date(Math.floor((Date.now() - LAST_CALL_AGO_MS) / 1000) * 1000);
  const range = { from: new Date(until.getTime() - SPAN_MS), to: until };
  const database = await startDatabase(options.database);
  const simulated: SimulatedCalls = {
    seed: options.seed,
    calls: [WARM_UP_CALLS, options.calls, ...options.sizes],
    until: until.toISOString(),
  };
  const simulator = await Child.start<SimulatorFacts>('simulator-child', { args: [JSON.stringify(simulated)] });
  try {
    const speed = options.rounds === 0 ? undefined : await measureSpeed(database, simulator, range, options);
    const memory = await measureMemory(database, simulator.ready, range, options);
    return {
      benchmark: 'sync: the call history into the database, the whole path',
      settings: settingsOf(options, database, speed?.rows),
      lines: [...(speed ? speedLines(speed.rounds) : []), ...memory],
      item: 'call',
      speeds: speed ? speedsOf(NAMES, speed.rounds) : [],
    };
  } finally {
    await simulator.stop();
    await database.stop();
  }
}

async function measureSpeed(
  database: BenchDatabase,
  simulator: Child<SimulatorFacts>,
  range: Setting['range'],
  { calls, rounds, rowByRow, profile }: SyncBenchOptions,
): Promise<{ rounds: Round[]; rows: ReadyRows }> {
  const { ready: facts } = simulator;
  const server = await VoxsyncServer.start({ databaseUrl: database.url, simulator: facts, profileInto: profile });
  try {
    const setting: Setting = { database, simulator, server, range };
    const [warmUp, measured] = facts.applications;
    if (warmUp === undefined || measured === undefined) throw new Error('The simulator lacks applications');
    const first = { id: await server.addApplication(warmUp), calls: WARM_UP_CALLS };
    await playRounds(setting, first, { rounds: 1, rowByRow: 200 });
    return await playRounds(setting, { id: await server.addApplication(measured), calls }, { rounds, rowByRow });
  } finally {
    await server.stop();
  }
}

async function measureMemory(
  database: BenchDatabase,
  simulator: SimulatorFacts,
  range: Setting['range'],
  { sizes, heapMegabytes }: SyncBenchOptions,
): Promise<Line[]> {
  const [small, large] = simulator.applications.slice(-sizes.length);
  if (sizes.length === 0 || small === undefined || large === undefined) return [];
  const place = { database, simulator, heapMegabytes };
  const before = await peakMemoryOf(place, small, range);
  const after = await peakMemoryOf(place, large, range);
  const megabytes = (bytes: number) => Math.round(bytes / 1_048_576);
  const [few, many] = sizes.map((size) => size.toLocaleString('en'));
  const peaks = `${megabytes(before)} MB at ${few}, ${megabytes(after)} MB at ${many} calls`;
  const figure = summarise([(after - before) / 1_048_576]);
  return [{ name: '4', what: `growth of peak memory: ${peaks}`, figure, unit: 'MB', floor: 64, goal: 24, more: false }];
}

/** Each ratio is taken within one round; how many times as fast the first way is as the second. */
function speedLines(rounds: readonly Round[]): Line[] {
  const ratio = (way: Way, reference: Way) =>
    summarise(rounds.map((round) => round[reference].seconds / round[way].seconds));
  const line = { unit: '×', more: true } as const;
  return [
    {
      ...line,
      name: '1',
      what: 'first sync against raw upserts',
      figure: ratio('sync', 'raw'),
      floor: 0.5,
      goal: 0.75,
    },
    {
      ...line,
      name: '2',
      what: 'first sync against a row at a time',
      figure: ratio('sync', 'rowByRow'),
      floor: 10,
      goal: 20,
    },
    {
      ...line,
      name: '3',
      what: 'repeated sync against raw upserts again',
      figure: ratio('syncAgain', 'rawAgain'),
      floor: 0.7,
      goal: 1,
    },
  ];
}

function settingsOf(
  options: SyncBenchOptions,
  database: BenchDatabase,
  rows: ReadyRows | undefined,
): Report['settings'] {
  return {
    database: `${database.kind} ${database.version}, innodb_flush_log_at_trx_commit 1`,
    seed: options.seed,
    ...(rows && {
      calls: rows.callCount,
      legs: rows.legCount,
      rounds: options.rounds,
      'a row at a time: calls': Math.min(options.rowByRow, rows.callCount),
    }),
    ...(options.sizes.length > 0 && {
      'memory at calls': options.sizes.join(' and '),
      'heap MB': options.heapMegabytes,
    }),
  };
}

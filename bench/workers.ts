import { parseArgs } from 'node:util';
import { connect } from './database-server.js';
import type { Child } from './child.js';
import { measure, type Measured, perItem } from './measure.js';
import type { Line, Report } from './report.js';
import { onStage, type Stage } from './stage.js';
import { speedsOf } from './speeds.js';
import { summarise } from './statistics.js';
import { clear } from './sync/rounds.js';

export const WORKERS_HELP = `npm run bench -- workers [options]

  --applications <number>  that are synced at once (8)
  --calls <number>         of each application (4000)
  --page-delay <ms>        that the upstream takes for a page of a thousand calls (200)
  --rounds <number>        of which the middle one counts (1)
  --json <file>            writes the report there, too
`;

const WORKERS = [1, 2, 4] as const;
type Workers = (typeof WORKERS)[number];
type Round = Record<Workers, Measured>;

const NAMES: Readonly<Record<Workers, string>> = { 1: '1 worker', 2: '2 workers', 4: '4 workers' };

/**
 * The sync of several applications by one, two and four workers, beside a process that serves, on MySQL and Redis.
 * @throws NoServerError
 */
export async function workers(args: string[]): Promise<Report> {
  const { values } = parseArgs({
    args,
    options: {
      applications: { type: 'string', default: '8' },
      calls: { type: 'string', default: '4000' },
      'page-delay': { type: 'string', default: '200' },
      rounds: { type: 'string', default: '1' },
    },
  });
  const [applications, calls, rounds] = [Number(values.applications), Number(values.calls), Number(values.rounds)];
  const pageDelayMs = Number(values['page-delay']);
  const simulated = { seed: 1, calls: Array<number>(applications).fill(calls), pageDelayMs };
  return onStage(simulated, async (stage) => {
    const ids: string[] = [];
    for (const application of stage.simulator.ready.applications)
      ids.push(await stage.server.addApplication(application));
    const played = await play(stage, ids, { rounds, calls: applications * calls });
    return {
      benchmark: 'workers: several applications, synced by several processes',
      settings: {
        database: `mysql ${stage.database.version}`,
        redis: stage.redisVersion,
        applications,
        'calls of each': calls,
        'page delay ms': pageDelayMs,
        'runs at once in a worker': 2,
        rounds,
      },
      lines: linesOf(played),
      item: 'call',
      speeds: speedsOf(NAMES, played),
    };
  });
}

/** All workers stay once they are there, so each round goes from few to many with new ones; the first sync warms up. */
async function play(
  stage: Stage,
  ids: readonly string[],
  { rounds, calls }: { rounds: number; calls: number },
): Promise<Round[]> {
  const played: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const crew: Child<unknown>[] = [];
    const measured: Partial<Round> = {};
    for (const count of WORKERS) {
      while (crew.length < count) crew.push(await stage.addWorker());
      await syncAll(stage, ids.slice(0, count)); // each of them warms up a little
      await empty(stage);
      measured[count] = perItem(await measure(meters(stage, crew), () => syncAll(stage, ids)), calls);
      await empty(stage);
    }
    played.push(measured as Round);
    await Promise.all(crew.map((worker) => worker.stop()));
  }
  return played;
}

async function syncAll({ server, range }: Stage, ids: readonly string[]): Promise<void> {
  await Promise.all(ids.map((id) => server.syncCalls(id, range)));
}

async function empty({ database }: Stage): Promise<void> {
  const connection = await connect(database);
  await clear(connection);
  await connection.end();
}

function meters({ database, simulator, server }: Stage, crew: readonly Child<unknown>[]) {
  return {
    workers: async () => {
      const used = await Promise.all(crew.map((worker) => worker.usage()));
      return used.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
    },
    server: async () => (await server.usage()).cpuSeconds,
    database: () => database.cpuSeconds(),
    simulator: async () => (await simulator.usage()).cpuSeconds,
  };
}

function linesOf(rounds: readonly Round[]): Line[] {
  return WORKERS.slice(1).map((count) => ({
    name: '–',
    what: `${count} workers against one`,
    figure: summarise(rounds.map((round) => round[1].seconds / round[count].seconds)),
    unit: '×',
    more: true,
  }));
}

import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { Report } from './report.js';
import { onStage, type Stage } from './stage.js';
import { summarise } from './statistics.js';
import { connect } from './database-server.js';

export const RECOVERY_HELP = `npm run bench -- recovery [options]

  --rounds <number>  kills, of which the middle one counts (5)
  --json <file>      writes the report there, too
`;

/** The default of SYNC_LEASE_MS. */
const LEASE_SECONDS = 15;
const PAGE_DELAY_MS = 300;
const PAGE_SIZE = 100;
/** More pages than can be fetched before a round is over. */
const CALLS = 30_000;
const LOOK_EVERY_MS = 25;

/**
 * Line 13 of design §9: how long after the kill of the worker that has a run another one brings its next page in.
 * @throws NoServerError
 */
export async function recovery(args: string[]): Promise<Report> {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '5' } } });
  const rounds = Number(values.rounds);
  const simulated = { seed: 1, calls: [CALLS], pageDelayMs: PAGE_DELAY_MS, pageSize: PAGE_SIZE };
  return onStage(simulated, async (stage) => {
    const seconds = await killAgainAndAgain(stage, rounds);
    const { median, least, most } = summarise(seconds);
    const inSeconds = `${median.toFixed(1)} s, ${least.toFixed(1)}–${most.toFixed(1)}`;
    return {
      benchmark: 'recovery: a worker is killed, another one goes on',
      settings: {
        database: `mysql ${stage.database.version}`,
        redis: stage.redisVersion,
        'lease s': LEASE_SECONDS,
        'page delay ms': PAGE_DELAY_MS,
        kills: rounds,
      },
      lines: [
        {
          name: '13',
          what: `kill to the next page: ${inSeconds}`,
          figure: summarise(seconds.map((value) => value / LEASE_SECONDS)),
          unit: 'leases',
          floor: 2,
          goal: (LEASE_SECONDS + 5) / LEASE_SECONDS,
          more: false,
        },
      ],
      item: 'call',
      speeds: [],
    };
  });
}

/** The worker that went on is the next one to be killed, each at another place between two beats. */
async function killAgainAndAgain(stage: Stage, rounds: number): Promise<number[]> {
  const [application] = stage.simulator.ready.applications;
  if (application === undefined) throw new Error('The simulator has no application');
  const applicationId = await stage.server.addApplication(application);
  const connection = await connect(stage.database);
  try {
    let worker = await stage.addWorker();
    await stage.server.begin(applicationId, stage.range);
    const seconds: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await nextPage(connection, await done(connection));
      const successor = await stage.addWorker();
      await sleep((5_000 / rounds) * round);
      await worker.kill();
      const killedAt = performance.now();
      await nextPage(connection, await done(connection));
      seconds.push((performance.now() - killedAt) / 1000);
      worker = successor;
    }
    return seconds;
  } finally {
    await connection.end();
  }
}

async function nextPage(connection: Connection, before: number): Promise<void> {
  while ((await done(connection)) === before) await sleep(LOOK_EVERY_MS);
}

async function done(connection: Connection): Promise<number> {
  const [rows] = await connection.query<(RowDataPacket & { count: number })[]>('select count(*) as count from calls');
  return rows[0]?.count ?? 0;
}

import { randomBytes } from 'node:crypto';
import { Child } from './child.js';
import { type BenchDatabase, startDatabase } from './database-server.js';
import { startRedis } from './redis-server.js';
import type { SimulatedCalls, SimulatorFacts } from './simulated-calls.js';
import { type SharedSettings, startWorker, VoxsyncServer } from './voxsync-server.js';

const DAY_MS = 86_400_000;
/** Old enough that every call is over and billed. */
const LAST_CALL_AGO_MS = 7 * DAY_MS;
const SPAN_MS = 31 * DAY_MS;

/** Everything that several processes need to work together: MySQL, Redis, the upstreams, and a process that serves. */
export interface Stage {
  database: BenchDatabase;
  redisVersion: string;
  simulator: Child<SimulatorFacts>;
  server: VoxsyncServer;
  /** Holds all calls of the simulator. */
  range: { from: Date; to: Date };
  addWorker(): Promise<Child<{ url: string }>>;
}

/**
 * Sets the stage, hands it over, and clears it away.
 * @throws NoServerError where MySQL or Redis is missing
 */
export async function onStage<Result>(
  simulated: Omit<SimulatedCalls, 'until'>,
  play: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const cleanUp: (() => Promise<void>)[] = [];
  const keep = <Part extends { stop(): Promise<void> }>(part: Part): Part => {
    cleanUp.unshift(() => part.stop());
    return part;
  };
  try {
    const to = new Date(Math.floor((Date.now() - LAST_CALL_AGO_MS) / 1000) * 1000);
    const database = keep(await startDatabase('mysql'));
    const redis = keep(await startRedis());
    const args = [JSON.stringify({ ...simulated, until: to.toISOString() } satisfies SimulatedCalls)];
    const simulator = keep(await Child.start<SimulatorFacts>('simulator-child', { args }));
    const shared: SharedSettings = { REDIS_URL: redis.url, ENCRYPTION_KEY: randomBytes(32).toString('base64') };
    const options = { databaseUrl: database.url, simulator: simulator.ready };
    const server = keep(await VoxsyncServer.start({ ...options, together: { ...shared, PROCESS_ROLE: 'web' } }));
    return await play({
      database,
      redisVersion: redis.version,
      simulator,
      server,
      range: { from: new Date(to.getTime() - SPAN_MS), to },
      addWorker: async () => keep(await startWorker(options, shared)),
    });
  } finally {
    for (const stop of cleanUp) await stop();
  }
}

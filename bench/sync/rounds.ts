import type { Connection } from 'mysql2/promise';
import type { Child } from '../child.js';
import { type BenchDatabase, connect } from '../database-server.js';
import { measure, type Measured, perItem } from '../measure.js';
import type { SimulatorFacts } from '../simulated-calls.js';
import { ownUsage } from '../usage.js';
import type { VoxsyncServer } from '../voxsync-server.js';
import { readBack, type ReadyRows } from './ready-rows.js';
import { writeRaw, writeRowByRow } from './writers.js';

/** The ways that are compared. */
export type Way = 'sync' | 'syncAgain' | 'raw' | 'rawAgain' | 'rowByRow';

/** What each way took in one round, for one call. */
export type Round = Record<Way, Measured>;

export interface Setting {
  database: BenchDatabase;
  simulator: Child<SimulatorFacts>;
  server: VoxsyncServer;
  range: { from: Date; to: Date };
}

/**
 * Times the ways against each other, on the same tables of the same server. Each first write begins with empty tables,
 * and every second round goes the other way round, so that what one leaves behind burdens each as often.
 */
export async function playRounds(
  setting: Setting,
  application: { id: string; calls: number },
  { rounds, rowByRow }: { rounds: number; rowByRow: number },
): Promise<{ rounds: Round[]; rows: ReadyRows }> {
  const connection = await connect(setting.database);
  try {
    await clear(connection);
    await setting.server.syncCalls(application.id, setting.range);
    const rows = await readBack(connection);
    if (rows.callCount !== application.calls) {
      throw new Error(`${rows.callCount} calls were stored, not ${application.calls}`);
    }
    const played: Round[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const one = new OneRound(setting, application, connection, rows, rowByRow);
      played.push(await one.play(round % 2 === 0));
    }
    return { rounds: played, rows };
  } finally {
    await connection.end();
  }
}

/** Empties the mirror. */
export async function clear(connection: Connection): Promise<void> {
  await connection.query('set foreign_key_checks = 0');
  for (const table of ['call_legs', 'number_parts', 'calls']) await connection.query(`truncate table ${table}`);
  await connection.query('set foreign_key_checks = 1');
}

class OneRound {
  constructor(
    private readonly setting: Setting,
    private readonly application: { id: string; calls: number },
    private readonly connection: Connection,
    private readonly rows: ReadyRows,
    private readonly rowByRow: number,
  ) {}

  async play(syncFirst: boolean): Promise<Round> {
    const rowByRow = await this.writeRowByRow();
    if (syncFirst) return { ...(await this.sync()), ...(await this.writeRaw()), rowByRow };
    return { ...(await this.writeRaw()), ...(await this.sync()), rowByRow };
  }

  private async sync(): Promise<Pick<Round, 'sync' | 'syncAgain'>> {
    const { server, range, database, simulator } = this.setting;
    const { id, calls } = this.application;
    const meters = {
      server: async () => (await server.usage()).cpuSeconds,
      database: () => database.cpuSeconds(),
      simulator: async () => (await simulator.usage()).cpuSeconds,
    };
    const run = (counter: 'newCalls' | 'unchangedCalls') =>
      measure(meters, async () => {
        const counts = await server.syncCalls(id, range);
        if (counts[counter] !== calls) throw new Error(`The sync counted ${JSON.stringify(counts)}`);
      });
    await clear(this.connection);
    const sync = perItem(await run('newCalls'), calls);
    const syncAgain = perItem(await run('unchangedCalls'), calls);
    return { sync, syncAgain };
  }

  private async writeRaw(): Promise<Pick<Round, 'raw' | 'rawAgain'>> {
    const { callCount } = this.rows;
    await clear(this.connection);
    const raw = perItem(await this.measure(() => writeRaw(this.connection, this.rows)), callCount);
    const rawAgain = perItem(await this.measure(() => writeRaw(this.connection, this.rows)), callCount);
    return { raw, rawAgain };
  }

  private async writeRowByRow(): Promise<Measured> {
    const calls = Math.min(this.rowByRow, this.rows.callCount);
    await clear(this.connection);
    return perItem(await this.measure(() => writeRowByRow(this.connection, this.rows, calls)), calls);
  }

  private measure(work: () => Promise<unknown>): Promise<Measured> {
    const { database } = this.setting;
    return measure({ writer: () => ownUsage().cpuSeconds, database: () => database.cpuSeconds() }, work);
  }
}

import { type BenchDatabase, connect } from '../database-server.js';
import type { SimulatorFacts } from '../simulated-calls.js';
import { VoxsyncServer } from '../voxsync-server.js';
import { clear } from './rounds.js';

/**
 * The most memory that a server, freshly started with a limited heap, ever held while it synced an application for the
 * first time.
 * @throws Error if the heap did not suffice
 */
export async function peakMemoryOf(
  { database, simulator, heapMegabytes }: { database: BenchDatabase; simulator: SimulatorFacts; heapMegabytes: number },
  application: SimulatorFacts['applications'][number],
  range: { from: Date; to: Date },
): Promise<number> {
  const server = await VoxsyncServer.start({ databaseUrl: database.url, simulator, heapMegabytes });
  try {
    await server.syncCalls(await server.addApplication(application), range);
    return (await server.usage()).peakRssBytes;
  } finally {
    await server.stop();
    const connection = await connect(database);
    await clear(connection);
    await connection.end();
  }
}

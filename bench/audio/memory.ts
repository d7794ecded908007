import { join } from 'node:path';
import { VoxsyncServer } from '../voxsync-server.js';
import { BenchApplication } from './bench-application.js';
import type { Setting } from './rounds.js';
import type { AudioApplication } from './simulated-audio.js';

/**
 * The most memory that a freshly started server ever held while it fetched an application's recordings, after those of
 * another that warmed it up: what it once needs to start, to connect and to compile is in both sides of a comparison.
 */
export async function peakMemoryOf(
  { database, simulator, range, directory }: Setting,
  warmUp: AudioApplication,
  simulated: AudioApplication,
): Promise<number> {
  const recordings = join(directory, 'recordings');
  const server = await VoxsyncServer.start({
    databaseUrl: database.url,
    simulator: simulator.ready,
    recordingsIn: recordings,
  });
  try {
    for (const one of [warmUp, simulated]) {
      const application = await BenchApplication.add(server, database, recordings, one, range);
      await application.fetchRecordings();
      await application.removeRecordings();
    }
    return (await server.usage()).peakRssBytes;
  } finally {
    await server.stop();
  }
}

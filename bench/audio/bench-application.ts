import { rm } from 'node:fs/promises';
import { type BenchDatabase, connect } from '../database-server.js';
import type { VoxsyncServer } from '../voxsync-server.js';
import type { AudioApplication } from './simulated-audio.js';

/** One of the simulator's applications in a server that is measured, with everything but its recordings. */
export class BenchApplication {
  private constructor(
    private readonly server: VoxsyncServer,
    private readonly database: BenchDatabase,
    private readonly recordings: string,
    readonly simulated: AudioApplication,
    private readonly id: string,
  ) {}

  /** @param range holds the application's calls */
  static async add(
    server: VoxsyncServer,
    database: BenchDatabase,
    recordings: string,
    simulated: AudioApplication,
    range: { from: Date; to: Date },
  ): Promise<BenchApplication> {
    const id = await server.addApplication(simulated);
    await server.syncCalls(id, range);
    const application = new BenchApplication(server, database, recordings, simulated, id);
    await application.setRecordings('none');
    await server.syncPendingData(id);
    await application.setRecordings('expected');
    return application;
  }

  /** A run that has nothing to do but to fetch the recordings, from the mutation to its end. */
  async fetchRecordings(): Promise<void> {
    const { audiosSynced } = await this.server.syncPendingData(this.id);
    const { length } = this.simulated.conversationIds;
    if (audiosSynced !== length) throw new Error(`${audiosSynced} recordings were stored, not ${length}`);
  }

  /** As before the run. Files that go this early need not be written by the disk any more: they burden nobody. */
  async removeRecordings(): Promise<void> {
    await rm(this.recordings, { recursive: true, force: true });
    await this.setRecordings('expected');
  }

  private async setRecordings(state: 'none' | 'expected'): Promise<void> {
    const connection = await connect(this.database);
    try {
      await connection.query('delete from recordings');
      await connection.query('update calls set recording_state = ?, recording_tried_at = null', [state]);
    } finally {
      await connection.end();
    }
  }
}

import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { databaseKind } from '../servers/test-database.js';
import { FaultWorld } from './fault-world.js';

const SESSIONS = 40;
const STATES = '{ calls(first: 100) { nodes { recordingState recordingReason recording { byteSize } } } }';

interface States {
  calls: {
    nodes: { recordingState: string; recordingReason: string | null; recording: { byteSize: number } | null }[];
  };
}

/** On SQLite, where the limit would hit the database as well, the disk is a small one; only root can make that. */
const CAN_BE_MADE = databaseKind() !== 'sqlite' || process.getuid?.() === 0;

if (CAN_BE_MADE) {
  describe('a disk that is full', () => {
    let world: FaultWorld;
    let small: string | undefined;

    afterEach(async () => {
      for (const process of world.processes) await process.stop('SIGKILL');
      if (small !== undefined) execFileSync('umount', [small]);
      await world.stop();
    });

    it('fails the recordings that do not fit, says so, and the next run with room repairs them', async () => {
      world = await FaultWorld.start({ applications: 1, calls: { perApplication: SESSIONS } });
      await Promise.all(world.workers.map((worker) => worker.stop('SIGKILL')));
      if (world.kind === 'sqlite') {
        small = join(world.directory, 'recordings');
        mkdirSync(small, { recursive: true });
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]);
        await world.web.start();
      } else {
        // Blocks of 512 bytes: no file of more than 100 KB.
        await world.startProcess('worker', {}, ['sh', '-c', 'ulimit -f 200; exec "$0" "$@"']);
      }

      const [run] = await world.finishAll(await world.beginAll());
      const { calls } = await world.operator.graphql<States>(STATES);
      const failed = calls.nodes.filter(({ recordingState }) => recordingState === 'FAILED');
      await Promise.all(world.workers.map((worker) => worker.stop('SIGKILL')));
      if (small !== undefined) execFileSync('mount', ['-o', 'remount,size=200m', small]);
      await world.workers[0]!.start();
      const [repaired] = await world.finishAll(await world.beginAll());

      expect(run).toMatchObject({ status: 'PARTIAL', counts: { newCalls: SESSIONS } });
      expect(failed.length).toBeGreaterThan(0);
      for (const { recordingReason, recording } of failed) {
        expect(recordingReason).toMatch(/ENOSPC|EFBIG/);
        expect(recording).toBeNull();
      }
      expect(repaired?.status).toBe('SUCCEEDED');
      await world.expectWholeMirror();
    }, 120_000);
  });
} else {
  it.todo('a disk that is full: only root can make a small one');
}

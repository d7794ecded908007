import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from '../../src/bootstrap.js';
import { parseEnv } from '../../src/config/index.js';
import { MessageBus } from '../../src/queue/index.js';
import { SyncKind, SyncStatus, SyncTrigger } from '../../src/sync/sync.enums.js';
import type { SyncRunSnapshot } from '../../src/sync/sync-run.snapshot.js';
import { type RunMessage, workspaceRunsTopic } from '../../src/sync/sync-topics.js';
import { serveParent } from '../child.js';
import { type Pump, pump } from './progress.js';

/** The server under test as `src/main.ts` starts it; the snapshots come to its bus from here, in place of runs. */
const env = parseEnv(process.env);
const app = await createApp(env);
await app.listen(env.PORT, env.HOST);
const bus = app.get(MessageBus, { strict: false });

function snapshot(workspaceId: string, run: number, sequence: number): SyncRunSnapshot {
  const done = sequence % 1000;
  const now = new Date().toISOString();
  const nothing = { updatedCalls: 0, unchangedCalls: 0, transcriptsSynced: 0, audiosSynced: 0, skipped: 0, failed: 0 };
  return {
    id: `01K000000000000000000${String(run).padStart(5, '0')}`,
    workspaceId,
    applicationId: '01K00000000000000000000000',
    callId: null,
    kind: SyncKind.CALLS,
    trigger: SyncTrigger.MANUAL,
    status: SyncStatus.RUNNING,
    phase: null,
    from: now,
    to: now,
    sequence,
    done,
    total: 1000,
    itemsPerSecond: 1,
    counts: { newCalls: done, ...nothing, bytesDownloaded: 0 },
    error: null,
    attempt: 1,
    resumeAt: null,
    createdAt: now,
    startedAt: now,
    finishedAt: null,
    updatedAt: now,
  };
}

/** After the garbage is gone, as far as that can be brought about. */
async function settledRssBytes(): Promise<number> {
  for (let times = 0; times < 3; times += 1) {
    globalThis.gc?.();
    await sleep(50);
  }
  return process.memoryUsage.rss();
}

serveParent({ url: await app.getUrl() }, () => app.close(), {
  pump: ({ workspaceId, ...wanted }: Pump & { workspaceId: string }) =>
    pump(wanted, (run, sequence) => {
      const message: RunMessage = { run: snapshot(workspaceId, run, sequence) };
      bus.publish(workspaceRunsTopic(workspaceId), message);
    }),
  settledRssBytes,
});

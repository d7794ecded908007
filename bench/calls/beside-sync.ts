import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../child.js';
import type { Line } from '../report.js';
import { summarise } from '../statistics.js';
import type { VoxsyncServer } from '../voxsync-server.js';
import type { Latencies, Load, Pace, Shot } from './shots.js';

/** What a team's dashboards may ask for, so that there is time between two answers. */
const PER_SECOND = 100;
const SECONDS = 2;
/** For the run to begin. */
const HEAD_START_MS = 300;

interface Setting {
  askers: Child<unknown>;
  server: VoxsyncServer;
  shots: Shot[];
  connections: number;
  /** Of applications of which nothing was synced yet; one for each round. */
  applicationIds: readonly string[];
  range: { from: Date; to: Date };
}

/** p99 of the list in milliseconds. */
interface Seen {
  busy: number;
  paced: number;
}

/** Line 12 of design §9: how long the list takes while the same process writes what it syncs, against when it does not. */
export async function besideSync(setting: Setting): Promise<Line[]> {
  const seen: Record<'idle' | 'syncing', Seen>[] = [];
  for (const applicationId of setting.applicationIds) {
    const idle = await look(setting);
    const runId = await setting.server.begin(applicationId, setting.range);
    await sleep(HEAD_START_MS);
    const syncing = await look(setting);
    await setting.server.cancel(runId);
    seen.push({ idle, syncing });
  }
  if (seen.length === 0) return [];
  const ratio = (of: keyof Seen) => summarise(seen.map(({ idle, syncing }) => syncing[of] / idle[of]));
  const ms = (when: 'idle' | 'syncing', of: keyof Seen) =>
    Number(summarise(seen.map((one) => one[when][of])).median.toPrecision(2));
  const line = { name: '12', unit: '×', more: false } as const;
  return [
    {
      ...line,
      what: `list p99 beside a sync at ${setting.connections} connections: ${ms('syncing', 'busy')} ms, idle ${ms('idle', 'busy')} ms`,
      figure: ratio('busy'),
      floor: 4,
      goal: 2,
    },
    {
      ...line,
      what: `the same at ${PER_SECOND} lists a second: ${ms('syncing', 'paced')} ms, idle ${ms('idle', 'paced')} ms`,
      figure: ratio('paced'),
    },
  ];
}

async function look({ askers, shots, connections }: Setting): Promise<Seen> {
  const busy = await askers.ask<Latencies>('load', { shots, connections, seconds: SECONDS } satisfies Load);
  const paced = await askers.ask<Latencies>('pace', { shots, perSecond: PER_SECOND, seconds: SECONDS } satisfies Pace);
  return { busy: busy.p99, paced: paced.p99 };
}

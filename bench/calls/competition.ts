import type { Child } from '../child.js';
import { type CpuMeter, measure, type Measured, perItem } from '../measure.js';
import type { Latencies, Load, Shot } from './shots.js';

/** The servers that are compared. */
export type Way = 'voxsync' | 'unprotected' | 'bare' | 'narrow' | 'pothos' | 'directus';

/** A server with what it is asked. */
export interface Competitor {
  way: Way;
  /** The same lists, in the same order, for every server. */
  shots: Shot[];
  cpuSeconds: CpuMeter;
}

/** What one list took each server, and those who asked it. */
export type Round = Map<Way, Measured>;

export interface Crowd {
  askers: Child<unknown>;
  databaseCpuSeconds: CpuMeter;
  connections: number;
}

/** Until V8 has compiled what is asked again and again. The larger a server, the longer it takes; after 2 s none is done. */
const WARM_UP_SECONDS = 8;

/** Asks the servers in turn, each round beginning with another one, so that none is always the first. */
export async function compete(
  competitors: readonly Competitor[],
  crowd: Crowd,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Round[]> {
  if (rounds === 0) return [];
  for (const competitor of competitors) await ask(competitor, crowd, WARM_UP_SECONDS);
  const played: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const first = round % competitors.length;
    const measured: Round = new Map();
    for (const competitor of [...competitors.slice(first), ...competitors.slice(0, first)]) {
      measured.set(competitor.way, await ask(competitor, crowd, seconds));
    }
    played.push(measured);
  }
  return played;
}

async function ask({ shots, cpuSeconds }: Competitor, crowd: Crowd, seconds: number): Promise<Measured> {
  const { askers, databaseCpuSeconds, connections } = crowd;
  let answers = 0;
  const meters = { server: cpuSeconds, database: databaseCpuSeconds };
  const before = (await askers.usage()).cpuSeconds;
  const measured = await measure(meters, async () => {
    ({ answers } = await askers.ask<Latencies>('load', { shots, connections, seconds } satisfies Load));
  });
  const askersCpuSeconds = (await askers.usage()).cpuSeconds - before;
  return perItem({ ...measured, cpuSeconds: { ...measured.cpuSeconds, askers: askersCpuSeconds } }, answers);
}

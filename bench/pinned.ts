import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** What has a processor of its own: what is measured, and all that asks it. */
export const CORES = { server: 0, load: 1 } as const;

/**
 * Keeps a process and all of its threads on one processor, so that servers are compared that have the same to work with and
 * whoever asks takes nothing of it.
 * @returns false where that cannot be had: not on Linux, or with one processor
 */
export function pin(pid: number, core: number): boolean {
  if (availableParallelism() < 2) return false;
  return spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)]).status === 0;
}

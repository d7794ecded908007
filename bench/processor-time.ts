import type { Measured } from './measure.js';
import { summarise } from './statistics.js';

/** Processor time of each process that was watched, in microseconds: the middle of the rounds that could tell. */
export function cpuMicrosecondsOf(measured: readonly Measured[]): Record<string, number> {
  const processes = Object.keys(measured[0]?.cpuSeconds ?? {});
  const medians = processes.flatMap((name) => {
    const seconds = measured.flatMap(({ cpuSeconds }) => cpuSeconds[name] ?? []);
    return seconds.length === 0 ? [] : [[name, summarise(seconds).median * 1e6] as const];
  });
  return Object.fromEntries(medians);
}

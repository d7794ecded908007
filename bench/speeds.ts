import type { Measured } from './measure.js';
import type { Speed } from './report.js';
import { summarise } from './statistics.js';

/** How fast each way was: what the rounds measured of one item. */
export function speedsOf<Way extends string | number>(
  names: Readonly<Record<Way, string>>,
  rounds: readonly Readonly<Record<Way, Measured>>[],
): Speed[] {
  return (Object.keys(names) as Way[]).map((way) => {
    const measured = rounds.map((round) => round[way]);
    return {
      name: names[way],
      perSecond: summarise(measured.map(({ seconds }) => 1 / seconds)),
      cpuMicroseconds: cpuMicrosecondsOf(measured),
    };
  });
}

/** Processor time of each process that was watched, in microseconds: the middle of the rounds that could tell. */
function cpuMicrosecondsOf(measured: readonly Measured[]): Record<string, number> {
  const processes = Object.keys(measured[0]?.cpuSeconds ?? {});
  const medians = processes.flatMap((name) => {
    const seconds = measured.flatMap(({ cpuSeconds }) => cpuSeconds[name] ?? []);
    return seconds.length === 0 ? [] : [[name, summarise(seconds).median * 1e6] as const];
  });
  return Object.fromEntries(medians);
}

/** Processor seconds so far, of one process; undefined where the system does not tell. */
export type CpuMeter = () => Promise<number | undefined> | number | undefined;

/** What one piece of work took. */
export interface Measured {
  seconds: number;
  /** Of each process that was watched, by its name. */
  cpuSeconds: Record<string, number | undefined>;
}

/** Does the work once, with the clock and the meters running. */
export async function measure(
  meters: Readonly<Record<string, CpuMeter>>,
  work: () => Promise<unknown>,
): Promise<Measured> {
  const before = await readAll(meters);
  const begunAt = performance.now();
  await work();
  const seconds = (performance.now() - begunAt) / 1000;
  const after = await readAll(meters);
  const cpuSeconds = Object.fromEntries(
    Object.entries(after).map(([name, value]) => [name, difference(value, before[name])]),
  );
  return { seconds, cpuSeconds };
}

/** The same of one of so many items. */
export function perItem({ seconds, cpuSeconds }: Measured, items: number): Measured {
  const shares = Object.entries(cpuSeconds).map(([name, value]) => [name, value && value / items] as const);
  return { seconds: seconds / items, cpuSeconds: Object.fromEntries(shares) };
}

async function readAll(meters: Readonly<Record<string, CpuMeter>>): Promise<Measured['cpuSeconds']> {
  const read = async ([name, meter]: [string, CpuMeter]) => [name, await meter()] as const;
  return Object.fromEntries(await Promise.all(Object.entries(meters).map(read)));
}

function difference(after: number | undefined, before: number | undefined): number | undefined {
  return after === undefined || before === undefined ? undefined : after - before;
}

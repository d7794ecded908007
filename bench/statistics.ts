/** What several rounds measured: the middle one, and how far apart they lie. */
export interface Summary {
  median: number;
  least: number;
  most: number;
}

/** @throws Error without values */
export function summarise(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const [least, most] = [sorted.at(0), sorted.at(-1)];
  if (least === undefined || most === undefined) throw new Error('Nothing was measured');
  const middle = sorted.length / 2;
  const around = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return { median: around.reduce((sum, value) => sum + value, 0) / around.length, least, most };
}

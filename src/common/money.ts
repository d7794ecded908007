/**
 * Amounts are exact, in the smallest unit that is kept: a billionth of the currency's unit. An integer, so that sums are exact
 * in every database (SQLite has no decimals); 2^53 nanos are nine million units, far above any call.
 */
const NANOS_PER_UNIT = 1_000_000_000n;
const NANOS_PER_CENT = 10_000_000n;
const LARGEST_INT = 2_147_483_647;

/** The amount as decimal text without trailing zeros, e.g. `0.00857` or `-3`. */
export function toDecimal(nanos: bigint): string {
  const sign = nanos < 0n ? '-' : '';
  const absolute = nanos < 0n ? -nanos : nanos;
  const fraction = (absolute % NANOS_PER_UNIT).toString().padStart(9, '0').replace(/0+$/, '');
  return `${sign}${absolute / NANOS_PER_UNIT}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Cents, rounded half away from zero, for display only. GraphQL's integers end at 21 million units, and so do these. */
export function toCents(nanos: bigint): number {
  const absolute = nanos < 0n ? -nanos : nanos;
  const cents = Math.min(Number((absolute + NANOS_PER_CENT / 2n) / NANOS_PER_CENT), LARGEST_INT);
  return nanos < 0n && cents !== 0 ? -cents : cents;
}

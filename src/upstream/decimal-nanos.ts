const NANO_DIGITS = 9;
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;
/** Below this many nanos a product with 1e9 is off by less than a quarter, so that rounding finds the exact integer. */
const SAFE_PRODUCT = 2 ** 50;
/** How far, relative to it, the product of a decimal of at most nine places can be from its integer. */
const PRODUCT_ERROR = 2 ** -51;

/**
 * A decimal amount in billionths, exactly: a JSON number counts as the shortest decimal that it can stand for (0.0128 is
 * 12,800,000 nanos), text as it is written. More than nine places are rounded half away from zero.
 * @returns undefined for what is no decimal, or is beyond 2^53 nanos (nine million)
 */
export function nanosOf(value: unknown): number | undefined {
  if (typeof value === 'string') return nanosOfText(value.trim());
  if (typeof value !== 'number') return undefined;
  const product = value * 1e9;
  const rounded = Math.round(product);
  const size = Math.abs(product);
  if (size < SAFE_PRODUCT && Math.abs(product - rounded) <= size * PRODUCT_ERROR) return rounded + 0; // no -0
  return nanosOfText(String(value));
}

function nanosOfText(text: string): number | undefined {
  const [matched, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  const digits = whole + fraction;
  if (matched === undefined || digits === '') return undefined;
  const kept = whole.length + Number(exponent) + NANO_DIGITS; // how many of the digits count whole nanos
  if (/^0*$/.test(digits) || kept < 0) return 0;
  if (kept > digits.length + 40) return undefined; // spares padding by thousands of zeros, it is beyond 2^53 anyhow
  const nanos = Number(digits.slice(0, kept).padEnd(kept, '0')) + (digits.charAt(kept) >= '5' ? 1 : 0);
  if (!Number.isSafeInteger(nanos)) return undefined;
  return sign === '-' && nanos !== 0 ? -nanos : nanos;
}

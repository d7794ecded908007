import type { MoneyFieldsFragment } from '../../api/generated';

/** Amounts have at most nine decimals, so integers of a billionth add up exactly. */
const DECIMALS = 9;

/** @returns null where nothing is known, or currencies differ */
export function sumOf(parts: readonly (MoneyFieldsFragment | null)[]): MoneyFieldsFragment | null {
  const known = parts.filter((part) => part !== null);
  const currency = known[0]?.currency;
  if (currency === undefined || known.some((part) => part.currency !== currency)) return null;
  return { amount: decimal(known.reduce((sum, { amount }) => sum + billionths(amount), 0n)), currency };
}

function billionths(amount: string): bigint {
  const [, sign = '', whole = '0', fraction = ''] = /^(-*)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  const value = BigInt(whole + fraction.slice(0, DECIMALS).padEnd(DECIMALS, '0'));
  return sign.length % 2 === 1 ? -value : value;
}

function decimal(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(DECIMALS + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`;
}

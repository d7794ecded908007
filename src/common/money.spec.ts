import { toCents, toDecimal } from './money.js';

describe('toDecimal', () => {
  it.each([
    [0n, '0'],
    [1n, '0.000000001'],
    [8_570_000n, '0.00857'],
    [1_000_000_000n, '1'],
    [12_345_678_901n, '12.345678901'],
    [-3_000_000_000n, '-3'],
    [-1n, '-0.000000001'],
    [9_007_199_254_740_993n, '9007199.254740993'],
  ])('of %s nanos is %s', (nanos, decimal) => {
    expect(toDecimal(nanos)).toBe(decimal);
  });
});

describe('toCents', () => {
  it.each([
    [0n, 0],
    [4_999_999n, 0],
    [5_000_000n, 1],
    [-5_000_000n, -1],
    [-4_999_999n, 0],
    [1_234_567_890n, 123],
    [1_235_000_000n, 124],
    [99_999_999_999_999_999n, 2_147_483_647],
    [-99_999_999_999_999_999n, -2_147_483_647],
  ])('of %s nanos are %d', (nanos, cents) => {
    expect(toCents(nanos)).toBe(cents);
    expect(Object.is(toCents(nanos), -0)).toBe(false);
  });
});

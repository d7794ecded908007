import { amountOf, booleanOf, idOf, numberOf, textOf, wholeOf } from './json-values.js';

describe('values of an upstream', () => {
  it('has ids beyond 32 bits, as numbers or text, and always as text for us', () => {
    expect([5120034417, '19600000101', 0].map(idOf)).toEqual(['5120034417', '19600000101', '0']);
  });

  it('has no id in a number whose digits JSON has lost', () => {
    expect([2 ** 53, 1.5, -1, '', 'abc', '1;2', 'all', null, {}].map(idOf)).toEqual(Array(9).fill(undefined));
  });

  it('has numbers as text too', () => {
    expect(['12', 12, ' 1.5 ', '', 'x', null, NaN].map(numberOf)).toEqual([
      12,
      12,
      1.5,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('has no amount below zero, and whole ones are rounded', () => {
    expect(amountOf(-1)).toBeUndefined();
    expect(wholeOf('12.6')).toBe(13);
  });

  it('has truth in several spellings', () => {
    expect([true, 'true', 1, '1'].map(booleanOf)).toEqual(Array(4).fill(true));
    expect([false, 'false', 0, '0'].map(booleanOf)).toEqual(Array(4).fill(false));
    expect([null, 'yes', 2, {}].map(booleanOf)).toEqual(Array(4).fill(undefined));
  });

  it('has text in numbers, and none in nulls and objects', () => {
    expect(['a', 12, false, null, {}, []].map(textOf)).toEqual(['a', '12', 'false', undefined, undefined, undefined]);
  });
});

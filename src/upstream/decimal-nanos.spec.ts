import { nanosOf } from './decimal-nanos.js';

describe('nanosOf', () => {
  it.each([
    [0.0128, 12_800_000],
    [0.008, 8_000_000],
    [0.1, 100_000_000],
    [0.3, 300_000_000],
    [1.005, 1_005_000_000],
    [4.35, 4_350_000_000],
    [0, 0],
    [-0, 0],
    [-0.0032, -3_200_000],
    [1e-9, 1],
    [1e-7, 100],
    [1_234_567.123456789, 1_234_567_123_456_789],
  ])('takes the number %d as the decimal that is written', (amount, nanos) => {
    expect(nanosOf(amount)).toBe(nanos);
  });

  it.each([
    ['0.0128', 12_800_000],
    [' 12 ', 12_000_000_000],
    ['.5', 500_000_000],
    ['5.', 5_000_000_000],
    ['+1.25', 1_250_000_000],
    ['-0.000000001', -1],
    ['1.28e-2', 12_800_000],
    ['3E2', 300_000_000_000],
    ['0e999', 0],
    ['-0.0', 0],
    ['1e-300', 0],
    ['0.1000000000000000000000000000001', 100_000_000],
  ])('takes the text %j as it is written', (amount, nanos) => {
    expect(nanosOf(amount)).toBe(nanos);
  });

  it.each([
    [5e-10, 1],
    [4e-10, 0],
    [-5e-10, -1],
    ['0.0000000015', 2],
    ['0.00000000149999', 1],
    ['-0.0000000025', -3],
    ['5e-11', 0],
  ])('rounds %p half away from zero', (amount, nanos) => {
    expect(nanosOf(amount)).toBe(nanos);
  });

  it.each([
    '',
    ' ',
    '.',
    'abc',
    '1,5',
    '0x10',
    '1e',
    '--1',
    'NaN',
    NaN,
    Infinity,
    1e300,
    '1e30',
    '9007199.254740993',
    null,
    {},
    [],
    true,
  ])('refuses %p', (amount) => {
    expect(nanosOf(amount)).toBeUndefined();
  });

  it('agrees with decimal arithmetic on every amount of up to nine places that is tried', () => {
    const amounts = Array.from({ length: 5_000 }, (_, index) => (index * 7_919_777_777) % 900_000_000_000_000);

    const read = amounts.map((nanos) => nanosOf(Number(`${nanos}e-9`)));

    expect(read).toEqual(amounts);
  });
});

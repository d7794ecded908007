import { DateTimeScalar, DecimalScalar, JSONObjectScalar } from './graphql-scalars.js';

describe('DateTime', () => {
  it.each([
    ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01T12:00:00.5+02:00', '2026-03-01T10:00:00.500Z'],
    ['2026-03-01t12:00:00z', '2026-03-01T12:00:00.000Z'],
  ])('reads %j', (text, instant) => {
    expect(DateTimeScalar.parseValue(text).toISOString()).toBe(instant);
  });

  it.each(['2026-03-01T12:00:00', '2026-03-01', '2026-13-01T00:00:00Z', 'now', '', 1_772_366_400_000, null])(
    'refuses %j',
    (value) => {
      expect(() => DateTimeScalar.parseValue(value)).toThrow('RFC 3339');
    },
  );

  it.each(['9999-12-31T23:59:59-00:01', '0000-01-01T00:00:00+00:01'])(
    'refuses %j, which databases cannot tell',
    (text) => {
      expect(() => DateTimeScalar.parseValue(text)).toThrow('years 0000 to 9999');
    },
  );

  it('writes UTC', () => {
    expect(DateTimeScalar.serialize(new Date('2026-03-01T12:00:00+02:00'))).toBe('2026-03-01T10:00:00.000Z');
  });
});

describe('Decimal', () => {
  it.each(['0', '-3', '0.00857', '9007199.254740993'])('reads %j', (text) => {
    expect(DecimalScalar.parseValue(text)).toBe(text);
  });

  it.each(['', '1e3', '.5', '1.', 'NaN', 1.5])('refuses %j', (value) => {
    expect(() => DecimalScalar.parseValue(value)).toThrow('decimal number as text');
  });
});

describe('JSONObject', () => {
  it('reads an object', () => {
    expect(JSONObjectScalar.parseValue({ a: [1] })).toEqual({ a: [1] });
  });

  it.each([[[]], [null], ['{}'], [1]])('refuses %j', (value) => {
    expect(() => JSONObjectScalar.parseValue(value)).toThrow('has to be an object');
  });
});

import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i;

function parseInstant(value: unknown): Date {
  const instant = typeof value === 'string' && RFC_3339.test(value) ? new Date(value) : undefined;
  if (instant === undefined || Number.isNaN(instant.getTime())) {
    throw refused('A DateTime has to be an RFC 3339 text with an offset, e.g. 2026-03-01T12:00:00Z');
  }
  const year = instant.getUTCFullYear(); // which the offset may have put beyond what RFC 3339 and the databases can tell
  if (year < 0 || year > 9999) throw refused('A DateTime has to lie in the years 0000 to 9999 of UTC');
  return instant;
}

function refused(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'An instant: RFC 3339, always UTC with `Z`, millisecond precision. Input without an offset is refused.',
  // A text comes from a list that reads plain rows: it is in this form already.
  serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)),
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : undefined),
});

export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'An exact decimal number as text, e.g. "0.00857". Never a float.',
  serialize: (value) => String(value),
  parseValue: (value) => {
    if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return value;
    throw refused('A Decimal has to be a decimal number as text');
  },
});

export const JSONObjectScalar = new GraphQLScalarType<Record<string, unknown>, Record<string, unknown>>({
  name: 'JSONObject',
  description: 'A JSON object, for raw values of an upstream whose shape is open.',
  serialize: (value) => value as Record<string, unknown>,
  parseValue: (value) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    throw refused('A JSONObject has to be an object');
  },
});

import { Dialect } from './dialect.js';

const NOON = new Date('2026-03-01T12:00:00.250Z');

describe('Dialect', () => {
  it.each(['sqlite', 'mysql', 'mariadb'] as const)('reads an instant back as it was stored in %s', (kind) => {
    const dialect = new Dialect(kind);

    expect(dialect.toDate(dialect.toColumn(NOON))).toEqual(NOON);
    expect(dialect.isStored(dialect.toColumn(NOON))).toBe(true);
  });

  it('stores milliseconds in SQLite, and what MySQL calls a datetime(3) in MySQL', () => {
    expect(new Dialect('sqlite').toColumn(NOON)).toBe(NOON.getTime());
    expect(new Dialect('mysql').toColumn(NOON)).toBe('2026-03-01 12:00:00.250');
  });

  it('stores instants so that they sort by time', () => {
    const instants = [0, 1, 999, 1000, 59_999, 86_400_000, 2 ** 40].map((ms) => new Date(ms));
    const columns = instants.map((instant) => String(new Dialect('mysql').toColumn(instant)));

    expect([...columns].sort()).toEqual(columns);
  });

  it.each([null, undefined, '', 'noon', '2026-03-01 12:00:00', 1.5, Infinity, {}, ["1' or '1"]])(
    'takes %j for no instant of SQLite',
    (value) => {
      expect(new Dialect('sqlite').isStored(value)).toBe(false);
    },
  );

  it.each([
    null,
    '',
    'noon',
    1_700_000_000_000,
    '2026-02-31 12:00:00.000',
    '2026-13-01 12:00:00',
    '2026-03-01 12:00:00 --',
    {},
  ])('takes %j for no instant of MySQL', (value) => {
    expect(new Dialect('mysql').isStored(value)).toBe(false);
  });

  it('asks the database for its own clock, in the form in which instants are stored', () => {
    expect(new Dialect('sqlite').nowPlus(1500.7)).toBe("(cast(unixepoch('subsec') * 1000 as integer) + 1500)");
    expect(new Dialect('mariadb').nowPlus(-250)).toBe('(utc_timestamp(3) + interval -250000 microsecond)');
  });

  it.each([
    ['mysql', 'select /*+ max_execution_time(1500) */'],
    ['mariadb', 'set statement max_statement_time = 1.5 for select'],
    ['sqlite', 'select'],
  ] as const)('lets %s read for so long and no longer', (kind, select) => {
    expect(new Dialect(kind).selectWithin(1500)).toBe(select);
  });
});

import { parseArgs } from 'node:util';
import type { SqlServerKind } from '../../test/servers/kinds.js';
import { sqlServerKind, wholeNumber } from '../option-values.js';

export const SYNC_HELP = `npm run bench -- sync [options]

  --calls <number>       calls of each round (50000)
  --rounds <number>      rounds, of which the middle one counts; 0 leaves lines 1 to 3 out (3)
  --row-by-row <number>  calls written a row at a time in each round (2000)
  --sizes <small,large>  calls between which memory may not grow; empty leaves line 4 out (100000,400000)
  --heap <megabytes>     limit of the heap while memory is measured (256)
  --database <kind>      mysql or mariadb (mysql)
  --seed <number>        the same seed gives the same calls (1)
  --profile <directory>  writes CPU profiles of the server there
  --json <file>          writes the report there, too
`;

export interface SyncBenchOptions {
  calls: number;
  rounds: number;
  rowByRow: number;
  sizes: number[];
  heapMegabytes: number;
  database: SqlServerKind;
  seed: number;
  profile: string | undefined;
}

/** @throws Error that says which option is wrong */
export function syncBenchOptions(args: string[]): SyncBenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      calls: { type: 'string', default: '50000' },
      rounds: { type: 'string', default: '3' },
      'row-by-row': { type: 'string', default: '2000' },
      sizes: { type: 'string', default: '100000,400000' },
      heap: { type: 'string', default: '256' },
      database: { type: 'string', default: 'mysql' },
      seed: { type: 'string', default: '1' },
      profile: { type: 'string' },
    },
  });
  const sizes = values.sizes === '' ? [] : values.sizes.split(',').map((size) => wholeNumber('sizes', size, 1));
  if (sizes.length !== 0 && sizes.length !== 2) throw new Error('--sizes has to name two sizes, or none');
  return {
    calls: wholeNumber('calls', values.calls, 1),
    rounds: wholeNumber('rounds', values.rounds, 0),
    rowByRow: wholeNumber('row-by-row', values['row-by-row'], 1),
    sizes,
    heapMegabytes: wholeNumber('heap', values.heap, 32),
    database: sqlServerKind(values.database),
    seed: wholeNumber('seed', values.seed, 0),
    profile: values.profile,
  };
}

import { parseArgs } from 'node:util';
import { wholeNumber } from '../option-values.js';

export const CALLS_HELP = `npm run bench -- calls [options]

  --calls <number>         rows, shared by twenty applications (1000000)
  --rounds <number>        of which the middle one counts; 0 leaves lines 5 and 6 out (5)
  --seconds <number>       that each server is asked in each round (3)
  --filter-rounds <number> the same for pages and filters; 0 leaves lines 7 and 8 out (3)
  --sync-rounds <number>   the same for the list beside a sync; 0 leaves line 12 out (3)
  --directus <directory>   where \`npm install directus\` was run
  --with-directus          installs Directus (730 MB) into the cache of the user where it is not yet
  --seed <number>          the same seed gives the same rows (1)
  --profile <directory>    writes a CPU profile of the server there
  --json <file>            writes the report there, too
`;

export interface CallsBenchOptions {
  calls: number;
  rounds: number;
  seconds: number;
  filterRounds: number;
  syncRounds: number;
  directus: string | undefined;
  withDirectus: boolean;
  seed: number;
  profile: string | undefined;
}

/** A page has to be full in each of the twenty applications, whatever the filter. */
const FEWEST_CALLS = 20_000;

/** @throws Error that says which option is wrong */
export function callsBenchOptions(args: string[]): CallsBenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      calls: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      'filter-rounds': { type: 'string', default: '3' },
      'sync-rounds': { type: 'string', default: '3' },
      directus: { type: 'string' },
      'with-directus': { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      profile: { type: 'string' },
    },
  });
  return {
    calls: wholeNumber('calls', values.calls, FEWEST_CALLS),
    rounds: wholeNumber('rounds', values.rounds, 0),
    seconds: wholeNumber('seconds', values.seconds, 1),
    filterRounds: wholeNumber('filter-rounds', values['filter-rounds'], 0),
    syncRounds: wholeNumber('sync-rounds', values['sync-rounds'], 0),
    directus: values.directus,
    withDirectus: values['with-directus'],
    seed: wholeNumber('seed', values.seed, 0),
    profile: values.profile,
  };
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { databaseKind } from '../servers/test-database.js';

/**
 * MariaDB gets the statements that MySQL gets, from the same driver. Where all tests run, it is asked what it could answer in
 * another way: by its planner, its locks, its collations and its own SQL. A file that is picked out runs on it whatever it is.
 */
const MARIADB_MAY_DIFFER = new Set([
  'call-stats',
  'calls',
  'erasure',
  'finding-calls',
  'known-numbers',
  'lost-connections',
  'migrations',
  'processes',
  'query-plans',
  'query-timeout',
  'sync',
  'team',
  'transcripts',
  'webhooks',
  'writers',
]);

/**
 * Every second end-to-end test, from the first or from the second on. A file of tests loads the frameworks afresh, which
 * takes longer than most tests: where the whole suite runs, many are one file.
 */
export function everySecondSpec(first: 0 | 1): string[] {
  const directory = join(import.meta.dirname, '..');
  const specs = readdirSync(directory).flatMap((name) => /^(.+)\.e2e-spec\.ts$/.exec(name)?.[1] ?? []);
  return specs
    .filter((spec) => databaseKind() !== 'mariadb' || MARIADB_MAY_DIFFER.has(spec))
    .toSorted()
    .filter((_, index) => index % 2 === first)
    .map((spec) => join(directory, `${spec}.e2e-spec.ts`));
}

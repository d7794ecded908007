import { parseArgs } from 'node:util';
import type { SqlServerKind } from '../../test/servers/kinds.js';
import { sqlServerKind, wholeNumber } from '../option-values.js';

export const AUDIO_HELP = `npm run bench -- audio [options]

  --files <number>          recordings of each round (200)
  --file-mb <number>        size of each of them (2)
  --rounds <number>         rounds, of which the middle one counts; 0 leaves the speed out (5)
  --large-files <number>    large recordings while memory is measured (8)
  --large-file-mb <number>  size of each of them (200)
  --memory-rounds <number>  rounds in which memory is measured; 0 leaves it out (3)
  --latency <milliseconds>  how late ElevenLabs answers (100)
  --directory <directory>   where recordings are written and deleted again (the system's for temporary files)
  --database <kind>         mysql or mariadb (mysql)
  --seed <number>           the same seed gives the same data (1)
  --profile <directory>     writes CPU profiles of the server there
  --json <file>             writes the report there, too
`;

export interface AudioBenchOptions {
  files: number;
  fileMegabytes: number;
  rounds: number;
  largeFiles: number;
  largeFileMegabytes: number;
  memoryRounds: number;
  latencyMs: number;
  directory: string | undefined;
  database: SqlServerKind;
  seed: number;
  profile: string | undefined;
}

/** @throws Error that says which option is wrong */
export function audioBenchOptions(args: string[]): AudioBenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      files: { type: 'string', default: '200' },
      'file-mb': { type: 'string', default: '2' },
      rounds: { type: 'string', default: '5' },
      'large-files': { type: 'string', default: '8' },
      'large-file-mb': { type: 'string', default: '200' },
      'memory-rounds': { type: 'string', default: '3' },
      latency: { type: 'string', default: '100' },
      directory: { type: 'string' },
      database: { type: 'string', default: 'mysql' },
      seed: { type: 'string', default: '1' },
      profile: { type: 'string' },
    },
  });
  return {
    files: wholeNumber('files', values.files, 1),
    fileMegabytes: wholeNumber('file-mb', values['file-mb'], 1),
    rounds: wholeNumber('rounds', values.rounds, 0),
    largeFiles: wholeNumber('large-files', values['large-files'], 1),
    largeFileMegabytes: wholeNumber('large-file-mb', values['large-file-mb'], 1),
    memoryRounds: wholeNumber('memory-rounds', values['memory-rounds'], 0),
    latencyMs: wholeNumber('latency', values.latency, 0),
    directory: values.directory,
    database: sqlServerKind(values.database),
    seed: wholeNumber('seed', values.seed, 0),
    profile: values.profile,
  };
}

import { parseArgs } from 'node:util';
import { DemoError } from './demo-error.js';

export interface DemoOptions {
  /** End after the sync instead of serving on. */
  exit: boolean;
  /** 0 is any free one; undefined is 3000, or the next that is free. */
  port: number | undefined;
  calls: number;
  seed: number;
  /** Where to leave database and log; undefined is a temporary directory. */
  keep: string | undefined;
}

const MOST_CALLS = 100_000;
const DEFAULTS = { calls: 400, seed: 1 };

export const HELP = `Shows Voxsync on this machine: the real server with an embedded database, against a simulator of Voximplant and ElevenLabs.
Settings of the environment are not read, and no other host is talked to.

  npm run demo -- [options]

  --exit           end after the sync: status 0, or 1 if anything went wrong
  --port <number>  port of the server (3000, or the next that is free; 0 for any)
  --calls <number> calls that the simulator holds, ${MOST_CALLS} at most (${DEFAULTS.calls})
  --seed <number>  the same seed gives the same calls (${DEFAULTS.seed})
  --keep <dir>     keep database, key and log in this new or empty directory; else all is removed at the end
  --help           this text
`;

/** @throws DemoError that names what cannot be understood */
export function parseOptions(args: readonly string[]): DemoOptions | 'help' {
  const { help, exit, port, calls, seed, keep } = read(args);
  if (help) return 'help';
  return {
    exit,
    port: port === undefined ? undefined : integer('port', port, 0, 65_535),
    calls: calls === undefined ? DEFAULTS.calls : integer('calls', calls, 1, MOST_CALLS),
    seed: seed === undefined ? DEFAULTS.seed : integer('seed', seed, 0, 2 ** 31 - 1),
    keep: keep === undefined ? undefined : nonEmpty('keep', keep),
  };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        exit: { type: 'boolean', default: false },
        port: { type: 'string' },
        calls: { type: 'string' },
        seed: { type: 'string' },
        keep: { type: 'string' },
      },
    }).values;
  } catch (error) {
    const { message } = error as Error;
    throw new DemoError(message.split(/[.\n] ?/)[0] ?? message, { cause: error }); // the rest is about positionals
  }
}

function integer(option: string, text: string, least: number, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new DemoError(`--${option} has to be a whole number from ${least} to ${most}, not '${text}'`);
}

function nonEmpty(option: string, text: string): string {
  if (text !== '') return text;
  throw new DemoError(`--${option} needs a value`);
}

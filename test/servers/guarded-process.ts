import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** The guardian is run by Node itself, from its source or, where this code was built, from what became of it. */
const GUARDIAN = join(import.meta.dirname, `guardian${extname(import.meta.filename)}`);

/** A program that never outlives this process, as guardian.ts explains. */
export interface GuardedProcess {
  /** Settles when the program ends, with its exit code. */
  readonly ended: Promise<number>;
  /** What it wrote so far, to both streams. */
  output(): string;
  /** Kills it, removes its directory, and returns when both is done. */
  stop(): Promise<void>;
}

/**
 * Starts a program whose files all live in `directory`; its output goes to a file there. So do its temporary files: where
 * they are shared, as in /tmp, a database server that starts removes those that another one is using.
 */
export function startGuarded(directory: string, command: string, args: string[]): GuardedProcess {
  const log = join(directory, 'output.log');
  const logFile = openSync(log, 'a');
  // Detached, so that Ctrl-C in a terminal reaches the test run alone and the guardian still has time to clean up.
  const guardian = spawn(process.execPath, [GUARDIAN, directory, command, ...args], {
    stdio: ['pipe', logFile, logFile],
    env: { ...process.env, TMPDIR: directory },
    detached: true,
  });
  closeSync(logFile);
  const ended = once(guardian, 'exit').then(([code]: (number | null)[]) => code ?? 1);
  return {
    ended,
    output: () => readFileSync(log, 'utf8'),
    async stop() {
      guardian.stdin?.end();
      await ended;
    },
  };
}

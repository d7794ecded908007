import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DemoError } from './demo-error.js';

/** Where one demo has its database, its key and its log: a temporary directory, unless it is to be kept. */
export class DemoDirectory {
  readonly logFile: string;
  private readonly log: number;
  private lines = 0;

  private constructor(
    readonly path: string,
    /** Whether it stays when the demo ends well. */
    readonly kept: boolean,
  ) {
    this.logFile = join(path, 'server.log');
    this.log = openSync(this.logFile, 'a');
  }

  /**
   * @param keep a directory to leave behind, relative to where the command was called; it may not hold anything yet
   * @throws DemoError if it does, or cannot be made
   */
  static async open(keep: string | undefined): Promise<DemoDirectory> {
    if (keep === undefined) return new DemoDirectory(await mkdtemp(join(tmpdir(), 'voxsync-demo-')), false);
    const path = resolve(process.env.INIT_CWD ?? '.', keep); // npm itself moves to the package
    let found: string[];
    try {
      await mkdir(path, { recursive: true });
      found = await readdir(path);
    } catch (error) {
      throw new DemoError(`${path} cannot be used: ${(error as Error).message}`, { cause: error });
    }
    if (found.length > 0) throw new DemoError(`${path} is not empty; --keep takes a new or empty directory`);
    return new DemoDirectory(path, true);
  }

  /** At once, so that the log is whole however the process ends. */
  readonly writeLog = (line: string): void => {
    writeSync(this.log, `${line}\n`);
    this.lines += 1;
  };

  get hasLog(): boolean {
    return this.lines > 0;
  }

  /** Removes it, unless it is to be kept, or the demo has failed and the log may say why. */
  async close({ failed }: { failed: boolean }): Promise<void> {
    closeSync(this.log);
    const needed = this.kept || (failed && this.hasLog);
    if (!needed) await rm(this.path, { recursive: true, force: true });
  }
}

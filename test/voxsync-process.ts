import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './servers/free-port.js';

/** What `npm start` runs, as it is bundled. */
export const MAIN = join(import.meta.dirname, '../dist/server/main.js');
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

export interface ProcessOptions {
  /** Where it runs: the embedded database and the log go there. */
  directory: string;
  env: Record<string, string>;
  /** What the command is run by, such as `faketime +1d`. */
  through?: readonly string[];
}

/** Voxsync as it is installed: a process of its own, which can be killed. It keeps its port when it is started again. */
export class VoxsyncProcess {
  private child: ChildProcess | undefined;

  private constructor(
    readonly url: string,
    private readonly options: ProcessOptions,
  ) {}

  static async start(options: ProcessOptions): Promise<VoxsyncProcess> {
    const port = await freePort();
    const process = new VoxsyncProcess(`http://127.0.0.1:${port}`, {
      ...options,
      env: { ...options.env, PORT: String(port) },
    });
    await process.start();
    return process;
  }

  /** @throws Error if it ends before it answers */
  async start(): Promise<void> {
    this.launch();
    const child = this.child!;
    while ((await this.live()) === false) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`It ended with ${child.exitCode}`);
      await sleep(25);
    }
  }

  /** Starts it without waiting for anything. */
  launch(): void {
    const { directory, env, through = [] } = this.options;
    const [program = process.execPath, ...args] = [...through, process.execPath, MAIN];
    const child = spawn(program, args, {
      cwd: directory,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(join(directory, 'voxsync.log'), { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    children.add(child);
    child.once('exit', () => children.delete(child));
    this.child = child;
  }

  /** @returns the exit code; null where a signal ended it */
  async stop(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, 'exit') as Promise<[number | null]>;
    child.kill('SIGCONT'); // one that stands still hears nothing else
    child.kill(signal);
    const [code] = await ended;
    return code;
  }

  /** Sends a signal that does not end it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child?.kill(signal);
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** The status of `/health/ready`; undefined while nothing answers. */
  async ready(): Promise<number | undefined> {
    return (await fetch(`${this.url}/health/ready`).catch(() => undefined))?.status;
  }

  private async live(): Promise<boolean> {
    return (await fetch(`${this.url}/health/live`).catch(() => undefined))?.status === 200;
  }
}

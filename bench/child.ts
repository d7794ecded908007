import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { ownUsage, type Usage } from './usage.js';

/** What every child knows. */
const ASK_FOR_USAGE = 'usage';

/** Longer than anything that a child is asked for takes. */
const PATIENCE_MS = 90_000;

/** What a child does when it is asked to. */
export type Commands = Readonly<Record<string, (value: never) => unknown>>;

interface Question {
  command: string;
  value: unknown;
}

export interface ChildOptions {
  args?: readonly string[];
  env?: NodeJS.ProcessEnv;
  execArgv?: readonly string[];
}

/** A Node process of the benchmark: with an event loop and a heap of its own, and gone when this process is. */
export class Child<Ready> {
  private constructor(
    private readonly process: ChildProcess,
    /** What the child said when it was ready. */
    readonly ready: Ready,
  ) {}

  /**
   * Runs a module beside this one that calls {@link serveParent}.
   * @param name without the ending, e.g. `simulator-child`
   * @throws Error if it ends before it is ready
   */
  static async start<Ready>(name: string, { args = [], env, execArgv = [] }: ChildOptions = {}): Promise<Child<Ready>> {
    const module = join(import.meta.dirname, `${name}${extname(import.meta.filename)}`);
    const child = fork(module, args, {
      env: env ?? process.env,
      execArgv: ['--enable-source-maps', ...execArgv],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ended = once(child, 'exit').then(([code]: unknown[]) => {
      throw new Error(`${name} ended with status ${String(code)} before it was ready`);
    });
    const [ready] = (await Promise.race([once(child, 'message'), ended])) as [Ready];
    ended.catch(() => undefined); // from here on it may end
    return new Child(child, ready);
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** @throws Error if the child has ended */
  usage(): Promise<Usage> {
    return this.ask(ASK_FOR_USAGE);
  }

  /** Has it do something, one thing at a time. @throws Error if the child has ended */
  async ask<Answer>(command: string, value: unknown = null): Promise<Answer> {
    if (this.process.exitCode !== null) throw new Error('A process of the benchmark has ended');
    const answer = once(this.process, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
    this.process.send({ command, value } satisfies Question);
    const [{ result }] = (await answer) as [{ result: Answer }];
    return result;
  }

  /** Ends it at once, as a crash does. */
  async kill(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
  }

  /** Lets it end by itself, so that a profile is written. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.disconnect();
    await ended;
  }
}

/** To be called by a child when it is ready: answers the parent, and stops when the parent wants to, or is gone. */
export function serveParent(ready: object, stop: () => Promise<void>, commands: Commands = {}): void {
  const known: Commands = { ...commands, [ASK_FOR_USAGE]: ownUsage };
  process.on('message', ({ command, value }: Question) => {
    Promise.resolve(known[command]?.(value as never)).then((result) => process.send?.({ result }), fail);
  });
  process.once('disconnect', () => {
    stop().then(() => process.exit(0), fail);
  });
  process.send?.(ready);
}

function fail(error: unknown): never {
  console.error(error);
  process.exit(1);
}

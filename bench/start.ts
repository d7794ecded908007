import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../test/servers/free-port.js';
import { wholeNumber } from './option-values.js';
import type { Report } from './report.js';
import { summarise } from './statistics.js';

export const START_HELP = `npm run bench -- start [options]

  --rounds <number>  starts of each, of which the middle one counts (7)
  --json <file>      writes the report there, too
`;

const PATIENCE_MS = 60_000;
const ASK_AGAIN_AFTER_MS = 5;
const BUILT = join(import.meta.dirname, '..');

/** Line 14 of design §9: from the start of the process to the first answer, against Nest and Apollo with nothing in them. */
export async function start(args: string[]): Promise<Report> {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '7' } } });
  const rounds = wholeNumber('rounds', values.rounds, 1);
  const directory = await mkdtemp(join(tmpdir(), 'voxsync-bench-'));
  try {
    const voxsync = join(BUILT, 'server/main.js');
    const bare = join(BUILT, 'bench/start/bare-nest-child.js');
    const firstSeconds = await secondsToAnswer(voxsync, directory); // creates the database and the key
    const ratios: number[] = [];
    const seconds: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const own = await secondsToAnswer(voxsync, directory);
      ratios.push(own / (await secondsToAnswer(bare, directory)));
      seconds.push(own);
    }
    return {
      benchmark: 'start: from the start of the process to its first answer',
      settings: { rounds, 'first start s': firstSeconds.toFixed(2), s: summarise(seconds).median.toFixed(2) },
      lines: [
        {
          name: '14',
          what: 'time to the first answer against Nest and Apollo',
          figure: summarise(ratios),
          unit: '×',
          floor: 2,
          goal: 1.3,
          more: false,
        },
      ],
      item: 'list',
      speeds: [],
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** @param cwd where Voxsync by default keeps what it has */
async function secondsToAnswer(module: string, cwd: string): Promise<number> {
  const port = await freePort();
  const begunAt = performance.now();
  const child = spawn(process.execPath, [module], {
    cwd,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    await firstAnswer(child, `http://127.0.0.1:${port}/graphql`);
    return (performance.now() - begunAt) / 1000;
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}

/** @throws Error if the process ends, or does not answer in a minute */
async function firstAnswer(child: ChildProcess, url: string): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until && child.exitCode === null) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    }).catch(() => undefined);
    if (response?.ok) return;
    await sleep(ASK_AGAIN_AFTER_MS);
  }
  throw new Error('The server did not answer');
}

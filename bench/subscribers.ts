import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fromGlobalId } from '../src/common/id.js';
import { ApiClient } from '../test/api-client.js';
import { freePort } from '../test/servers/free-port.js';
import { Child } from './child.js';
import type { Line, Report, Speed } from './report.js';
import { type Summary, summarise } from './statistics.js';
import type { Audience, Pump } from './subscribers/progress.js';

export const SUBSCRIBERS_HELP = `npm run bench -- subscribers [options]

  --subscribers <number>  of each server (1000)
  --rate <number>         snapshots a second (10)
  --seconds <number>      of each round (4)
  --rounds <number>       of which the middle one counts (5)
  --stopped <seconds>     that a subscriber does not read; 0 leaves line 11 out (60)
  --profile <directory>   writes a CPU profile of the server there
  --json <file>           writes the report there, too
`;

const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken viewer { workspace { id } } } }`;

/** What a subscriber that does not read is sent: more in a second than one that reads gets in a minute. */
const FLOOD = { snapshotsPerSecond: 1000, runs: 50 };
const LOOK_EVERY_SECONDS = 5;
/** With somebody who reads, so that everything is as large as it gets by that. */
const WARM_UP_SECONDS = 15;

/** A server of the benchmark, and its audience. */
interface Side {
  audience: Audience;
  pump: (wanted: Pump) => Promise<void>;
  cpuSeconds: () => Promise<number>;
}

type Round = Record<'voxsync' | 'plain', { cpuSeconds: number; messages: number; seconds: number }>;

/** Lines 10 and 11 of design §9: what subscribers cost, and what one costs that does not read. */
export async function subscribers(args: string[]): Promise<Report> {
  const { values } = parseArgs({
    args,
    options: {
      subscribers: { type: 'string', default: '1000' },
      rate: { type: 'string', default: '10' },
      seconds: { type: 'string', default: '4' },
      rounds: { type: 'string', default: '5' },
      stopped: { type: 'string', default: '60' },
      profile: { type: 'string' },
    },
  });
  const [size, rate, seconds] = [Number(values.subscribers), Number(values.rate), Number(values.seconds)];
  const [rounds, stopped] = [Number(values.rounds), Number(values.stopped)];
  const directory = await mkdtemp(join(tmpdir(), 'voxsync-bench-'));
  try {
    const wanted = { snapshotsPerSecond: rate, runs: 1, seconds };
    const played = rounds === 0 ? [] : await compare(directory, size, wanted, rounds, values.profile);
    const growth = stopped === 0 ? undefined : await growthWithoutReading(directory, stopped);
    return {
      benchmark: 'subscribers: many that read, and one that does not',
      settings: { database: 'sqlite', subscribers: size, 'snapshots/s': rate, 'seconds a round': seconds, rounds },
      lines: [
        ...(played.length === 0 ? [] : [ratioLine(played)]),
        ...(growth === undefined ? [] : [growthLine(growth, stopped)]),
      ],
      item: 'message',
      speeds: played.length === 0 ? [] : [speedOf(played, 'voxsync'), speedOf(played, 'plain')],
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Both servers are there all the time, each with its audience; they are heard in turn. */
async function compare(
  directory: string,
  size: number,
  wanted: Pump,
  rounds: number,
  profile: string | undefined,
): Promise<Round[]> {
  const listeners = await Child.start('subscribers/audience-child');
  const reference = await Child.start<{ url: string }>('subscribers/plain-child');
  const server = await startVoxsync(
    directory,
    profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
  );
  try {
    const voxsync = sideOf(server.child, server.audience('voxsync', size), server.workspaceId);
    const url = reference.ready.url;
    const plain = sideOf(reference, { name: 'plain', url, token: null, size, stopsReading: false });
    for (const { audience } of [voxsync, plain]) await listeners.ask('gather', audience);
    for (const side of [voxsync, plain]) await listen(side, listeners, { ...wanted, seconds: 2 });
    const played: Round[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const order = round % 2 === 0 ? [voxsync, plain] : [plain, voxsync];
      const measured: Partial<Round> = {};
      for (const side of order) measured[side.audience.name as keyof Round] = await listen(side, listeners, wanted);
      played.push(measured as Round);
    }
    return played;
  } finally {
    for (const child of [listeners, reference, server.child]) await child.stop();
  }
}

/** Fewer messages than were published come where a server, or the audience, cannot keep up: the newest counts. */
async function listen(
  { audience, pump, cpuSeconds }: Side,
  listeners: Child<unknown>,
  wanted: Pump,
): Promise<Round['plain']> {
  const received = () => listeners.ask<number>('received', audience.name);
  const [heardBefore, usedBefore] = [await received(), await cpuSeconds()];
  const begunAt = performance.now();
  await pump(wanted);
  await sleep(300); // until the last one is there
  const seconds = (performance.now() - begunAt) / 1000;
  const messages = (await received()) - heardBefore;
  return { cpuSeconds: (await cpuSeconds()) - usedBefore, messages, seconds };
}

/** By how many bytes the server's memory had grown each time that somebody looked, while a flood went unread. */
async function growthWithoutReading(directory: string, seconds: number): Promise<number[]> {
  const listeners = await Child.start('subscribers/audience-child');
  const server = await startVoxsync(directory, ['--expose-gc']);
  try {
    const side = sideOf(server.child, server.audience('reader', 1), server.workspaceId);
    const flood = async (): Promise<number> => {
      await side.pump({ ...FLOOD, seconds: LOOK_EVERY_SECONDS });
      return server.child.ask('settledRssBytes');
    };
    await listeners.ask('gather', side.audience);
    await side.pump({ ...FLOOD, seconds: WARM_UP_SECONDS });
    const read = [await flood(), await flood(), await flood()];
    await listeners.ask('gather', { ...server.audience('sleeper', 1), stopsReading: true });
    const growth: number[] = [];
    for (let passed = 0; passed < seconds; passed += LOOK_EVERY_SECONDS) {
      growth.push((await flood()) - summarise(read).median);
    }
    return growth;
  } finally {
    for (const child of [listeners, server.child]) await child.stop();
  }
}

async function startVoxsync(directory: string, execArgv: string[]) {
  const child = await Child.start<{ url: string }>('subscribers/voxsync-child', {
    execArgv,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      PORT: String(await freePort()),
      DATABASE_URL: `sqlite:${join(directory, `${randomBytes(4).toString('hex')}.db`)}`,
      STORAGE_URL: `file:${join(directory, 'recordings')}`,
      SCHEDULES: 'off',
      RATE_LIMIT_OPERATIONS_PER_MINUTE: '1000000', // it is on, and one person makes up the whole audience
    },
  });
  const { signUp } = await new ApiClient(child.ready.url).graphql<{
    signUp: { accessToken: string; viewer: { workspace: { id: string } } };
  }>(SIGN_UP, {
    input: { email: 'bench@example.com', password: randomBytes(16).toString('hex'), workspaceName: 'Bench' },
  });
  const url = `${child.ready.url.replace(/^http/, 'ws')}/graphql`;
  const audience = (name: string, size: number): Audience => {
    return { name, url, token: signUp.accessToken, size, stopsReading: false };
  };
  return { child, audience, workspaceId: fromGlobalId('Workspace', signUp.viewer.workspace.id, 'id') };
}

function sideOf(child: Child<unknown>, audience: Audience, workspaceId?: string): Side {
  return {
    audience,
    pump: (wanted) => child.ask('pump', { ...wanted, workspaceId }),
    cpuSeconds: async () => (await child.usage()).cpuSeconds,
  };
}

function ratioLine(rounds: readonly Round[]): Line {
  const perMessage = ({ cpuSeconds, messages }: Round['plain']) => cpuSeconds / messages;
  const figure = summarise(rounds.map(({ voxsync, plain }) => perMessage(voxsync) / perMessage(plain)));
  return {
    name: '10',
    what: 'CPU of the server against plain graphql-ws',
    figure,
    unit: '×',
    floor: 1.5,
    goal: 1,
    more: false,
  };
}

function growthLine(bytes: readonly number[], seconds: number): Line {
  const what = `growth while somebody does not read for ${seconds} s`;
  return {
    name: '11',
    what,
    figure: summarise(bytes.map((value) => value / 1_048_576)),
    unit: 'MB',
    floor: 16,
    goal: 2,
    more: false,
  };
}

function speedOf(rounds: readonly Round[], name: keyof Round): Speed {
  const of = (figure: (one: Round['plain']) => number): Summary =>
    summarise(rounds.map((round) => figure(round[name])));
  return {
    name: name === 'plain' ? 'plain graphql-ws' : 'Voxsync',
    perSecond: of(({ messages, seconds }) => messages / seconds),
    cpuMicroseconds: { server: of(({ cpuSeconds, messages }) => (cpuSeconds / messages) * 1e6).median },
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peakMemoryOf } from './audio/memory.js';
import { type AudioBenchOptions, audioBenchOptions } from './audio/options.js';
import { playRounds, type Round, type Setting, type Way } from './audio/rounds.js';
import type { AudioSimulatorFacts, SimulatedAudio } from './audio/simulated-audio.js';
import { Child } from './child.js';
import { startDatabase } from './database-server.js';
import { speedsOf } from './speeds.js';
import type { Line, Report } from './report.js';
import { summarise } from './statistics.js';

const DAY_MS = 86_400_000;
const WARM_UP_FILES = 100;
const BYTES_A_MEGABYTE = 1_048_576;

const NAMES: Record<Way, string> = { voxsync: 'a run over pending data', bare: 'undici into files' };

/**
 * Line 9 of design §9: recordings from ElevenLabs into files, the whole path, against undici alone; and memory at two
 * sizes of files.
 * @throws NoServerError where there is no database server
 */
export async function audio(args: string[]): Promise<Report> {
  const options = audioBenchOptions(args);
  const until = new Date(Math.floor((Date.now() - DAY_MS) / 1000) * 1000);
  const range = { from: new Date(until.getTime() - DAY_MS), to: new Date(until.getTime() + 1000) };
  const { files, fileMegabytes, largeFiles, largeFileMegabytes } = options;
  const simulated: SimulatedAudio = {
    seed: options.seed,
    latencyMs: options.latencyMs,
    applications: [
      { files: WARM_UP_FILES, megabytes: fileMegabytes },
      { files, megabytes: fileMegabytes },
      { files: largeFiles, megabytes: largeFileMegabytes },
    ],
    until: until.toISOString(),
  };
  const directory = await mkdtemp(join(options.directory ?? tmpdir(), 'voxsync-bench-'));
  const database = await startDatabase(options.database);
  const simulator = await Child.start<AudioSimulatorFacts>('audio/simulator-child', {
    args: [JSON.stringify(simulated)],
  });
  try {
    const setting: Setting = { database, simulator, range, directory };
    const [, small] = simulator.ready.applications;
    if (small === undefined) throw new Error('The simulator lacks applications');
    const rounds = options.rounds === 0 ? [] : await playRounds(setting, small, options);
    const memory = options.memoryRounds === 0 ? [] : await measureMemory(setting, options);
    return {
      benchmark: 'audio: recordings from ElevenLabs into files, the whole path',
      settings: { database: `${database.kind} ${database.version}`, ...settingsOf(options) },
      lines: [...(rounds.length > 0 ? [speedLine(rounds)] : []), ...memory],
      item: 'MB',
      speeds: rounds.length > 0 ? speedsOf(NAMES, rounds) : [],
    };
  } finally {
    await simulator.stop();
    await database.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function measureMemory(setting: Setting, options: AudioBenchOptions): Promise<Line[]> {
  const [warmUp, small, large] = setting.simulator.ready.applications;
  if (warmUp === undefined || small === undefined || large === undefined) {
    throw new Error('The simulator lacks applications');
  }
  const peaks: { small: number; large: number }[] = [];
  for (let round = 0; round < options.memoryRounds; round += 1) {
    const smallFirst = round % 2 === 0;
    const first = await peakMemoryOf(setting, warmUp, smallFirst ? small : large);
    const second = await peakMemoryOf(setting, warmUp, smallFirst ? large : small);
    peaks.push(smallFirst ? { small: first, large: second } : { small: second, large: first });
  }
  const peakAt = (size: 'small' | 'large') =>
    Math.round(summarise(peaks.map((peak) => peak[size])).median / BYTES_A_MEGABYTE);
  return [
    {
      name: '9',
      what:
        `growth of peak memory: ${peakAt('small')} MB with files of ${options.fileMegabytes} MB, ` +
        `${peakAt('large')} MB with files of ${options.largeFileMegabytes} MB`,
      figure: summarise(peaks.map((peak) => (peak.large - peak.small) / BYTES_A_MEGABYTE)),
      unit: 'MB',
      floor: 32,
      goal: 8,
      more: false,
    },
  ];
}

/** Taken within each round. */
function speedLine(rounds: readonly Round[]): Line {
  return {
    name: '9',
    what: 'audio against undici into files',
    figure: summarise(rounds.map(({ voxsync, bare }) => bare.seconds / voxsync.seconds)),
    unit: '×',
    floor: 0.75,
    goal: 0.9,
    more: true,
  };
}

function settingsOf(options: AudioBenchOptions): Report['settings'] {
  return {
    seed: options.seed,
    'latency ms': options.latencyMs,
    ...(options.rounds > 0 && {
      files: `${options.files} of ${options.fileMegabytes} MB`,
      rounds: options.rounds,
    }),
    ...(options.memoryRounds > 0 && {
      'memory at': `${options.files} of ${options.fileMegabytes} MB and ${options.largeFiles} of ${options.largeFileMegabytes} MB`,
      'memory rounds': options.memoryRounds,
    }),
  };
}

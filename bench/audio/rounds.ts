import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Child } from '../child.js';
import type { BenchDatabase } from '../database-server.js';
import { measure, type Measured, perItem } from '../measure.js';
import { ownUsage } from '../usage.js';
import { VoxsyncServer } from '../voxsync-server.js';
import { downloadBare } from './bare-downloads.js';
import { BenchApplication } from './bench-application.js';
import type { AudioApplication, AudioSimulatorFacts } from './simulated-audio.js';

/** As UPSTREAM_CONCURRENCY has it by default. */
const AT_ONCE = 8;

/** The ways that are compared. */
export type Way = 'voxsync' | 'bare';

/** What each way took in one round, for one megabyte. */
export type Round = Record<Way, Measured>;

export interface Setting {
  database: BenchDatabase;
  simulator: Child<AudioSimulatorFacts>;
  range: { from: Date; to: Date };
  /** Empty; whatever is put there is removed again. */
  directory: string;
}

/**
 * Times the ways against each other, into the same file system. Every second round goes the other way round; the first,
 * in which all code is cold, is not counted.
 */
export async function playRounds(
  setting: Setting,
  simulated: AudioApplication,
  { rounds, profile }: { rounds: number; profile: string | undefined },
): Promise<Round[]> {
  const { database, simulator, range } = setting;
  const recordingsIn = join(setting.directory, 'recordings');
  const server = await VoxsyncServer.start({
    databaseUrl: database.url,
    simulator: simulator.ready,
    recordingsIn,
    profileInto: profile,
  });
  try {
    const application = await BenchApplication.add(server, database, recordingsIn, simulated, range);
    const played: Round[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const one = new OneRound(setting, server, application);
      played.push(await one.play(round % 2 === 0));
    }
    return played.slice(1);
  } finally {
    await server.stop();
  }
}

class OneRound {
  constructor(
    private readonly setting: Setting,
    private readonly server: VoxsyncServer,
    private readonly application: BenchApplication,
  ) {}

  async play(voxsyncFirst: boolean): Promise<Round> {
    if (voxsyncFirst) return { voxsync: await this.fetchByVoxsync(), bare: await this.downloadBare() };
    return { bare: await this.downloadBare(), voxsync: await this.fetchByVoxsync() };
  }

  private async fetchByVoxsync(): Promise<Measured> {
    const { database, simulator } = this.setting;
    const meters = {
      server: async () => (await this.server.usage()).cpuSeconds,
      database: () => database.cpuSeconds(),
      simulator: async () => (await simulator.usage()).cpuSeconds,
    };
    const measured = await measure(meters, () => this.application.fetchRecordings());
    await this.application.removeRecordings();
    return perItem(measured, this.application.simulated.megabytes);
  }

  private async downloadBare(): Promise<Measured> {
    const { simulator } = this.setting;
    const directory = join(this.setting.directory, 'bare');
    await mkdir(directory);
    const meters = {
      downloader: () => ownUsage().cpuSeconds,
      simulator: async () => (await simulator.usage()).cpuSeconds,
    };
    const measured = await measure(meters, () =>
      downloadBare(simulator.ready, this.application.simulated, directory, AT_ONCE),
    );
    await rm(directory, { recursive: true });
    return perItem(measured, this.application.simulated.megabytes);
  }
}

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { type CallsInput, effects, Simulator } from '../../simulator/index.js';
import { ApiClient, ApiFailure } from '../api-client.js';
import type { SqlServerKind } from '../servers/kinds.js';
import { databaseKind } from '../servers/test-database.js';
import { addApplications, SYNC_CALLS } from '../synced-application.js';
import { differencesBetween, type MirroredCall, mirrorOf } from './mirror.js';
import { RestartableServer } from './restartable-server.js';
import { TcpProxy } from './tcp-proxy.js';
import { VoxsyncProcess } from '../voxsync-process.js';

/** Short enough that a test sees runs taken over, long enough for a busy machine. */
export const LEASE_MS = 1_000;
const DATABASE = 'voxsync_faults';
const DAY_MS = 86_400_000;
const SIGN_UP = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken } }';
const RUN = `query ($id: ID!) { syncRun(id: $id) {
  id status error { kind code message } counts { newCalls updatedCalls unchangedCalls failed }
  failures { phase code message }
} }`;
const FINAL = new Set(['SUCCEEDED', 'PARTIAL', 'FAILED', 'CANCELLED']);

export interface FinalRun {
  id: string;
  status: string;
  error: { kind: string; code: string; message: string } | null;
  counts: { newCalls: number; updatedCalls: number; unchangedCalls: number; failed: number };
  failures: { phase: string; code: string; message: string }[];
}

export interface WorldOptions {
  applications?: number;
  calls?: CallsInput;
  /** Rows on a page of the call history, so that there are many pages. */
  rowsAPage?: number;
  /** How long each of them takes. */
  pageDelayMs?: number;
  /** Processes that work; on SQLite one process does everything, whatever is said here. */
  workers?: number;
  env?: Record<string, string>;
}

/**
 * Everything that a fault can hit, as real as it gets: the upstreams' simulator, a database server and a Redis of the
 * test's own, each behind a proxy, and Voxsync in processes of its own. On SQLite one process does everything, with the
 * queue in it.
 */
export class FaultWorld {
  readonly kind = databaseKind();
  simulator!: Simulator;
  database: RestartableServer | undefined;
  redis: RestartableServer | undefined;
  databaseProxy: TcpProxy | undefined;
  redisProxy: TcpProxy | undefined;
  /** The one that serves first. */
  processes: VoxsyncProcess[] = [];
  operator!: ApiClient;
  applicationIds: string[] = [];
  directory!: string;
  private env: Record<string, string> = {};

  private constructor(private readonly options: WorldOptions) {}

  static async start(options: WorldOptions = {}): Promise<FaultWorld> {
    const world = new FaultWorld(options);
    try {
      await world.build();
      return world;
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  get web(): VoxsyncProcess {
    return this.processes[0]!;
  }

  /** Those that work on runs. */
  get workers(): VoxsyncProcess[] {
    return this.kind === 'sqlite' ? this.processes : this.processes.slice(1);
  }

  /** One more process of this world. */
  async startProcess(role: 'web' | 'worker' | 'all', more: Record<string, string> = {}, through: string[] = []) {
    const env = { ...this.env, PROCESS_ROLE: role, ...more };
    const process = await VoxsyncProcess.start({ directory: this.directory, env, through });
    this.processes.push(process);
    return process;
  }

  /** Starts a sync of each application, with transcripts and audio. */
  async beginAll(includeData = true): Promise<string[]> {
    const ids: string[] = [];
    for (const applicationId of this.applicationIds) {
      ids.push(await this.persistently(() => begin(this.operator, applicationId, includeData)));
    }
    return ids;
  }

  /** The runs as they ended, however often the API was away meanwhile. */
  async finishAll(ids: readonly string[]): Promise<FinalRun[]> {
    const runs: FinalRun[] = [];
    for (const id of ids) {
      for (;;) {
        const run = await this.persistently(() => lookAt(this.operator, id));
        if (FINAL.has(run.status)) {
          runs.push(run);
          break;
        }
        await sleep(50);
      }
    }
    return runs;
  }

  mirror(): Promise<MirroredCall[]> {
    return this.persistently(() => mirrorOf(this.operator));
  }

  /** That each run succeeds with so many new calls and no failure, and that the mirror is whole. */
  async expectNothingLost(ids: readonly string[], newCalls: number): Promise<void> {
    const runs = await this.finishAll(ids);
    expect(
      runs.map(({ status, counts, failures }) => ({
        status,
        failures,
        newCalls: counts.newCalls,
        updatedCalls: counts.updatedCalls,
      })),
    ).toEqual(ids.map(() => ({ status: 'SUCCEEDED', failures: [], newCalls, updatedCalls: 0 })));
    await this.expectWholeMirror();
  }

  /** Fails unless the mirror is, call by call, what an undisturbed process makes of the same upstreams as they are now. */
  async expectWholeMirror(): Promise<void> {
    const mirror = await this.mirror();
    const undisturbed = await this.undisturbedMirror();
    expect(differencesBetween(mirror, undisturbed)).toEqual([]);
    expect(mirror).toHaveLength(undisturbed.length); // none twice
  }

  /** On the embedded default. */
  private async undisturbedMirror(): Promise<MirroredCall[]> {
    this.simulator.faults.clear();
    const directory = await mkdtemp(join(tmpdir(), 'voxsync-undisturbed-'));
    const undisturbed = await VoxsyncProcess.start({ directory, env: this.upstreamEnv() });
    try {
      const operator = await signUp(undisturbed.url);
      const [account] = this.simulator.accounts;
      for (const { applicationId } of await addApplications(operator, account!)) {
        const id = await begin(operator, applicationId, true);
        while (!FINAL.has((await lookAt(operator, id)).status)) await sleep(50);
      }
      return await mirrorOf(operator);
    } finally {
      await undisturbed.stop('SIGKILL');
      await rm(directory, { recursive: true, force: true });
    }
  }

  async stop(): Promise<void> {
    for (const process of this.processes) await process.stop('SIGKILL');
    await this.databaseProxy?.stop();
    await this.redisProxy?.stop();
    await this.database?.remove();
    await this.redis?.remove();
    await this.simulator?.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  private async build(): Promise<void> {
    const { applications = 2, calls, rowsAPage = 15, pageDelayMs = 40, workers = 2, env = {} } = this.options;
    this.directory = await mkdtemp(join(tmpdir(), 'voxsync-faults-'));
    // A moment that stays, long after the last call: both mirrors see the same, whenever they look.
    const now = new Date();
    const until = new Date(now.getTime() - 2 * DAY_MS);
    this.simulator = await Simulator.start({
      applications,
      clock: () => now,
      calls: { perApplication: 150, days: 12, until, running: 0, ...calls },
    });
    this.env = { ...this.upstreamEnv(), ...(await this.servers()), ...env };
    if (this.kind === 'sqlite') await this.startProcess('all');
    else {
      await this.startProcess('web');
      await Promise.all(Array.from({ length: workers }, () => this.startProcess('worker')));
    }
    this.operator = await signUp(this.web.url);
    this.applicationIds = (await addApplications(this.operator, this.simulator.accounts[0]!)).map(
      ({ applicationId }) => applicationId,
    );
    const history = { method: 'GetCallHistory' };
    this.simulator.faults.add(
      effects.alteredRows((rows) => rows.slice(0, rowsAPage)),
      history,
    );
    this.simulator.faults.add(effects.delay(pageDelayMs), history);
  }

  /** Servers of the world's own, and the settings that lead to them through their proxies. */
  private async servers(): Promise<Record<string, string>> {
    if (this.kind === 'sqlite') return {};
    const kind: SqlServerKind = this.kind;
    [this.database, this.redis] = await Promise.all([RestartableServer.start(kind), RestartableServer.start('redis')]);
    const connection = await createConnection({ uri: this.database.url.replace(/^mariadb:/, 'mysql:') });
    await connection.query(`CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4`);
    await connection.end();
    this.databaseProxy = await TcpProxy.start(`${this.database.url}/${DATABASE}`);
    this.redisProxy = await TcpProxy.start(this.redis.url);
    return {
      DATABASE_URL: this.databaseProxy.url,
      REDIS_URL: this.redisProxy.url,
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    };
  }

  private upstreamEnv(): Record<string, string> {
    return {
      SYNC_LEASE_MS: String(LEASE_MS),
      SCHEDULES: 'off',
      UPSTREAM_BREAK_MS: '200',
      UPSTREAM_REQUESTS_PER_SECOND: '1000',
      UPSTREAM_TIMEOUT_MS: '2000',
      RATE_LIMIT_OPERATIONS_PER_MINUTE: '1000000',
      VOXIMPLANT_API_URL: this.simulator.voximplantApiUrl,
      ELEVENLABS_API_URL: this.simulator.elevenLabsApiUrl,
    };
  }

  /** Again and again, while the API or what it needs is away. */
  private async persistently<T>(work: () => Promise<T>): Promise<T> {
    for (let patience = 600; ; patience--) {
      try {
        return await work();
      } catch (error) {
        if (patience === 0 || (error instanceof ApiFailure && error.code !== 'INTERNAL')) throw error;
        await sleep(50);
      }
    }
  }
}

async function signUp(url: string): Promise<ApiClient> {
  const anybody = new ApiClient(url);
  const input = { email: 'admin@example.com', password: 'correct horse battery', workspaceName: 'Faults' };
  const { signUp: signedUp } = await anybody.graphql<{ signUp: { accessToken: string } }>(SIGN_UP, { input });
  return anybody.as(signedUp.accessToken);
}

/** @returns the id of the run */
async function begin(operator: ApiClient, applicationId: string, includeData: boolean): Promise<string> {
  const input = { applicationId, includeData };
  const { syncCalls } = await operator.graphql<{ syncCalls: { run: { id: string } } }>(SYNC_CALLS, { input });
  return syncCalls.run.id;
}

async function lookAt(operator: ApiClient, id: string): Promise<FinalRun> {
  return (await operator.graphql<{ syncRun: FinalRun }>(RUN, { id })).syncRun;
}

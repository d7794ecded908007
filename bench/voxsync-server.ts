import { randomBytes } from 'node:crypto';
import { ApiClient } from '../test/api-client.js';
import { freePort } from '../test/servers/free-port.js';
import { Child } from './child.js';
import type { SimulatorFacts } from './simulated-calls.js';
import type { Usage } from './usage.js';

export interface ServerOptions {
  databaseUrl: string;
  simulator: SimulatorFacts;
  /** A directory for recordings; where none are fetched, none is needed. */
  recordingsIn?: string | undefined;
  /** Limit of V8's old generation; V8's own if left out. */
  heapMegabytes?: number | undefined;
  /** A directory into which a CPU profile goes when the server stops. */
  profileInto?: string | undefined;
  /** Beside the defaults, e.g. limits that one who asks for a hundred would meet. */
  settings?: Readonly<Record<string, string>> | undefined;
  /** Where it works together with others: what they share, and its role. */
  together?: SharedSettings & { PROCESS_ROLE: 'web' };
}

/** What processes on one database have to share. */
export interface SharedSettings {
  REDIS_URL: string;
  ENCRYPTION_KEY: string;
}

/** A process that does nothing but work on runs. */
export function startWorker(
  options: Pick<ServerOptions, 'databaseUrl' | 'simulator'>,
  shared: SharedSettings,
): Promise<Child<{ url: string }>> {
  return startServer(options, { ...shared, PROCESS_ROLE: 'worker' });
}

/** How a run ended, as the API tells it. */
export interface SyncOutcome {
  status: string;
  counts: {
    newCalls: number;
    updatedCalls: number;
    unchangedCalls: number;
    audiosSynced: number;
    failed: number;
  };
  error: { message: string } | null;
}

const SIGN_UP = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken } }';
const ADD_ACCOUNT = 'mutation ($input: AddAccountInput!) { addAccount(input: $input) { account { id } } }';
const CREATE_APPLICATION =
  'mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { application { id } } }';
const SYNC_CALLS = 'mutation ($input: SyncCallsInput!) { syncCalls(input: $input) { run { id } } }';
const SYNC_PENDING_DATA = `mutation ($applicationId: ID!) {
  syncPendingData(applicationId: $applicationId) { run { id } }
}`;
const CANCEL_SYNC = 'mutation ($id: ID!) { cancelSync(id: $id) { run { status } } }';
const SYNC_PROGRESS = `subscription ($runId: ID!) {
  syncProgress(runId: $runId) {
    status counts { newCalls updatedCalls unchangedCalls audiosSynced failed } error { message }
  }
}`;

/** Voxsync in a process of its own, used through its API like anybody does: signed in, and watching the progress. */
export class VoxsyncServer {
  private constructor(
    private readonly child: Child<{ url: string }>,
    private readonly admin: ApiClient,
    private readonly simulator: SimulatorFacts,
    readonly accountId: string,
  ) {}

  get pid(): number {
    return this.child.pid;
  }

  /** Of the API, with a token of its admin. */
  get api(): { url: string; token: string | null } {
    return { url: `${this.admin.url}/graphql`, token: this.admin.token };
  }

  static async start(options: ServerOptions): Promise<VoxsyncServer> {
    const { simulator, together } = options;
    const own = { ENCRYPTION_KEY: randomBytes(32).toString('base64') };
    const child = await startServer(options, { ...(together ?? own) });
    const stranger = new ApiClient(child.ready.url);
    const password = randomBytes(16).toString('base64url');
    const email = `bench-${randomBytes(6).toString('hex')}@example.com`;
    const { signUp } = await stranger.graphql<{ signUp: { accessToken: string } }>(SIGN_UP, {
      input: { email, password, workspaceName: 'Bench' },
    });
    const admin = stranger.as(signUp.accessToken);
    const credentials = { accountId: simulator.accountId, apiKey: simulator.apiKey };
    const { addAccount } = await admin.graphql<{ addAccount: { account: { id: string } } }>(ADD_ACCOUNT, {
      input: { name: 'Bench', credentials },
    });
    return new VoxsyncServer(child, admin, simulator, addAccount.account.id);
  }

  /** Voxsync again, on this database, as another module starts it: e.g. without a part of it. */
  variant(module: string, databaseUrl: string, args: readonly string[]): Promise<Child<{ url: string }>> {
    const own = { ENCRYPTION_KEY: randomBytes(32).toString('base64') };
    return startServer({ databaseUrl, simulator: this.simulator }, own, { module, args });
  }

  /** @returns the id of a new application that stands for one of the simulator's */
  async addApplication({ id, agentId }: SimulatorFacts['applications'][number]): Promise<string> {
    const input = {
      accountId: this.accountId,
      name: `Application ${id}`,
      voximplantApplicationId: id,
      elevenLabsAgentId: agentId,
      elevenLabsApiKey: this.simulator.elevenLabsApiKey,
    };
    const { createApplication } = await this.admin.graphql<{ createApplication: { application: { id: string } } }>(
      CREATE_APPLICATION,
      { input },
    );
    return createApplication.application.id;
  }

  /**
   * Syncs the calls of a range, watching over a socket until the run has ended.
   * @throws Error unless the run succeeds
   */
  syncCalls(applicationId: string, range: { from: Date; to: Date }): Promise<SyncOutcome['counts']> {
    return this.run(SYNC_CALLS, { input: { applicationId, ...range } });
  }

  /**
   * Fetches the transcripts and recordings that calls lack, watching as {@link syncCalls} does.
   * @throws Error unless the run succeeds
   */
  syncPendingData(applicationId: string): Promise<SyncOutcome['counts']> {
    return this.run(SYNC_PENDING_DATA, { applicationId });
  }

  usage(): Promise<Usage> {
    return this.child.usage();
  }

  stop(): Promise<void> {
    return this.child.stop();
  }

  /** @returns the id of the run that syncs the calls of a range */
  begin(applicationId: string, range: { from: Date; to: Date }): Promise<string> {
    return this.start(SYNC_CALLS, { input: { applicationId, ...range } });
  }

  /**
   * Ends a run, and waits until it has come to its end.
   * @throws Error if it had ended before
   */
  async cancel(runId: string): Promise<void> {
    await this.admin.graphql(CANCEL_SYNC, { id: runId });
    const status = await this.endOf(runId);
    if (status?.status !== 'CANCELLED')
      throw new Error(`The run was to be cancelled and is ${status?.status ?? 'gone'}`);
  }

  private async start(mutation: string, input: Record<string, unknown>): Promise<string> {
    const [started] = Object.values(await this.admin.graphql<Record<string, { run: { id: string } }>>(mutation, input));
    return started?.run.id ?? '';
  }

  private async run(mutation: string, input: Record<string, unknown>): Promise<SyncOutcome['counts']> {
    const last = await this.endOf(await this.start(mutation, input));
    if (last?.status !== 'SUCCEEDED') {
      throw new Error(`The sync ended ${last?.status ?? 'unseen'}: ${last?.error?.message ?? 'no reason given'}`);
    }
    return last.counts;
  }

  /** Watches a run until it has ended. */
  private async endOf(runId: string): Promise<SyncOutcome | undefined> {
    let last: SyncOutcome | undefined;
    const progress = this.admin.subscribe<{ syncProgress: SyncOutcome }>(SYNC_PROGRESS, { runId });
    for await (const { syncProgress } of progress) last = syncProgress;
    return last;
  }
}

/** Nothing of this shell's settings but the path: what is measured are the defaults. */
async function startServer(
  { databaseUrl, simulator, recordingsIn, heapMegabytes, profileInto, settings: limits }: ServerOptions,
  settings: Readonly<Record<string, string>>,
  { module, args }: { module: string; args: readonly string[] } = { module: 'server-child', args: [] },
): Promise<Child<{ url: string }>> {
  return Child.start<{ url: string }>(module, {
    args,
    execArgv: [
      ...(heapMegabytes === undefined ? [] : [`--max-old-space-size=${heapMegabytes}`]),
      ...(profileInto === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileInto}`]),
    ],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      PORT: String(await freePort()),
      DATABASE_URL: databaseUrl,
      ...(recordingsIn !== undefined && { STORAGE_URL: `file:${recordingsIn}` }),
      SIGNUP: 'open', // the database may have been used by a server before
      SCHEDULES: 'off',
      UPSTREAM_REQUESTS_PER_SECOND: '10000',
      VOXIMPLANT_API_URL: simulator.voximplantApiUrl,
      ELEVENLABS_API_URL: simulator.elevenLabsApiUrl,
      ...limits,
      ...settings,
    },
  });
}

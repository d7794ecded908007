import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MikroORM } from '@mikro-orm/sql';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Simulator, type SimulatorOptions } from '../simulator/index.js';
import { createApp } from '../src/bootstrap.js';
import { parseEnv } from '../src/config/index.js';
import { systemClock } from '../src/upstream/index.js';
import { ApiClient } from './api-client.js';
import { createMigratedDatabase } from './migrated-database.js';
import { freePort } from './servers/free-port.js';
import type { TestDatabase } from './servers/test-database.js';
import { countStatements } from './statement-counter.js';

export interface TestApiOptions {
  /** Settings over those of the tests. */
  env?: Record<string, string | undefined>;
  /** A simulator of both upstreams: one that runs already, or how to start one that goes with the application. */
  simulator?: Simulator | SimulatorOptions;
  /** One that outlives the application, e.g. to start it again; else a migrated one, dropped in the end. */
  database?: TestDatabase;
}

/** A user who signed up: the client speaks for them. */
export interface SignedUp extends ApiClient {
  readonly token: string;
}

const PASSWORD = 'correct horse battery staple';
/** Nothing listens there: without a simulator a test reaches no upstream, the real ones least of all. */
const NOWHERE = 'http://127.0.0.1:9';

const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken } }`;
const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }`;
const CREATE_USER = `mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }`;

let people = 0;

// Attempts at an upstream that fails follow each other without a pause.
systemClock.random = () => 0;

/**
 * The real application, in this process, on a free port, with a database of its own of the kind that Jest's project is
 * for, and the API seen from outside.
 *
 *     const api = await TestApi.start({ simulator: { applications: 1 } });
 *     const admin = await api.signUp();
 *     await admin.graphql('{ accounts { id } }');
 *     await api.stop();
 */
export class TestApi extends ApiClient {
  private constructor(
    readonly app: NestExpressApplication,
    url: string,
    /** Every line that this application, or one started later in this process, has logged, as JSON. */
    readonly log: readonly string[],
    private readonly ownSimulator: Simulator | undefined,
    private readonly anySimulator: Simulator | undefined,
    private readonly ownDatabase: TestDatabase | undefined,
    private readonly ownStorage: string,
  ) {
    super(url);
  }

  static async start({ env = {}, simulator, database }: TestApiOptions = {}): Promise<TestApi> {
    const running = simulator instanceof Simulator ? simulator : undefined;
    const own = simulator === undefined || running ? undefined : await Simulator.start(simulator as SimulatorOptions);
    const used = running ?? own;
    const store = database ?? (await createMigratedDatabase());
    const port = await freePort();
    const storage = join(tmpdir(), `voxsync-recordings-${randomBytes(8).toString('hex')}`);
    const log: string[] = [];
    const app = await createApp(
      parseEnv({
        PORT: String(port),
        DATABASE_URL: store.url,
        ENCRYPTION_KEY: store.kind === 'sqlite' ? undefined : randomBytes(32).toString('base64'),
        STORAGE_URL: `file:${storage}`,
        SIGNUP: 'open', // so that a test can have a stranger
        RATE_LIMIT_SIGN_INS_PER_MINUTE: '100000',
        RATE_LIMIT_OPERATIONS_PER_MINUTE: '1000000',
        RATE_LIMIT_ANONYMOUS_PER_MINUTE: '1000000',
        LOG_LEVEL: 'verbose',
        SCHEDULES: 'off', // nothing begins by itself in the middle of a test
        UPSTREAM_BREAK_MS: '200',
        UPSTREAM_REQUESTS_PER_SECOND: '10000',
        VOXIMPLANT_API_URL: used?.voximplantApiUrl ?? `${NOWHERE}/platform_api`,
        ELEVENLABS_API_URL: used?.elevenLabsApiUrl ?? NOWHERE,
        ...env,
      }),
      { writeLog: (line) => log.push(line) },
    );
    await app.listen(port, '127.0.0.1');
    return new TestApi(app, `http://127.0.0.1:${port}`, log, own, used, database ? undefined : store, storage);
  }

  /** @throws Error if the test asked for none */
  get simulator(): Simulator {
    if (this.anySimulator === undefined) throw new Error('Start the TestApi with a `simulator`');
    return this.anySimulator;
  }

  /** A new workspace with its ADMIN. */
  async signUp({ email = newEmail(), password = PASSWORD, workspaceName = 'Test' } = {}): Promise<SignedUp> {
    const input = { email, password, workspaceName };
    const { signUp } = await this.graphql<{ signUp: { accessToken: string } }>(SIGN_UP, { input });
    return this.as(signUp.accessToken) as SignedUp;
  }

  /** A new user of the ADMIN's workspace. */
  async addUser(admin: ApiClient, role: 'ADMIN' | 'OPERATOR' | 'VIEWER'): Promise<SignedUp> {
    const email = newEmail();
    await admin.graphql(CREATE_USER, { input: { email, password: PASSWORD, role } });
    const { signIn } = await this.graphql<{ signIn: { accessToken: string } }>(SIGN_IN, {
      input: { email, password: PASSWORD },
    });
    return this.as(signIn.accessToken) as SignedUp;
  }

  /** How many SQL statements were sent to the database while `work` ran. */
  countStatements(work: () => Promise<unknown>): Promise<number> {
    return countStatements(this.app.get(MikroORM), work);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.ownSimulator?.stop();
    await this.ownDatabase?.drop();
    await rm(this.ownStorage, { recursive: true, force: true });
  }
}

function newEmail(): string {
  return `person-${++people}@example.com`;
}

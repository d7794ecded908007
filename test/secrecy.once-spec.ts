import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { effects, type Account, Simulator, WebhookSender } from '../simulator/index.js';
import { ApiClient, type ApiAnswer, type Variables } from './api-client.js';
import { finished, SYNC_CALLS, SYNC_PENDING } from './synced-application.js';
import { VoxsyncProcess } from './voxsync-process.js';

jest.setTimeout(180_000);

const SIGN_UP = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken } }';
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';
const CHANGE_PASSWORD = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken } }';
const SET_PASSWORD = 'mutation ($input: SetUserPasswordInput!) { setUserPassword(input: $input) { user { id } } }';
const CREATE_USER = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id email } } }';
const CREATE_KEY = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { token } }';
const ADD_ACCOUNT = `mutation ($input: AddAccountInput!) { addAccount(input: $input) { account { id } } }`;
const CREATE_APPLICATION = `mutation ($input: CreateApplicationInput!) {
  createApplication(input: $input) { webhookSecret application { id scenario { code } } }
}`;
const UPDATE = `mutation ($input: UpdateApplicationInput!) { updateApplication(input: $input) { application { id } } }`;
const ROTATE = 'mutation ($id: ID!) { rotateWebhookSecret(applicationId: $id) { webhookSecret } }';
const DEPLOY = 'mutation ($input: DeployScenarioInput!) { deployScenario(input: $input) { application { id } } }';
const EXPORT = 'mutation ($filter: CallFilter) { exportCalls(filter: $filter) { url } }';
const EVERYTHING = `{
  viewer { user { email } }
  accounts { id name connection { state error } applications { id name scenario { code secretNames } } }
  users { id email } apiKeys { id name prefix }
  syncRuns(first: 50) { nodes { status error { code message } failures { code message } } }
  webhookEvents(first: 50) { nodes { type status reason } }
}`;
const CALLS = `{ calls(first: 100) { nodes {
  id fromNumber toNumber recordingUrl transcript { messages { text } }
} } }`;

const PLANTED = {
  password: 'planted-password-of-the-admin',
  otherPassword: 'planted-password-of-a-user',
  wrongPassword: 'planted-password-that-is-wrong',
  nextPassword: 'planted-password-of-later',
  wrongVoximplantKey: 'planted-voximplant-key-that-is-wrong',
  elevenLabsWebhookSecret: 'wsec_planted_secret_of_elevenlabs',
};
/** Numbers and words that nobody has but whoever is planted here. */
const NUMBER = '12025550188';
const WORDS = 'planted words of somebody who calls about their illness';

interface Calls {
  calls: {
    nodes: {
      id: string;
      fromNumber: string | null;
      toNumber: string | null;
      recordingUrl: string | null;
      transcript: { messages: { text: string | null }[] } | null;
    }[];
  };
}

/** Remembers whatever was answered to what. */
class RecordingClient extends ApiClient {
  constructor(
    url: string,
    token: string | null,
    readonly answers: { query: string; answer: string }[],
  ) {
    super(url, token);
  }

  override as(token: string | null): RecordingClient {
    return new RecordingClient(this.url, token, this.answers);
  }

  override async request<Data>(query: string, variables?: Variables, options?: object): Promise<ApiAnswer<Data>> {
    const answer = await super.request<Data>(query, variables, options);
    this.answers.push({ query, answer: JSON.stringify(answer) });
    return answer;
  }
}

describe('what a server gives away of secrets, numbers and words', () => {
  let directory: string;
  let simulator: Simulator;
  let server: VoxsyncProcess;
  let client: RecordingClient;
  let log: string;
  let secrets: string[];
  let numbers: string[];
  let words: string[];

  /** Everything that a server goes through, with upstreams that quote what they were sent. */
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'voxsync-secrecy-'));
    simulator = await Simulator.start({ calls: { perApplication: 40, days: 20, running: 0 } });
    server = await VoxsyncProcess.start({
      directory,
      env: {
        LOG_LEVEL: 'verbose',
        SCHEDULES: 'off',
        UPSTREAM_BREAK_MS: '50',
        VOXIMPLANT_API_URL: simulator.voximplantApiUrl,
        ELEVENLABS_API_URL: simulator.elevenLabsApiUrl,
      },
    });
    client = new RecordingClient(server.url, null, []);
    await live();
    await server.stop('SIGTERM');
    log = await readFile(join(directory, 'voxsync.log'), 'utf8');
  });

  afterAll(async () => {
    await server.stop('SIGKILL');
    await simulator.stop();
    await rm(directory, { recursive: true, force: true });
  });

  async function live(): Promise<void> {
    const account = simulator.accounts[0]!;
    const admin = await people();
    const applicationId = await application(admin, account);
    const handedOut = await secretsOfWebhooks(admin, applicationId);
    const token = admin.token!;
    await syncs(admin, applicationId, account);
    await webhooks(applicationId, handedOut, account.applications[0]!.agentId);
    const { nodes } = (await admin.graphql<Calls>(CALLS)).calls;
    const signatures = await links(admin, nodes);
    await admin.request(EVERYTHING);

    const { private_key } = JSON.parse(account.serviceAccountKey) as { private_key: string };
    const ours = [...Object.values(PLANTED), handedOut, token, apiKey, ...signatures];
    secrets = [...ours, account.apiKey, account.elevenLabs.apiKey, private_key.split('\n')[3]!];
    numbers = [...new Set(nodes.flatMap(({ fromNumber, toNumber }) => [fromNumber, toNumber]))]
      .filter((number) => number !== null && number.length > 10)
      .map((number) => number!.replace('+', ''));
    const texts = nodes.flatMap(({ transcript }) => transcript?.messages.map(({ text }) => text ?? '') ?? []);
    words = [WORDS, ...texts.filter((text) => text.length > 25).map((text) => JSON.stringify(text).slice(1, -1))];
  }

  let apiKey: string;

  async function people(): Promise<RecordingClient> {
    const { password, otherPassword, wrongPassword, nextPassword } = PLANTED;
    const email = 'planted@example.com';
    await client.request(SIGN_UP, { input: { email, password, workspaceName: 'Planted', nonsense: 1 } });
    await client.request(SIGN_UP, { input: { email, password, workspaceName: 'Planted' } });
    await client.request(SIGN_IN, { input: { email, password: wrongPassword } });
    await client.request(`mutation { signIn(input: { email: "${email}", password: "${password}" }) { nothing } }`);
    const { signIn } = await client.graphql<{ signIn: { accessToken: string } }>(SIGN_IN, {
      input: { email, password },
    });
    const before = client.as(signIn.accessToken);
    await before.request(CHANGE_PASSWORD, { input: { currentPassword: wrongPassword, newPassword: nextPassword } });
    await before.request(CHANGE_PASSWORD, { input: { currentPassword: password, newPassword: 1 } });
    const { changePassword } = await before.graphql<{ changePassword: { accessToken: string } }>(CHANGE_PASSWORD, {
      input: { currentPassword: password, newPassword: nextPassword },
    });
    const admin = client.as(changePassword.accessToken);
    const { createUser } = await admin.graphql<{ createUser: { user: { id: string } } }>(CREATE_USER, {
      input: { email: 'b@example.com', password: otherPassword, role: 'VIEWER' },
    });
    await admin.request(SET_PASSWORD, { input: { id: createUser.user.id, password: wrongPassword } });
    const input = { name: 'A program', role: 'ADMIN' };
    ({
      createApiKey: { token: apiKey },
    } = await admin.graphql<{ createApiKey: { token: string } }>(CREATE_KEY, { input }));
    await client.as(apiKey).request('{ viewer { role } }');
    await client.as(`${apiKey}x`).request('{ users { id } }');
    await client.as(apiKey).subscribe('{ viewer { role } }').next();
    return admin;
  }

  async function application(admin: ApiClient, account: Account): Promise<string> {
    const { accountId, apiKey: key, elevenLabs, serviceAccountKey } = account;
    const wrong = { accountId, apiKey: PLANTED.wrongVoximplantKey };
    await admin.request(ADD_ACCOUNT, { input: { name: 'Wrong', credentials: wrong } });
    await admin.request(ADD_ACCOUNT, { input: { name: 'File', credentials: { serviceAccountKey } } });
    const { addAccount } = await admin.graphql<{ addAccount: { account: { id: string } } }>(ADD_ACCOUNT, {
      input: { name: 'Key', credentials: { accountId, apiKey: key } },
    });
    const { id, agentId } = account.applications[0]!;
    const { createApplication } = await admin.graphql<{ createApplication: { application: { id: string } } }>(
      CREATE_APPLICATION,
      {
        input: {
          accountId: addAccount.account.id,
          name: 'Support',
          voximplantApplicationId: id,
          elevenLabsApiKey: elevenLabs.apiKey,
          elevenLabsAgentId: agentId,
        },
      },
    );
    return createApplication.application.id;
  }

  async function secretsOfWebhooks(admin: ApiClient, id: string): Promise<string> {
    await admin.graphql(UPDATE, { input: { id, elevenLabsWebhookSecret: PLANTED.elevenLabsWebhookSecret } });
    const { rotateWebhookSecret } = await admin.graphql<{ rotateWebhookSecret: { webhookSecret: string } }>(ROTATE, {
      id,
    });
    await admin.request(DEPLOY, { input: { applicationId: id } });
    return rotateWebhookSecret.webhookSecret;
  }

  async function syncs(admin: ApiClient, applicationId: string, account: Account): Promise<void> {
    const quoted = `api_key=${account.apiKey} xi-api-key: ${account.elevenLabs.apiKey} caller ${NUMBER}`;
    const { faults } = simulator;
    faults.add(effects.httpStatus(502, { body: `${quoted} ${WORDS}` }), { method: 'GetCallHistory', times: 1 });
    faults.add(effects.text(`{"result": ["${NUMBER}", "${WORDS}`), { method: 'GetCallHistory', times: 1 });
    faults.add(effects.garbageRow({ remote_number: NUMBER, custom_data: WORDS }), { method: 'GetCallHistory' });
    const ofElevenLabs = { upstream: 'elevenlabs' as const, method: 'getConversation' };
    faults.add(effects.httpStatus(500, { body: { detail: quoted } }), { ...ofElevenLabs, times: 2 });
    faults.add(effects.text(`{"transcript": [{"message": "${WORDS}`), { ...ofElevenLabs, skip: 3, times: 3 });
    faults.add(effects.text(JSON.stringify({ transcript: WORDS, from: NUMBER })), {
      ...ofElevenLabs,
      skip: 8,
      times: 2,
    });
    await run(admin, SYNC_CALLS, { input: { applicationId } });
    await run(admin, SYNC_PENDING, { applicationId });
    faults.clear();
    await run(admin, SYNC_PENDING, { applicationId });
    faults.add(effects.voximplantError(100, `Authorization failed: ${quoted}`), { method: 'GetCallHistory' });
    await run(admin, SYNC_CALLS, { input: { applicationId } });
    faults.clear();
  }

  async function run(admin: ApiClient, mutation: string, variables: Variables): Promise<void> {
    const started = await admin.graphql<Record<string, { run: { id: string } }>>(mutation, variables);
    await finished(admin, Object.values(started)[0]!.run.id);
  }

  async function webhooks(applicationId: string, voximplantSecret: string, agentId: string): Promise<void> {
    const target = { url: server.url, applicationId };
    const { elevenLabsWebhookSecret: elevenLabsSecret } = PLANTED;
    const good = new WebhookSender({ ...target, voximplantSecret, elevenLabsSecret });
    const bad = new WebhookSender({ ...target, voximplantSecret: 'another', elevenLabsSecret: 'another' });
    const event = {
      ...{ event: 'call.started' as const, eventId: 'planted', sessionId: '7000000001', at: new Date().toISOString() },
      ...{ from: NUMBER, to: NUMBER, direction: 'inbound' },
    };
    const transcript = [{ role: 'user', message: WORDS, time_in_call_secs: 1 }];
    const conversation = { agent_id: agentId, conversation_id: 'conv_planted', status: 'done', transcript };
    for (const sender of [good, bad]) {
      await sender.scenario(event);
      await sender.scenario({ ...event, at: `not a time, ${NUMBER}`, eventId: WORDS });
      await sender.elevenLabs('post_call_transcription', conversation);
      await sender.elevenLabs('post_call_transcription', { transcript: WORDS, user: NUMBER });
    }
  }

  /** Follows links and asks for what cannot be. @returns the signatures of the links */
  async function links(admin: ApiClient, calls: Calls['calls']['nodes']): Promise<string[]> {
    const filter = { number: NUMBER, text: WORDS };
    const { exportCalls } = await admin.graphql<{ exportCalls: { url: string } }>(EXPORT, { filter });
    const urls = [exportCalls.url, ...calls.flatMap(({ recordingUrl }) => recordingUrl ?? []).slice(0, 3)];
    for (const url of urls) {
      const here = url.replace(/^http:\/\/[^/]+/, server.url);
      await (await fetch(here)).arrayBuffer();
      await fetch(here.replace('expires=', 'expires=9'));
    }
    await admin.request('query ($filter: CallFilter) { calls(filter: $filter) { totalCount } }', { filter });
    await admin.request('query ($filter: CallFilter) { calls(filter: $filter) { totalCount } }', {
      filter: { ...filter, status: NUMBER },
    });
    return urls.map((url) => new URL(url).searchParams.get('signature')!);
  }

  const found = (text: string, planted: readonly string[]) => planted.filter((one) => text.includes(one));

  it('has gone through all of it', () => {
    const lines = log.trim().split('\n');

    expect(lines.length).toBeGreaterThan(20);
    expect(lines.some((line) => line.includes('"level":"error"'))).toBe(true);
    expect(new Set(secrets).size).toBe(secrets.length);
    expect(secrets.filter((secret) => secret.length < 16)).toEqual([]);
    expect([numbers.length > 10, words.length > 10]).toEqual([true, true]);
    expect(client.answers.filter(({ answer }) => answer.includes('"code"')).length).toBeGreaterThan(4);
  });

  it('has no secret in its log', () => {
    expect(found(log, secrets)).toEqual([]);
  });

  it('has no number in its log beyond the last four digits, and no word of a conversation', () => {
    expect(found(log, [NUMBER, ...numbers])).toEqual([]);
    expect(found(log, words)).toEqual([]);
  });

  it('answers no secret but the one that was just made', () => {
    const handingOut =
      /\b(signUp|signIn|changePassword|createApiKey|createApplication|rotateWebhookSecret|exportCalls|recordingUrl)\b/;
    const others = client.answers.filter(
      ({ query, answer }) => !(handingOut.test(query) && !answer.includes('"code"')),
    );

    expect(others.length).toBeGreaterThan(10);
    expect(others.flatMap(({ answer }) => found(answer, secrets))).toEqual([]);
  });

  it('keeps no secret that can be read in the files of its database, where calls are', async () => {
    const data = join(directory, 'data');
    const files = (await readdir(data)).filter((name) => !name.endsWith('.key'));

    const text = (await Promise.all(files.map((name) => readFile(join(data, name), 'latin1')))).join('\n');

    expect(found(text, secrets)).toEqual([]);
    expect(found(text, numbers).length).toBeGreaterThan(0); // it is the database that was looked at
  });
});

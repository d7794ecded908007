import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Simulator, WebhookSender } from '../simulator/index.js';
import { ApiClient } from './api-client.js';
import { addApplication } from './synced-application.js';
import { VoxsyncProcess } from './voxsync-process.js';

const SECRET = 'wsec_of_elevenlabs';
const CALLS = `{ calls(first: 200) { totalCount nodes { callId recording { byteSize } } } }`;
const SIGN_UP = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken } }';
const ROTATE = 'mutation ($id: ID!) { rotateWebhookSecret(applicationId: $id) { webhookSecret } }';
const UPDATE = 'mutation ($input: UpdateApplicationInput!) { updateApplication(input: $input) { application { id } } }';
const EVENTS = 60;
const MEGABYTE = 1_000_000;

interface Calls {
  calls: { totalCount: number; nodes: { callId: string; recording: { byteSize: number } | null }[] };
}

describe('a server that receives webhooks', () => {
  let directory: string;
  let simulator: Simulator;
  let server: VoxsyncProcess;
  let operator: ApiClient;
  let agentId: string;
  let sender: WebhookSender;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'voxsync-webhooks-'));
    simulator = await Simulator.start({ calls: { perApplication: 0 } });
    server = await VoxsyncProcess.start({
      directory,
      env: {
        SCHEDULES: 'off',
        SYNC_LEASE_MS: '500',
        VOXIMPLANT_API_URL: simulator.voximplantApiUrl,
        ELEVENLABS_API_URL: simulator.elevenLabsApiUrl,
      },
    });
    const [account] = simulator.accounts;
    const api = new ApiClient(server.url);
    const { signUp } = await api.graphql<{ signUp: { accessToken: string } }>(SIGN_UP, {
      input: { email: 'a@example.com', password: 'correct horse battery', workspaceName: 'Webhooks' },
    });
    operator = api.as(signUp.accessToken);
    const { applicationId } = await addApplication(operator, account!);
    await operator.graphql(UPDATE, { input: { id: applicationId, elevenLabsWebhookSecret: SECRET } });
    const { rotateWebhookSecret } = await operator.graphql<{ rotateWebhookSecret: { webhookSecret: string } }>(ROTATE, {
      id: applicationId,
    });
    agentId = account!.applications[0]!.agentId;
    const { webhookSecret: voximplantSecret } = rotateWebhookSecret;
    sender = new WebhookSender({ url: server.url, applicationId, voximplantSecret, elevenLabsSecret: SECRET });
  }, 90_000);

  afterEach(async () => {
    await server.stop('SIGKILL');
    await simulator.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const started = (sessionId: string, conversationId?: string) => ({
    event: conversationId === undefined ? ('call.started' as const) : ('conversation.started' as const),
    ...{ eventId: `${sessionId}:started`, sessionId, at: new Date().toISOString() },
    ...(conversationId !== undefined && { conversationId }),
  });
  const callsOnce = async (fits: (calls: Calls['calls']) => boolean) => {
    for (;;) {
      const { calls } = await operator.graphql<Calls>(CALLS);
      if (fits(calls)) return calls;
      await sleep(50);
    }
  };

  it('loses none that it has answered, and does none twice, when it is killed before it comes to them', async () => {
    const ids = Array.from({ length: EVENTS }, (_, index) => String(7_000_000_000 + index));

    const answers = await Promise.all(ids.map((id) => sender.scenario(started(id))));
    await server.stop('SIGKILL');
    await server.start();

    const calls = await callsOnce(({ totalCount }) => totalCount >= EVENTS);
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(calls.nodes.map(({ callId }) => callId).sort()).toEqual(ids);
  }, 90_000);

  it('takes in an hour of audio in memory that does not grow with it', async () => {
    await sender.scenario(started('7000000000', 'conv_large'));
    await callsOnce(({ totalCount }) => totalCount === 1);
    const head = Buffer.from('ID3\u0003\0\0\0\0\0\0', 'latin1');
    const filler = Buffer.alloc(MEGABYTE / 10, 0x55);
    const send = async (conversation_id: string, megabytes: number) => {
      let peak = 0;
      const sampling = setInterval(() => (peak = Math.max(peak, residentBytes(server.pid!))), 20);
      const pieces = () => [head, ...Array.from({ length: megabytes * 10 }, () => filler)];
      const status = await sender.audio({ agent_id: agentId, conversation_id }, pieces);
      clearInterval(sampling);
      return { status, peak };
    };

    const shorter = await send('conv_of_no_call', 20);
    const large = await send('conv_large', 90);

    const calls = await callsOnce(({ nodes }) => nodes[0]?.recording != null);
    expect([shorter.status, large.status]).toEqual([200, 200]);
    expect(calls.nodes[0]!.recording!.byteSize).toBe(90 * MEGABYTE + head.length);
    // V8 lets some tens of megabytes of buffers lie before it collects them; held, these would be 70 of audio, or 93 of body.
    expect((large.peak - shorter.peak) / MEGABYTE).toBeLessThan(60);
  }, 90_000);
});

function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

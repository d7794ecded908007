import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { effects, Simulator } from '../simulator/index.js';
import { ApiClient } from './api-client.js';
import { seeded } from './seeded.js';
import { addApplication, finished } from './synced-application.js';
import { VoxsyncProcess } from './voxsync-process.js';

const SESSIONS = 400;
/** A sample: the fault suite kills a hundred times. */
const KILLS = 4;
const LEASE_MS = 600;

describe('a server that is killed in the middle of a sync', () => {
  let directory: string;
  let simulator: Simulator;
  let server: VoxsyncProcess;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'voxsync-crash-'));
    simulator = await Simulator.start({ calls: { perApplication: SESSIONS, days: 20, running: 0 } });
    server = await VoxsyncProcess.start({
      directory, // where the embedded database, its key and the recordings go
      env: {
        SYNC_LEASE_MS: String(LEASE_MS),
        SCHEDULES: 'off',
        VOXIMPLANT_API_URL: simulator.voximplantApiUrl,
        ELEVENLABS_API_URL: simulator.elevenLabsApiUrl,
      },
    });
  });

  afterEach(async () => {
    await server.stop('SIGKILL');
    await simulator.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('goes on by itself, and ends with the same calls as an undisturbed one, each once', async () => {
    const random = seeded(20_261_125);
    const [account] = simulator.accounts;
    const api = new ApiClient(server.url);
    const { signUp } = await api.graphql<{ signUp: { accessToken: string } }>(
      'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken } }',
      { input: { email: 'a@example.com', password: 'correct horse battery', workspaceName: 'Crash' } },
    );
    const operator = api.as(signUp.accessToken);
    const { applicationId } = await addApplication(operator, account!);
    simulator.faults.add(
      effects.alteredRows((rows) => rows.slice(0, 15)),
      { method: 'GetCallHistory' },
    );
    simulator.faults.add(effects.delay(40), { method: 'GetCallHistory' });
    const { syncCalls } = await operator.graphql<{ syncCalls: { run: { id: string } } }>(
      'mutation ($input: SyncCallsInput!) { syncCalls(input: $input) { run { id } } }',
      { input: { applicationId } },
    );

    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(50 + random() * 900);
      await server.stop('SIGKILL');
      await server.start();
    }
    const run = await finished(operator, syncCalls.run.id);

    const ids: string[] = [];
    for (let after: string | null = null; ;) {
      const {
        calls,
      }: { calls: { nodes: { callId: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
        await operator.graphql(
          'query ($after: String) { calls(first: 200, after: $after) { nodes { callId } pageInfo { hasNextPage endCursor } } }',
          { after },
        );
      ids.push(...calls.nodes.map(({ callId }) => callId));
      if (!calls.pageInfo.hasNextPage) break;
      after = calls.pageInfo.endCursor;
    }
    const truth = [...simulator.truth(account!.applications[0]!.id)].map((row) => String(row.call_session_history_id));
    expect(run).toMatchObject({ status: 'SUCCEEDED', counts: { newCalls: SESSIONS, updatedCalls: 0, failed: 0 } });
    expect(ids.sort()).toEqual(truth.sort());
  }, 120_000);
});

import { effects } from '../simulator/index.js';
import { addApplication, finished, SYNC_CALLS, sync } from './synced-application.js';
import { type SignedUp, TestApi } from './test-api.js';

interface Snapshot {
  status: string;
  progress: { sequence: number; done: number; total: number | null; fraction: number | null };
}

const PROGRESS = `subscription ($id: ID!) { syncProgress(runId: $id) { status progress { sequence done total fraction } } }`;
const RUNS = `subscription ($applicationId: ID) { syncRunUpdated(applicationId: $applicationId) { id status } }`;
const CALLS = `subscription ($applicationId: ID) { callUpdated(applicationId: $applicationId) { id callId status legs { legId } } }`;
const PAGE = { method: 'GetCallHistory' };

describe('the progress of a sync', () => {
  let api: TestApi;
  let operator: SignedUp;
  let applicationId: string;

  const begin = async () =>
    (await operator.graphql<{ syncCalls: { run: { id: string } } }>(SYNC_CALLS, { input: { applicationId } })).syncCalls
      .run;
  const watch = async (client: SignedUp, id: string) => {
    const seen: { at: number; snapshot: Snapshot }[] = [];
    for await (const { syncProgress } of client.subscribe<{ syncProgress: Snapshot }>(PROGRESS, { id })) {
      seen.push({ at: Date.now(), snapshot: syncProgress });
    }
    return seen;
  };

  beforeEach(async () => {
    api = await TestApi.start({ simulator: { calls: { perApplication: 200, days: 10, running: 0 } } });
    operator = await api.signUp();
    ({ applicationId } = await addApplication(operator, api.simulator.accounts[0]!));
    api.simulator.faults.add(
      effects.alteredRows((rows) => rows.slice(0, 10)),
      PAGE,
    );
    api.simulator.faults.add(effects.delay(60), PAGE);
  });

  afterEach(() => api.stop());

  it('begins with how it stands, rises, is not sent more often than four times a second, and ends with the end', async () => {
    const { id } = await begin();

    const seen = await watch(operator, id);

    const sequences = seen.map(({ snapshot }) => snapshot.progress.sequence);
    const duration = seen.at(-1)!.at - seen[0]!.at;
    expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
    expect(seen.length).toBeLessThanOrEqual(Math.ceil(duration / 250) + 3); // the first, and those at its start and end
    expect(seen.at(-1)!.snapshot).toMatchObject({
      status: 'SUCCEEDED',
      progress: { done: 200, total: 200, fraction: 1 },
    });
    expect(seen.some(({ snapshot }) => snapshot.status === 'RUNNING' && snapshot.progress.done > 0)).toBe(true);
  });

  it('of a run that has ended is one snapshot', async () => {
    const { id } = await begin();
    await finished(operator, id);

    const seen = await watch(operator, id);

    expect(seen.map(({ snapshot }) => snapshot.status)).toEqual(['SUCCEEDED']);
  });

  it('is seen by everybody in the workspace, and by no stranger', async () => {
    const viewer = await api.addUser(operator, 'VIEWER');
    const stranger = await api.signUp();
    const { id } = await begin();

    const [mine, theirs] = await Promise.all([watch(operator, id), watch(viewer, id)]);
    const refused = await watch(stranger, id).catch((error: unknown) => error);

    expect(theirs.at(-1)!.snapshot).toEqual(mine.at(-1)!.snapshot);
    expect(refused).toMatchObject({ code: 'NOT_FOUND', errors: [{ message: 'SyncRun not found' }] });
  });

  it('of all runs of an application begins with those that are live, and does not end', async () => {
    const { id } = await begin();

    const statuses: string[] = [];
    for await (const { syncRunUpdated } of operator.subscribe<{ syncRunUpdated: { id: string; status: string } }>(
      RUNS,
      {
        applicationId,
      },
    )) {
      expect(syncRunUpdated.id).toBe(id);
      statuses.push(syncRunUpdated.status);
      if (syncRunUpdated.status === 'SUCCEEDED') break;
    }

    expect(statuses.length).toBeGreaterThan(1);
    expect(['QUEUED', 'RUNNING']).toContain(statuses[0]);
  });

  it('brings each new call to who listens for calls, with all that is asked of it', async () => {
    const heard = new Set<string>();
    const stream = operator.subscribe<{ callUpdated: { id: string; callId: string; legs: { legId: string }[] } }>(
      CALLS,
      {
        applicationId,
      },
    );
    const listening = (async () => {
      for await (const { callUpdated } of stream) {
        heard.add(callUpdated.callId);
        if (heard.size === 200) break;
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 300)); // the subscription has no first value to wait for

    await sync(operator, SYNC_CALLS, { input: { applicationId } });
    await listening;

    const [application] = api.simulator.accounts[0]!.applications;
    const truth = [...api.simulator.truth(application!.id)].map((row) => String(row.call_session_history_id));
    expect([...heard].sort()).toEqual(truth.sort());
  });
});

import type { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { effects } from '../simulator/index.js';
import { MessageBus } from '../src/queue/index.js';
import { addApplication, finished, SYNC_CALLS, sync } from './synced-application.js';
import { type SignedUp, TestApi } from './test-api.js';

interface Snapshot {
  status: string;
  progress: { sequence: number; done: number; total: number | null; fraction: number | null };
}

interface HeardCall {
  callId: string;
  customData: string | null;
  legs: { legId: string }[];
}

const PROGRESS = `subscription ($id: ID!) { syncProgress(runId: $id) { status progress { sequence done total fraction } } }`;
const RUNS = `subscription ($applicationId: ID) { syncRunUpdated(applicationId: $applicationId) { id status } }`;
const CALLS = `subscription ($applicationId: ID) { callUpdated(applicationId: $applicationId) {
  callId customData legs { legId } } }`;
const STATUS = 'query ($id: ID!) { syncRun(id: $id) { status } }';
const REMOVE = 'mutation ($id: ID!) { removeApplication(id: $id) { id } }';
const SESSIONS = 120;
const PAGE = { method: 'GetCallHistory' };

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(10);
}

describe('the progress of a sync', () => {
  let api: TestApi;
  let remoteId: string;
  let operator: SignedUp;
  let applicationId: string;

  const begin = async () =>
    (await operator.graphql<{ syncCalls: { run: { id: string } } }>(SYNC_CALLS, { input: { applicationId } })).syncCalls
      .run;
  const statusOf = async (id: string) =>
    (await operator.graphql<{ syncRun: { status: string } }>(STATUS, { id })).syncRun.status;
  /** Listens until so many calls have come. */
  const listen = async (client: SignedUp, id: string | null, count: number) => {
    const heard = new Map<string, HeardCall>();
    for await (const { callUpdated } of client.subscribe<{ callUpdated: HeardCall }>(CALLS, { applicationId: id })) {
      heard.set(callUpdated.callId, callUpdated);
      if (heard.size === count) break;
    }
    return [...heard.values()];
  };
  /** How many subscriptions listen to runs and calls. */
  const listeners = () => {
    const { emitter } = api.app.get<unknown, { emitter: EventEmitter }>(MessageBus);
    const topics = emitter.eventNames().filter((topic) => /^(calls|sync)\./.test(String(topic)));
    return topics.reduce((sum, topic) => sum + emitter.listenerCount(topic), 0);
  };
  const watch = async (client: SignedUp, id: string) => {
    const seen: { at: number; snapshot: Snapshot }[] = [];
    for await (const { syncProgress } of client.subscribe<{ syncProgress: Snapshot }>(PROGRESS, { id })) {
      seen.push({ at: Date.now(), snapshot: syncProgress });
    }
    return seen;
  };

  beforeEach(async () => {
    api = await TestApi.start({ simulator: { calls: { perApplication: SESSIONS, days: 10, running: 0 } } });
    api.simulator.addApplication(api.simulator.accounts[0]!, { calls: { perApplication: 0 } });
    operator = await api.signUp();
    remoteId = api.simulator.accounts[0]!.applications[0]!.id;
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
      progress: { done: SESSIONS, total: SESSIONS, fraction: 1 },
    });
    expect(seen.some(({ snapshot }) => snapshot.status === 'RUNNING' && snapshot.progress.done > 0)).toBe(true);
  });

  it('of a run that has ended is one snapshot', async () => {
    const { id } = await begin();
    await finished(operator, id);

    const seen = await watch(operator, id);

    expect(seen.map(({ snapshot }) => snapshot.status)).toEqual(['SUCCEEDED']);
  });

  it('of a run that waits ends with its application, when that is removed', async () => {
    api.simulator.faults.add(effects.rateLimited(600), PAGE);
    const { id } = await begin();
    const watching = watch(operator, id);
    while ((await statusOf(id)) !== 'WAITING') await sleep(10);

    await operator.graphql(REMOVE, { id: applicationId });

    expect((await watching).at(-1)?.snapshot.status).toBe('CANCELLED');
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
    const listening = listen(operator, applicationId, SESSIONS);
    await until(() => listeners() === 1);

    await sync(operator, SYNC_CALLS, { input: { applicationId } });
    const heard = await listening;

    const truth = [...api.simulator.truth(remoteId)].map((row) => String(row.call_session_history_id));
    expect(heard.map(({ callId }) => callId).sort()).toEqual(truth.sort());
    expect(heard.some(({ legs }) => legs.length > 0)).toBe(true);
  });

  it('brings a call that has changed, and none that has not', async () => {
    await sync(operator, SYNC_CALLS, { input: { applicationId } });
    const [session] = [...api.simulator.truth(remoteId)].slice(-1);
    const listening = listen(operator, applicationId, 1);
    await until(() => listeners() === 1);

    api.simulator.updateSession(session!.call_session_history_id, { custom_data: 'changed' });
    const run = await sync(operator, SYNC_CALLS, { input: { applicationId } });

    expect(run.counts).toMatchObject({ newCalls: 0, updatedCalls: 1 });
    expect(await listening).toMatchObject([
      { callId: String(session!.call_session_history_id), customData: 'changed' },
    ]);
  });

  it('brings nothing of another workspace or another application', async () => {
    const stranger = await api.signUp();
    const { applicationId: elsewhere } = await addApplication(
      stranger,
      api.simulator.accounts[0]!,
      api.simulator.accounts[0]!.applications[1],
    );
    const listening = listen(stranger, elsewhere, 1);
    const everything = listen(stranger, null, 1);
    const guessed = listen(stranger, applicationId, 1);
    await until(() => listeners() === 3);

    await sync(operator, SYNC_CALLS, { input: { applicationId } });
    const theirs = api.simulator.addSession(api.simulator.accounts[0]!.applications[1]!.id, { duration: 1 });
    await sync(stranger, SYNC_CALLS, { input: { applicationId: elsewhere } });

    const callId = String(theirs.call_session_history_id);
    expect([await listening, await everything]).toMatchObject([[{ callId }], [{ callId }]]);
    expect(await Promise.race([guessed, Promise.resolve('nothing')])).toBe('nothing');
    await api.app.close(); // ends the one that would wait for ever
    await guessed.catch(() => undefined);
  });

  it('keeps no ear open for a client that has gone, nor for a run that has ended', async () => {
    const { id } = await begin();
    const streams = [
      operator.subscribe(PROGRESS, { id }),
      operator.subscribe(RUNS, { applicationId }),
      operator.subscribe(RUNS),
    ];
    await Promise.all(streams.map((stream) => stream.next()));
    const calls = operator.subscribe(CALLS, { applicationId });
    const first = calls.next(); // a call of the run
    await until(() => listeners() === 4);

    await first;
    await Promise.all([...streams, calls].map((stream) => stream.return()));
    await until(() => listeners() === 0);
    await finished(operator, id);

    expect(listeners()).toBe(0);
  });
});

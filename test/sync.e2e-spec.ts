import { jest } from '@jest/globals';
import { effects } from '../simulator/index.js';
import { Db } from '../src/database/index.js';
import { parseGlobalId } from '../src/common/id.js';
import type { SyncTables } from '../src/sync/sync-run.table.js';
import { allCalls, expectedCalls, mirrored } from './mirrored-calls.js';
import { addApplication, finished, SYNC_CALLS, sync } from './synced-application.js';
import { type SignedUp, TestApi } from './test-api.js';

const HISTORY = { method: 'GetCallHistory' };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const RUN = `query ($id: ID!) { syncRun(id: $id) { status resumeAt finishedAt progress { done total } error { code } } }`;
const THROUGH = '{ applications { syncedThrough account { connection { state error { code } } } } }';
const CANCEL = 'mutation ($id: ID!) { cancelSync(id: $id) { run { id status } } }';
const RETRY = 'mutation ($id: ID!) { retrySync(id: $id) { run { id trigger } } }';

describe('the sync of calls', () => {
  let api: TestApi;
  let operator: SignedUp;
  let applicationId: string;
  let remoteId: string;
  /** The simulator's clock. */
  let now: Date;

  const start = async (calls: object, env: Record<string, string> = {}) => {
    now = new Date();
    api = await TestApi.start({ env, simulator: { clock: () => now, calls: { days: 20, running: 0, ...calls } } });
    operator = await api.signUp();
    const [account] = api.simulator.accounts;
    remoteId = account!.applications[0]!.id;
    ({ applicationId } = await addApplication(operator, account!));
  };
  const truth = () => expectedCalls(api.simulator.truth(remoteId));
  const syncCalls = (range: { from?: string; to?: string } = {}) =>
    sync(operator, SYNC_CALLS, { input: { applicationId, ...range } });
  const begin = async () =>
    (
      await operator.graphql<{ syncCalls: { alreadyRunning: boolean; run: { id: string } } }>(
        'mutation ($input: SyncCallsInput!) { syncCalls(input: $input) { alreadyRunning run { id } } }',
        { input: { applicationId } },
      )
    ).syncCalls;
  const syncedThrough = async () =>
    (await operator.graphql<{ applications: [{ syncedThrough: string | null }] }>(THROUGH)).applications[0]
      .syncedThrough;

  afterEach(() => api.stop());

  it('mirrors every session with its legs and its exact cost', async () => {
    await start({ perApplication: 1300, largestBurst: 1100 });

    const run = await syncCalls();

    expect(run).toMatchObject({ status: 'SUCCEEDED', error: null, failures: [], counts: { newCalls: 1300 } });
    expect(mirrored(await allCalls(operator))).toEqual(truth());
  });

  it('finds everything unchanged the second time, and writes nothing', async () => {
    await start({ perApplication: 150 });
    const range = { from: new Date(now.getTime() - 25 * DAY_MS).toISOString(), to: now.toISOString() };
    await syncCalls(range);
    const before = await allCalls(operator);
    const db = api.app.get(Db);
    const writes = [jest.spyOn(db, 'insertRows'), jest.spyOn(db, 'upsertRows')];

    const again = await syncCalls(range);

    expect(again.counts).toMatchObject({ newCalls: 0, updatedCalls: 0, unchangedCalls: 150, failed: 0 });
    expect(await allCalls(operator)).toEqual(before);
    const rows = writes.map(({ mock }) => mock.calls.map((values) => values.at(-1) as unknown[]).flat());
    expect(rows).toEqual([[], []]);
  });

  it('settles calls that were running, or billed late, when they are seen again', async () => {
    await start({ perApplication: 100, days: 1, running: 3, billedVeryLate: 0.3 });
    await syncCalls();
    const before = await allCalls(operator);
    now = new Date(now.getTime() + 7 * HOUR_MS);

    const later = await syncCalls();

    const known = new Set(mirrored(before).map((call) => JSON.stringify(call)));
    const changed = truth().filter((call) => !known.has(JSON.stringify(call)));
    expect(before.filter(({ status }) => status === 'IN_PROGRESS').length).toBeGreaterThan(0);
    expect(mirrored(await allCalls(operator))).toEqual(truth());
    expect(later.counts.updatedCalls).toBe(changed.length);
    expect(changed.length).toBeGreaterThan(0);
    expect((await allCalls(operator)).some(({ status }) => status === 'IN_PROGRESS')).toBe(false);
  });

  it('asks by id for calls behind the look-back that were not billed, and is not stopped by one that is gone', async () => {
    await start({ perApplication: 0 });
    const old = (hours: number) =>
      new Date(now.getTime() - hours * HOUR_MS).toISOString().slice(0, 19).replace('T', ' ');
    const leg = { call_id: 5120999001, start_time: old(100), duration: 5, incoming: true, successful: true };
    api.simulator.addSession(remoteId, {
      call_session_history_id: 5120999000,
      start_date: old(100),
      duration: 9,
      calls: [leg],
    });
    api.simulator.addSession(remoteId, {
      call_session_history_id: 5120999100,
      start_date: old(101),
      duration: 9,
      calls: [],
    });
    await syncCalls();
    api.simulator.updateSession(5120999000, { calls: [{ ...leg, cost: 0.0125 }] });
    api.simulator.removeSession(5120999100);

    const later = await syncCalls();

    expect(later).toMatchObject({ status: 'SUCCEEDED', counts: { updatedCalls: 1, unchangedCalls: 1 } });
    expect((await allCalls(operator)).map(({ callId, cost }) => [callId, cost?.amount])).toEqual([
      ['5120999000', '0.0125'],
      ['5120999100', undefined],
    ]);
  });

  it('never replaces a known value with an absent one', async () => {
    await start({ perApplication: 0 });
    const leg = { call_id: 5120999001, incoming: true, successful: true, duration: 5, cost: 0.01 };
    const date = new Date(now.getTime() - HOUR_MS).toISOString().slice(0, 19).replace('T', ' ');
    const custom_data = '{"v":1,"c":"conv_abcdefgh12345678"}';
    api.simulator.addSession(remoteId, {
      call_session_history_id: 5120999000,
      start_date: date,
      duration: 9,
      custom_data,
      calls: [{ ...leg, start_time: date }],
    });
    await syncCalls();
    const before = await allCalls(operator);
    api.simulator.removeSession(5120999000);
    api.simulator.addSession(remoteId, { call_session_history_id: 5120999000, start_date: date, calls: [] });

    const again = await syncCalls();

    expect(again.counts).toMatchObject({ unchangedCalls: 1, updatedCalls: 0 });
    expect(await allCalls(operator)).toEqual(before);
  });

  it('runs once at a time for an application: a second start answers the live run', async () => {
    await start({ perApplication: 50 });
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    api.simulator.faults.add(effects.heldUntil(released), HISTORY);

    const started = await Promise.all([begin(), begin(), begin()]);
    release();

    expect(new Set(started.map(({ run }) => run.id)).size).toBe(1);
    expect(started.filter(({ alreadyRunning }) => !alreadyRunning)).toHaveLength(1);
    await finished(operator, started[0].run.id);
  });

  it('stops where it is cancelled, keeps what is stored, and goes on from there when it is retried', async () => {
    await start({ perApplication: 120 });
    const slow = api.simulator.faults.add(effects.delay(150), HISTORY);
    api.simulator.faults.add(
      effects.alteredRows((rows) => rows.slice(0, 20)),
      HISTORY,
    );
    const { run } = await begin();
    for await (const { syncProgress } of operator.subscribe<{ syncProgress: { progress: { done: number } } }>(
      'subscription ($id: ID!) { syncProgress(runId: $id) { progress { done } } }',
      { id: run.id },
    )) {
      if (syncProgress.progress.done > 0) break;
    }

    await operator.graphql(CANCEL, { id: run.id });
    const cancelled = await finished(operator, run.id);

    const kept = (await allCalls(operator)).length;
    expect(cancelled.status).toBe('CANCELLED');
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(120);
    slow.remove();
    const { retrySync } = await operator.graphql<{ retrySync: { run: { id: string; trigger: string } } }>(RETRY, {
      id: run.id,
    });
    const retried = await finished(operator, retrySync.run.id);
    expect([retried.status, retrySync.run.trigger, retried.counts.newCalls]).toEqual([
      'SUCCEEDED',
      'RETRY',
      120 - kept,
    ]);
    expect(mirrored(await allCalls(operator))).toEqual(truth());
  });

  it('fails for good when Voximplant refuses the credentials, and the account shows it', async () => {
    await start({ perApplication: 10 });
    api.simulator.accounts[0]!.apiKey = 'another-key-than-before';

    const run = await syncCalls();

    const { applications } = await operator.graphql<{ applications: unknown[] }>(THROUGH);
    expect(run).toMatchObject({ status: 'FAILED', error: { kind: 'CONFIGURATION', code: '100', retryable: false } });
    expect(applications).toMatchObject([
      { syncedThrough: null, account: { connection: { state: 'FAILED', error: { code: '100' } } } },
    ]);
  });

  it('waits, held by nobody, where Voximplant asks for a long pause, and nobody asks it before', async () => {
    await start({ perApplication: 10 });
    api.simulator.faults.add(effects.rateLimited(600), { ...HISTORY, times: 1 });
    const before = Date.now();

    const { run } = await begin();
    const waiting = async (attempt: number) => {
      for await (const { syncProgress } of operator.subscribe<{
        syncProgress: { status: string; resumeAt: string; attempt: number };
      }>('subscription ($id: ID!) { syncProgress(runId: $id) { status resumeAt attempt } }', { id: run.id })) {
        if (syncProgress.status === 'WAITING' && syncProgress.attempt === attempt) return syncProgress;
      }
      throw new Error('The run has ended');
    };
    const first = await waiting(1);
    const asked = api.simulator.requests.count('GetCallHistory');
    const tables = api.app.get(Db).kysely<SyncTables>();
    const id = parseGlobalId(run.id)!.id;
    await tables
      .updateTable('sync_runs')
      .set({ resume_at: api.app.get(Db).dialect.toColumn(new Date(before)) })
      .where('id', '=', id)
      .execute();
    const second = await waiting(2);

    expect(Date.parse(first.resumeAt) - before).toBeGreaterThan(590_000);
    expect(Date.parse(second.resumeAt) - before).toBeGreaterThan(590_000);
    expect(api.simulator.requests.count('GetCallHistory')).toBe(asked);
  });

  it('names rows that cannot be read, stores the others, and does not move the instant of what is known', async () => {
    await start({ perApplication: 30 });
    api.simulator.faults.add(effects.garbageRow({ call_session_history_id: 77, start_date: 'yesterday' }), HISTORY);

    const run = await syncCalls();

    expect(run).toMatchObject({ status: 'PARTIAL', counts: { newCalls: 30, failed: 1 } });
    expect(run.failures).toMatchObject([{ code: 'UNREADABLE_ROW', phase: 'CALLS', call: null }]);
    expect(run.failures[0]?.message).toContain('Session 77');
    expect(await syncedThrough()).toBeNull();
  });

  it('moves the instant of what is known forwards only, and never over a gap', async () => {
    await start({ perApplication: 20 });
    const at = (days: number) => new Date(now.getTime() - days * DAY_MS).toISOString();

    await syncCalls({ from: at(30), to: at(10) });
    const afterBackfill = await syncedThrough();
    await syncCalls();
    const known = await syncedThrough();
    await syncCalls({ from: at(30), to: at(20) });

    expect(afterBackfill).toBeNull();
    expect(Date.parse(known!)).toBeGreaterThan(now.getTime() - 60_000);
    expect(await syncedThrough()).toBe(known);
  });

  it.each([
    ['the wrong way round', { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }, 'to'],
    ['that lies ahead', { from: '2999-01-01T00:00:00Z' }, 'from'],
  ])('refuses a range %s', async (_, range, field) => {
    await start({ perApplication: 0 });

    const { errors } = await operator.request(SYNC_CALLS, { input: { applicationId, ...range } });

    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { [field]: [expect.any(String)] } });
  });

  it('shows nothing to a stranger, and does nothing for one', async () => {
    await start({ perApplication: 5 });
    const { run } = await begin();
    await finished(operator, run.id);
    const stranger = await api.signUp();

    const answers = await Promise.all([
      stranger.request(RUN, { id: run.id }),
      stranger.request(CANCEL, { id: run.id }),
      stranger.request(RETRY, { id: run.id }),
      stranger.request(SYNC_CALLS, { input: { applicationId } }),
    ]);

    expect(answers.map(({ errors }) => errors[0]?.extensions.code)).toEqual(Array(4).fill('NOT_FOUND'));
    expect(await allCalls(stranger)).toEqual([]);
  });

  it('lets a worker whose lease was taken write nothing any more', async () => {
    await start({ perApplication: 40 });
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    api.simulator.faults.add(effects.heldUntil(released), HISTORY);
    const { run } = await begin();
    const tables = api.app.get(Db).kysely<SyncTables>();
    const id = parseGlobalId(run.id)!.id;
    while (api.simulator.requests.count('GetCallHistory') === 0)
      await new Promise((resolve) => setTimeout(resolve, 20));

    await tables.updateTable('sync_runs').set({ lease_token: 'somebody else' }).where('id', '=', id).execute();
    release();
    while (!api.log.some((line) => line.includes('Run left'))) await new Promise((resolve) => setTimeout(resolve, 20));

    expect(await allCalls(operator)).toEqual([]);
    const { syncRun } = await operator.graphql<{ syncRun: object }>(RUN, { id: run.id });
    expect(syncRun).toMatchObject({ status: 'RUNNING', progress: { done: 0 }, finishedAt: null });
  });

  it('is not brought down by the removal of its application', async () => {
    await start({ perApplication: 40 });
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    api.simulator.faults.add(effects.heldUntil(released), HISTORY);
    await begin();
    while (api.simulator.requests.count('GetCallHistory') === 0)
      await new Promise((resolve) => setTimeout(resolve, 20));

    await operator.graphql('mutation ($id: ID!) { removeApplication(id: $id) { id } }', { id: applicationId });
    release();
    while (!api.log.some((line) => line.includes('Run left'))) await new Promise((resolve) => setTimeout(resolve, 20));

    expect(await operator.graphql('{ applications { id } syncRuns { nodes { id } } }')).toEqual({
      applications: [],
      syncRuns: { nodes: [] },
    });
  });
});

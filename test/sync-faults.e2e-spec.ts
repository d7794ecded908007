import { type Effect, effects, type Fault, type SessionInput } from '../simulator/index.js';
import { parseGlobalId } from '../src/common/id.js';
import { Db } from '../src/database/index.js';
import type { SyncTables } from '../src/sync/sync-run.table.js';
import { allCalls, expectedCalls, mirrored } from './mirrored-calls.js';
import { createTestDatabase } from './servers/test-database.js';
import { addApplication, finished, SYNC_CALLS, sync } from './synced-application.js';
import { type SignedUp, TestApi } from './test-api.js';

const HISTORY = { method: 'GetCallHistory' };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const CANCEL = 'mutation ($id: ID!) { cancelSync(id: $id) { run { id status } } }';
const RETRY = 'mutation ($id: ID!) { retrySync(id: $id) { run { id } } }';
const THROUGH = '{ applications { syncedThrough } }';
const PROGRESS =
  'subscription ($id: ID!) { syncProgress(runId: $id) { status error { kind code } progress { done } } }';

interface Progress {
  syncProgress: { status: string; error: { kind: string; code: string } | null; progress: { done: number } };
}

const wireDate = (date: Date) => date.toISOString().slice(0, 19).replace('T', ' ');

describe('a sync of calls, when things go wrong', () => {
  let api: TestApi;
  let operator: SignedUp;
  let applicationId: string;
  let remoteId: string;
  /** The simulator's clock. */
  let now: Date;

  const start = async (calls: object, options: { env?: Record<string, string> } = {}) => {
    now = new Date();
    api = await TestApi.start({
      ...options,
      simulator: { clock: () => now, calls: { days: 20, running: 0, ...calls } },
    });
    operator = await api.signUp();
    const [account] = api.simulator.accounts;
    remoteId = account!.applications[0]!.id;
    ({ applicationId } = await addApplication(operator, account!));
  };
  const truth = () => expectedCalls(api.simulator.truth(remoteId));
  const stored = async () => mirrored(await allCalls(operator));
  const begin = async (range: { from?: string; to?: string } = {}) =>
    (
      await operator.graphql<{ syncCalls: { alreadyRunning: boolean; run: { id: string } } }>(
        'mutation ($input: SyncCallsInput!) { syncCalls(input: $input) { alreadyRunning run { id } } }',
        { input: { applicationId, ...range } },
      )
    ).syncCalls;
  const syncCalls = async (range: { from?: string; to?: string } = {}) =>
    sync(operator, SYNC_CALLS, { input: { applicationId, ...range } });
  const retry = async (id: string) => {
    const { retrySync } = await operator.graphql<{ retrySync: { run: { id: string } } }>(RETRY, { id });
    return finished(operator, retrySync.run.id);
  };
  const syncedThrough = async () =>
    (await operator.graphql<{ applications: [{ syncedThrough: string | null }] }>(THROUGH)).applications[0]
      .syncedThrough;
  /** Waits until the run stands as is wanted. */
  const until = async (id: string, wanted: (run: Progress['syncProgress']) => boolean) => {
    for await (const { syncProgress } of operator.subscribe<Progress>(PROGRESS, { id }))
      if (wanted(syncProgress)) return syncProgress;
    throw new Error('The run has ended before');
  };
  const fault = (effect: Effect, scope: object = {}): Fault =>
    api.simulator.faults.add(effect, { ...HISTORY, ...scope });
  const pagesOf = (rows: number) => fault(effects.alteredRows((page) => page.slice(0, rows)));
  /** Started an hour ago, with one leg that was billed. */
  const addSession = (session: SessionInput, leg: object = {}) => {
    const start_date = wireDate(new Date(now.getTime() - HOUR_MS));
    const calls = [
      { call_id: 1, start_time: start_date, duration: 5, incoming: true, successful: true, cost: 0, ...leg },
    ];
    return api.simulator.addSession(remoteId, { start_date, duration: 9, calls, ...session });
  };

  afterEach(() => api.stop());

  describe('with an upstream that cannot be used for now', () => {
    it.each<[string, Effect, RegExp]>([
      ['a web page', effects.htmlPage(200), /BAD_PAYLOAD/],
      ['invalid JSON', effects.invalidJson(), /BAD_PAYLOAD|UNAVAILABLE/],
      ['nothing', effects.emptyBody(), /BAD_PAYLOAD/],
      ['times of another zone', effects.wrongTimezone(), /BAD_PAYLOAD/],
      ['the same page for ever', effects.repeatedPage(), /BAD_PAYLOAD/],
    ])('that answers %s, fails for now, keeps what is stored, and goes on from there', async (_, effect, code) => {
      await start({ perApplication: 60 });
      const broken = fault(effect, { skip: 1 }); // outside of the next one, which would make the answer whole again
      const short = pagesOf(25);

      const run = await syncCalls();

      const error = { kind: 'TRANSIENT', code: expect.stringMatching(code), retryable: true };
      expect(run).toMatchObject({ status: 'FAILED', error, counts: { failed: 0 } });
      expect(run.error?.message).toMatch(/^[A-Z].*\.$/);
      expect(await syncedThrough()).toBeNull();
      const kept = await stored();
      expect(kept.length).toBeGreaterThan(0);
      short.remove();
      broken.remove();
      const retried = await retry(run.id);
      expect(retried).toMatchObject({ status: 'SUCCEEDED', counts: { newCalls: 60 - kept.length } });
      expect(await stored()).toEqual(truth());
      expect(await syncedThrough()).not.toBeNull();
    });

    it.each<[string, Effect, RegExp]>([
      ['503', effects.httpStatus(503), /UNAVAILABLE/],
      ['a reset connection', effects.delivered('resetAfterHeaders'), /UNAVAILABLE/],
      ['its own "try again"', effects.voximplantError(340), /340/],
    ])('that answers %s, waits and says why, and goes on by itself once it is back', async (_, effect, code) => {
      await start({ perApplication: 60 });
      const broken = fault(effect, { skip: 1 });
      pagesOf(25);
      const { run } = await begin();
      const waiting = await until(run.id, ({ status }) => status === 'WAITING');
      const kept = await stored();

      broken.remove();

      expect(waiting).toMatchObject({ error: { kind: 'TRANSIENT', code: expect.stringMatching(code) } });
      expect(kept.length).toBeGreaterThan(0);
      expect(await finished(operator, run.id)).toMatchObject({
        status: 'SUCCEEDED',
        error: null,
        counts: { newCalls: 60, unchangedCalls: 0 },
      });
      expect(await stored()).toEqual(truth());
    });

    it('gets over faults that pass, and is none the wiser', async () => {
      await start({ perApplication: 60 });
      for (const effect of [effects.httpStatus(502), effects.invalidJson(), effects.delivered('resetAfterHeaders')]) {
        fault(effect, { probability: 0.25 });
      }
      pagesOf(20);

      const run = await syncCalls();

      expect(run).toMatchObject({ status: 'SUCCEEDED', counts: { newCalls: 60, failed: 0 } });
      expect(await stored()).toEqual(truth());
    });
  });

  describe('with pages that are not as they should be', () => {
    it('is not led astray by short pages and rows that are listed twice', async () => {
      await start({ perApplication: 80, burst: { every: 10, sessions: 7 } });
      fault(effects.duplicateRows());
      pagesOf(16);

      const run = await syncCalls();

      expect(run).toMatchObject({ status: 'SUCCEEDED', counts: { newCalls: 80, unchangedCalls: 0 } });
      expect(await stored()).toEqual(truth());
    });

    it('asks for shorter ranges where one is too wide', async () => {
      await start({ perApplication: 60 });
      const isWide = ({ parameters }: { parameters: { get(name: string): string | null } }) =>
        Date.parse(`${parameters.get('to_date')}Z`) - Date.parse(`${parameters.get('from_date')}Z`) > 5 * DAY_MS;
      fault(effects.voximplantError(569), { matching: isWide });

      const run = await syncCalls();

      expect(run).toMatchObject({ status: 'SUCCEEDED', counts: { newCalls: 60 } });
      expect(await stored()).toEqual(truth());
    });

    it('goes on behind a second that holds more than can be listed, and says so', async () => {
      await start({ perApplication: 0 });
      const crowded = new Date(now.getTime() - 2 * HOUR_MS);
      const start_date = wireDate(crowded);
      for (let index = 0; index < 10_100; index++) {
        api.simulator.addSession(remoteId, { call_session_history_id: 7_000_000_000 + index, start_date, duration: 1 });
      }
      const later = addSession({ call_session_history_id: 8_000_000_000 });

      const run = await syncCalls();

      expect(run).toMatchObject({ status: 'PARTIAL', counts: { newCalls: 10_001, failed: 1 } });
      expect(run.failures).toMatchObject([{ code: 'CROWDED_SECOND', call: null }]);
      expect(await syncedThrough()).toBeNull();
      const filter = { startTime: { from: new Date(crowded.getTime() + 60_000).toISOString() } };
      expect((await allCalls(operator, filter)).map(({ callId }) => callId)).toEqual([
        String(later.call_session_history_id),
      ]);
    }, 30_000);

    it('keeps the first hundred failures of more', async () => {
      await start({ perApplication: 20 });
      const garbage = Array.from({ length: 130 }, (_, index) => ({
        call_session_history_id: index,
        start_date: 'soon',
      }));
      fault(effects.alteredRows((rows) => [...garbage, ...rows]));

      const run = await syncCalls();

      expect(run).toMatchObject({ status: 'PARTIAL', counts: { newCalls: 20, failed: 130 } });
      expect(run.failures).toHaveLength(100);
      expect(new Set(run.failures.map(({ message }) => message)).size).toBe(100);
    });

    it('begins anew when a run is retried in which rows have failed, and then closes the gap', async () => {
      await start({ perApplication: 30 });
      const garbage = fault(effects.garbageRow());
      const run = await syncCalls();
      garbage.remove();

      const retried = await retry(run.id);

      expect(run.status).toBe('PARTIAL');
      expect(retried).toMatchObject({ status: 'SUCCEEDED', counts: { newCalls: 0, unchangedCalls: 30 } });
      expect(await syncedThrough()).not.toBeNull();
    });
  });

  describe('with values that are not as they should be', () => {
    it('stores the odd ones that fit, cut where they have to be', async () => {
      await start({ perApplication: 0 });
      const odd = '😀'.repeat(100);
      addSession({ call_session_history_id: 1, custom_data: 'a\u0000b' });
      addSession({ call_session_history_id: 2, custom_data: `x${odd}${odd}` });
      addSession({ call_session_history_id: 3, custom_data: 'a half \ud83d of one' });
      addSession(
        { call_session_history_id: 4 },
        { remote_number: '9'.repeat(300), local_number: 'sip:ü😀@x', remote_number_type: 'T'.repeat(90) },
      );
      addSession({ call_session_history_id: 5 }, { end_reason: { code: 486, details: 'é'.repeat(900) } });
      addSession({
        call_session_history_id: String(2 ** 53 - 1),
        records: [{ record_id: 9, record_url: 'x'.repeat(70_000) }],
      });
      addSession({ call_session_history_id: 7, calls: null, records: 'none', custom_data: 42 });
      addSession({ call_session_history_id: 8 }, { call_id: undefined, start_time: undefined });

      const run = await syncCalls();

      const calls = new Map((await stored()).map((call) => [call.callId, call]));
      expect(run).toMatchObject({ status: 'SUCCEEDED', counts: { newCalls: 8, failed: 0 } });
      expect(calls.get('1')?.customData).toBe('ab');
      expect(calls.get('2')?.customData).toBe(`x${'😀'.repeat(127)}`);
      expect(calls.get('3')?.customData).toBe('a half \ufffd of one');
      expect(calls.get('4')).toMatchObject({ fromNumber: '9'.repeat(255), toNumber: 'sip:ü😀@x' });
      expect(calls.get('5')?.statusReason).toBe(`486 ${'é'.repeat(251)}`);
      expect(calls.get('7')).toMatchObject({ customData: '42', direction: 'UNKNOWN', legs: [] });
      expect(calls.get('8')?.legs).toMatchObject([{ legId: '8#0' }]);
      expect((await syncCalls()).counts).toMatchObject({ newCalls: 0, updatedCalls: 0, unchangedCalls: 8 });
    });

    it('names the rows that no database would take, and stores their neighbours', async () => {
      await start({ perApplication: 5 });
      addSession({ call_session_history_id: '9007199254740993' });
      addSession({ call_session_history_id: '99999999999999999999' });
      addSession({ call_session_history_id: 103, duration: 2 ** 31 });
      addSession({ call_session_history_id: 104, duration: 1e300 });
      addSession({ call_session_history_id: 105 }, { duration: 1e12 });
      addSession({ call_session_history_id: 106 }, { start_time: '1900-01-01 00:00:00' });
      addSession({ call_session_history_id: 107 }, { cost: '9e30' });
      fault(
        effects.alteredRows((rows) => [
          ...rows,
          { call_session_history_id: 108, start_date: '9999-12-31 23:59:59' },
          { call_session_history_id: 109, start_date: '0001-01-01 00:00:00' },
          { call_session_history_id: 110, start_date: '2026-02-30 00:00:00' },
          null,
        ]),
        { times: 1 },
      );

      const run = await syncCalls();

      expect(run).toMatchObject({ status: 'PARTIAL', counts: { newCalls: 5, failed: 11 } });
      const named = run.failures.map(({ message }) => /^Session (\d+)/.exec(message)?.[1] ?? 'unnamed').sort();
      expect(named).toEqual(
        [
          '9007199254740993',
          '99999999999999999999',
          '103',
          '104',
          '105',
          '106',
          '107',
          '108',
          '109',
          '110',
          'unnamed',
        ].sort(),
      );
    });
  });

  describe('that is to end', () => {
    it('is cancelled though Voximplant asks for a long pause just then', async () => {
      await start({ perApplication: 10 });
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      fault(effects.heldUntil(released));
      fault(effects.rateLimited(600));
      const { run } = await begin();
      await until(run.id, ({ status }) => status === 'RUNNING');

      await operator.graphql(CANCEL, { id: run.id });
      release();

      expect(await finished(operator, run.id)).toMatchObject({ status: 'CANCELLED', error: null });
    });

    it('is cancelled at once while it waits, and makes room for another', async () => {
      await start({ perApplication: 10 });
      const away = fault(effects.httpStatus(503));
      const { run } = await begin();
      await until(run.id, ({ status }) => status === 'WAITING');

      const { cancelSync } = await operator.graphql<{ cancelSync: { run: object } }>(CANCEL, { id: run.id });
      away.remove();
      const next = await begin();

      expect(cancelSync.run).toEqual({ id: run.id, status: 'CANCELLED' });
      expect(next.alreadyRunning).toBe(false);
      expect(await finished(operator, next.run.id)).toMatchObject({ status: 'SUCCEEDED', counts: { newCalls: 10 } });
      expect((await finished(operator, run.id)).status).toBe('CANCELLED');
    });

    it('leaves a run that has ended as it is, and refuses to retry one that has succeeded', async () => {
      await start({ perApplication: 5 });
      const { id } = await syncCalls();

      const { cancelSync } = await operator.graphql<{ cancelSync: { run: object } }>(CANCEL, { id });

      expect(cancelSync.run).toEqual({ id, status: 'SUCCEEDED' });
      expect(await operator.codeOf(RETRY, { id })).toBe('CONFLICT');
    });
  });

  describe('whose process is gone', () => {
    it('hands its run on when it is shut down, and the next process goes on from there', async () => {
      const database = await createTestDatabase();
      try {
        await start({ perApplication: 100 });
        await api.stop();
        now = new Date();
        const simulator = { clock: () => now, calls: { days: 20, running: 0, perApplication: 100 } };
        const key = { ENCRYPTION_KEY: database.kind === 'sqlite' ? undefined : Buffer.alloc(32, 7).toString('base64') };
        api = await TestApi.start({ database, simulator, env: { ...key, AUTH_SECRET: 'x'.repeat(40) } });
        const first = api;
        operator = await first.signUp();
        const [account] = first.simulator.accounts;
        remoteId = account!.applications[0]!.id;
        ({ applicationId } = await addApplication(operator, account!));
        pagesOf(10);
        fault(effects.delay(50));
        const { run } = await begin();
        await until(run.id, ({ progress }) => progress.done > 0);

        await first.app.close();
        const second = await TestApi.start({
          database,
          simulator: first.simulator,
          env: { ...key, AUTH_SECRET: 'x'.repeat(40) },
        });
        operator = second.as(operator.token) as SignedUp;
        const ended = await finished(operator, run.id);

        expect(ended).toMatchObject({ status: 'SUCCEEDED', counts: { newCalls: 100, updatedCalls: 0, failed: 0 } });
        expect(await stored()).toEqual(truth());
        await second.stop();
      } finally {
        await database.drop();
      }
    });

    it('is followed by whoever finds its lease at an end, from the checkpoint on', async () => {
      await start({ perApplication: 100 }, { env: { SYNC_LEASE_MS: '400' } });
      const slow = fault(effects.delay(60));
      pagesOf(10);
      const { run } = await begin();
      await until(run.id, ({ progress }) => progress.done > 0);

      // What a worker that died leaves behind: a run with somebody's lease, which nobody renews.
      await api.app
        .get(Db)
        .kysely<SyncTables>()
        .updateTable('sync_runs')
        .set({ lease_token: 'a dead worker' })
        .where('id', '=', parseGlobalId(run.id)!.id)
        .execute();
      slow.remove();

      const ended = await finished(operator, run.id);
      expect(ended).toMatchObject({ status: 'SUCCEEDED', counts: { newCalls: 100, updatedCalls: 0, failed: 0 } });
      expect(await stored()).toEqual(truth());
    });
  });

  describe('over time', () => {
    it('freezes its end when it starts: what begins later is the next run’s', async () => {
      await start({ perApplication: 10 });
      fault(effects.delay(300), { times: 1 });
      const { run } = await begin();
      now = new Date(now.getTime() + 60_000);
      addSession({ start_date: wireDate(new Date(now.getTime() - 5_000)) });

      const first = await finished(operator, run.id);
      const asked = api.simulator.requests.of('GetCallHistory').map(({ parameters }) => parameters.get('to_date'));

      expect(first.counts.newCalls).toBe(10);
      expect(new Set(asked.slice(1)).size).toBe(1); // the first one was the test of the credentials
    });

    it('moves the instant of what is known forwards by a range that adjoins it, not by one that leaves a gap', async () => {
      await start({ perApplication: 20 });
      const at = (days: number) => new Date(now.getTime() - days * DAY_MS).toISOString();
      await syncCalls();
      const db = api.app.get(Db);
      await db
        .kysely<{ applications: { synced_through: unknown } }>()
        .updateTable('applications')
        .set({ synced_through: db.dialect.toColumn(new Date(at(10))) })
        .execute();

      await syncCalls({ from: at(8), to: at(6) });
      const afterGap = await syncedThrough();
      await syncCalls({ from: at(12), to: at(6) });
      const afterAdjoining = await syncedThrough();
      await syncCalls({ from: at(30), to: at(15) });

      expect(afterGap).toBe(at(10));
      expect(afterAdjoining).toBe(at(6));
      expect(await syncedThrough()).toBe(at(6));
    });

    it('asks for unsettled calls by id until they are seven days old, and finds those that are there among those that are gone', async () => {
      await start({ perApplication: 0 });
      const ago = (hours: number) => wireDate(new Date(now.getTime() - hours * HOUR_MS));
      const ids = [60, 70, 80, 90, 100, 110, 120, 130, 167, 169].map((hours) => {
        const leg = { call_id: hours, start_time: ago(hours), duration: 5, incoming: true, successful: true };
        api.simulator.addSession(remoteId, {
          call_session_history_id: hours,
          start_date: ago(hours),
          duration: 9,
          calls: [leg],
        });
        return hours;
      });
      await syncCalls();
      for (const id of ids) {
        const leg = { call_id: id, start_time: ago(id), duration: 5, incoming: true, successful: true, cost: 0.5 };
        api.simulator.updateSession(id, { calls: [leg] });
      }
      for (const gone of [70, 110, 130]) api.simulator.removeSession(gone);

      const later = await syncCalls();

      const billed = (await stored()).filter(({ cost }) => cost !== null).map(({ callId }) => Number(callId));
      expect(billed).toEqual([60, 80, 90, 100, 120, 167]);
      expect(later).toMatchObject({
        status: 'SUCCEEDED',
        counts: { updatedCalls: 6, unchangedCalls: 3, totalProcessed: 9, failed: 0 },
      });
      expect((await syncCalls()).counts).toMatchObject({ updatedCalls: 0, totalProcessed: 3 });
    });
  });
});

import { sql } from 'kysely';
import { effects } from '../simulator/index.js';
import { parseGlobalId } from '../src/common/id.js';
import { Db, type StoredInstant } from '../src/database/index.js';
import { Beats } from '../src/schedule/index.js';
import type { SyncTables } from '../src/sync/sync-run.table.js';
import { SyncScheduler } from '../src/sync/sync.scheduler.js';
import type { ApiClient } from './api-client.js';
import { addApplication, finished, sync, SYNC_CALLS, SYNC_PENDING } from './synced-application.js';
import { TestApi } from './test-api.js';

const MINUTE_MS = 60_000;
const RUNS = '{ syncRuns(first: 50) { nodes { id kind trigger status } } }';
const PAUSE = 'query ($id: ID!) { application(id: $id) { syncPause { reason since } } }';
const UPDATE = 'mutation ($input: UpdateApplicationInput!) { updateApplication(input: $input) { application { id } } }';
const VERIFY = 'mutation ($id: ID!) { verifyAccount(id: $id) { account { connection { state } } } }';

interface Runs {
  syncRuns: { nodes: { id: string; kind: string; trigger: string; status: string }[] };
}

describe('the schedule', () => {
  let api: TestApi;
  let operator: ApiClient;
  let accountId: string;
  let applicationId: string;
  let scheduler: SyncScheduler;
  let db: Db;

  const runs = async () => (await operator.graphql<Runs>(RUNS)).syncRuns.nodes;
  const settled = async () => {
    for (const { id } of await runs()) await finished(operator, id);
    return runs();
  };
  /** As if the newest run had begun so long ago. */
  const age = async (minutes: number) => {
    const [newest] = await runs();
    const created_at = db.dialect.toColumn(new Date(Date.now() - minutes * MINUTE_MS));
    const id = parseGlobalId(newest!.id)!.id;
    await db.kysely<SyncTables>().updateTable('sync_runs').set({ created_at }).where('id', '=', id).execute();
  };
  const pause = async () =>
    (await operator.graphql<{ application: { syncPause: { reason: string } | null } }>(PAUSE, { id: applicationId }))
      .application.syncPause;

  beforeEach(async () => {
    api = await TestApi.start({ simulator: { calls: { perApplication: 30, running: 0 } } });
    operator = await api.signUp();
    ({ accountId, applicationId } = await addApplication(operator, api.simulator.accounts[0]!));
    scheduler = api.app.get(SyncScheduler);
    db = api.app.get(Db);
  });

  afterEach(() => api.stop());

  describe('of calls', () => {
    it('syncs an application at once, and again when its interval has passed', async () => {
      await scheduler.startDueSyncs();
      await settled();
      await scheduler.startDueSyncs();
      const early = await runs();
      await age(14);
      await scheduler.startDueSyncs();
      const stillEarly = await runs();
      await age(16);

      await scheduler.startDueSyncs();

      expect([early.length, stillEarly.length]).toEqual([1, 1]);
      const due = { kind: 'CALLS', trigger: 'SCHEDULE', status: 'SUCCEEDED' };
      expect(await settled()).toMatchObject([due, due]);
    });

    it('brings transcripts and audio along where the settings ask for them', async () => {
      await operator.graphql(UPDATE, { input: { id: applicationId, sync: { transcripts: true, audio: false } } });

      await scheduler.startDueSyncs();
      await settled();

      const { calls } = await operator.graphql<{
        calls: { nodes: { transcriptState: string; recordingState: string }[] };
      }>('{ calls(first: 50) { nodes { transcriptState recordingState } } }');
      expect(calls.nodes.filter(({ transcriptState }) => transcriptState === 'AVAILABLE').length).toBeGreaterThan(10);
      expect(calls.nodes.filter(({ recordingState }) => recordingState === 'AVAILABLE')).toEqual([]);
    });

    it('has one run fetch the data of an application at a time', async () => {
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      api.simulator.faults.add(effects.heldUntil(released), { upstream: 'elevenlabs' });
      await scheduler.startDueSyncs();
      while ((await runs())[0]!.status !== 'RUNNING') await new Promise((resolve) => setTimeout(resolve, 20));
      await scheduler.startRetries();
      release();

      expect((await runs()).map(({ kind }) => kind)).toEqual(['CALLS']);
    });

    it('leaves an application alone that is not enabled', async () => {
      await operator.graphql(UPDATE, { input: { id: applicationId, sync: { enabled: false } } });

      await scheduler.startDueSyncs();

      expect(await runs()).toEqual([]);
    });

    it('counts a sync that somebody started by hand', async () => {
      await sync(operator, SYNC_CALLS, { input: { applicationId } });

      await scheduler.startDueSyncs();

      expect(await runs()).toHaveLength(1);
    });
  });

  describe('of credentials that are refused', () => {
    it('pauses the account with the reason, and goes on once it is verified', async () => {
      const [account] = api.simulator.accounts;
      const { apiKey } = account!;
      account!.apiKey = 'another-key';
      await scheduler.startDueSyncs();
      await settled();
      await age(20);
      await scheduler.startDueSyncs();
      const whilePaused = await runs();
      const reason = await pause();

      account!.apiKey = apiKey;
      await operator.graphql(VERIFY, { id: accountId });
      await scheduler.startDueSyncs();

      expect(whilePaused).toMatchObject([{ status: 'FAILED' }]);
      expect(reason?.reason).toMatch(/Voximplant/);
      expect(await pause()).toBeNull();
      expect(await settled()).toMatchObject([{ status: 'SUCCEEDED' }, { status: 'FAILED' }]);
    });

    it('pauses the application alone where it is its ElevenLabs key, and goes on with another', async () => {
      const { elevenLabs } = api.simulator.accounts[0]!;
      const refused = api.simulator.faults.add(effects.httpStatus(403), { upstream: 'elevenlabs' });
      await scheduler.startDueSyncs();
      await settled();
      await age(20);
      await scheduler.startDueSyncs();
      const whilePaused = await runs();
      const reason = await pause();

      refused.remove();
      await operator.graphql(UPDATE, { input: { id: applicationId, elevenLabsApiKey: elevenLabs.apiKey } });
      await scheduler.startDueSyncs();

      expect(whilePaused).toHaveLength(1);
      expect(reason?.reason).toMatch(/ElevenLabs/);
      expect(await pause()).toBeNull();
      expect((await settled())[0]).toMatchObject({ status: 'SUCCEEDED' });
    });

    it('goes on after a sync by hand that succeeds', async () => {
      const refused = api.simulator.faults.add(effects.httpStatus(403), { upstream: 'elevenlabs' });
      await scheduler.startDueSyncs();
      await settled();
      const before = await pause();
      refused.remove();

      await sync(operator, SYNC_PENDING, { applicationId });

      expect(before).not.toBeNull();
      expect(await pause()).toBeNull();
    });
  });

  describe('of transcripts and recordings', () => {
    const retryAt = async (column: 'transcript_retry_at' | 'recording_retry_at') => {
      const rows = await db
        .kysely<{ calls: Record<typeof column, string | number | null> }>()
        .selectFrom('calls')
        .select(column)
        .where(column, 'is not', null)
        .execute();
      return rows.map((row) => db.dialect.toDate(row[column]!));
    };
    const makeDue = () =>
      db
        .kysely<{ calls: { transcript_retry_at: unknown } }>()
        .updateTable('calls')
        .set({ transcript_retry_at: db.dialect.toColumn(new Date(Date.now() - 1_000)) })
        .where('transcript_retry_at', 'is not', null)
        .execute();

    it('tries what failed again, when its time has come and not before', async () => {
      const [application] = api.simulator.accounts[0]!.applications;
      const { conversation_id: id } = [...api.simulator.conversations(application!.id)].findLast(
        ({ status }) => status === 'done',
      )!;
      const broken = api.simulator.faults.add(effects.httpStatus(409), {
        method: 'getConversation',
        matching: ({ path }) => path.endsWith(`/${id}`),
      });
      await sync(operator, SYNC_CALLS, { input: { applicationId, includeData: true } });
      const times = await retryAt('transcript_retry_at');
      broken.remove();
      await scheduler.startRetries();
      const early = await runs();

      await makeDue();
      await scheduler.startRetries();

      expect(times).toHaveLength(1);
      expect(times[0]!.getTime()).toBeGreaterThan(Date.now() + 30_000);
      expect(early).toHaveLength(1);
      expect((await settled())[0]).toMatchObject({ kind: 'PENDING_DATA', trigger: 'SCHEDULE', status: 'SUCCEEDED' });
      expect(await retryAt('transcript_retry_at')).toEqual([]);
    });

    it('looks for the conversations of calls that name none, and not again at once', async () => {
      await sync(operator, SYNC_CALLS, { input: { applicationId } });
      const found = async () =>
        (
          await operator.graphql<{ calls: { nodes: { conversationSource: string | null }[] } }>(
            '{ calls(first: 50) { nodes { conversationSource } } }',
          )
        ).calls.nodes.filter(({ conversationSource }) => conversationSource === 'DYNAMIC_VARIABLE').length;
      const before = await found();

      await scheduler.startRetries();
      await settled();
      await scheduler.startRetries();

      expect(before).toBe(0);
      expect(await found()).toBeGreaterThan(0);
      expect((await runs()).map(({ kind, trigger }) => [kind, trigger])).toEqual([
        ['PENDING_DATA', 'SCHEDULE'],
        ['CALLS', 'MANUAL'],
      ]);
    });
  });

  describe('in its beats', () => {
    const INTERVAL_MS = 10 * MINUTE_MS;
    let done: number;

    const knock = () => api.app.get(Beats).beat('test', INTERVAL_MS, () => Promise.resolve(void done++));
    const knocks = () => Promise.all(Array.from({ length: 8 }, knock));
    const isDueIn = async (milliseconds: number) => {
      const due_at = sql.raw<StoredInstant>(db.dialect.nowPlus(milliseconds));
      await db
        .kysely<{ beats: { name: string; due_at: StoredInstant } }>()
        .updateTable('beats')
        .set({ due_at })
        .where('name', '=', 'test')
        .execute();
    };

    beforeEach(() => {
      done = 0;
    });

    it('does one once, whoever knocks, and again when it is due', async () => {
      await knocks();
      const first = done;
      await isDueIn(0);
      await knocks();

      expect([first, done]).toEqual([1, 2]);
    });

    it('does not take one that was taken just after it had knocked', async () => {
      await knock();
      await isDueIn(INTERVAL_MS + 500);
      await knock();

      expect(done).toBe(1);
    });

    it('does one that lies further ahead than it can, as a clock that was wrong leaves it', async () => {
      await knock();
      await isDueIn(3 * INTERVAL_MS);
      await knocks();

      expect(done).toBe(2);
    });

    it('gets over work that fails, and tells the log', async () => {
      await api.app.get(Beats).beat('broken', 300, () => Promise.reject(new Error('no luck')));

      expect(api.log.some((line) => line.includes('Scheduled work failed') && line.includes('broken'))).toBe(true);
    });
  });
});

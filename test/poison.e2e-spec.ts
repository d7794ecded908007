import { setTimeout as sleep } from 'node:timers/promises';
import { effects } from '../simulator/index.js';
import { fromGlobalId } from '../src/common/id.js';
import { Db } from '../src/database/index.js';
import type { SyncTables } from '../src/sync/sync-run.table.js';
import type { ApiClient } from './api-client.js';
import { addApplication, finished, sync, SYNC_CALLS, SYNC_PENDING, syncCall } from './synced-application.js';
import { TestApi } from './test-api.js';

const WORST = '{ calls(first: 100) { nodes { id conversationId transcriptState transcriptReason } } }';

interface Calls {
  calls: { nodes: { id: string; conversationId: string | null; transcriptState: string; transcriptReason: string }[] };
}

describe('a call with which the process ends again and again', () => {
  let api: TestApi;
  let operator: ApiClient;
  let applicationId: string;

  const calls = async () => (await operator.graphql<Calls>(WORST)).calls.nodes;
  /** The row as a run leaves it whose process has ended so often, with this call in hand. */
  const crashed = async (callId: string, fruitless: number) => {
    // The run is still at its beginning when its row is changed, and finds no conversations any more after it.
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    const held = api.simulator.faults.add(effects.heldUntil(over), { method: 'listConversations', times: 1 });
    const { syncPendingData } = await operator.graphql<{ syncPendingData: { run: { id: string } } }>(SYNC_PENDING, {
      applicationId,
    });
    const { id } = syncPendingData.run;
    while (held.hits === 0) await sleep(10);
    const db = api.app.get(Db);
    const key = fromGlobalId('SyncRun', id, 'id');
    await db
      .kysely<SyncTables>()
      .updateTable('sync_runs')
      .set({
        status: 'queued' as SyncTables['sync_runs']['status'],
        fruitless,
        lease_token: null,
        live_key: key,
        finished_at: null,
        checkpoint: JSON.stringify({
          stage: 'data',
          since: new Date(),
          artifact: 'transcript',
          after: '',
          suspect: fromGlobalId('Call', callId, 'id'),
        }),
      })
      .where('id', '=', key)
      .execute();
    return finished(operator, id).finally(end);
  };

  beforeEach(async () => {
    api = await TestApi.start({ simulator: { calls: { perApplication: 20, running: 0 } } });
    operator = await api.signUp();
    ({ applicationId } = await addApplication(operator, api.simulator.accounts[0]!));
    await sync(operator, SYNC_CALLS, { input: { applicationId } });
  });

  afterEach(() => api.stop());

  it('fails, named, and the run gets past it', async () => {
    const suspect = (await calls()).find(({ conversationId }) => conversationId !== null)!;

    const run = await crashed(suspect.id, 12);

    const after = await calls();
    expect(run.status).toBe('PARTIAL');
    expect(run.failures).toMatchObject([{ code: 'CRASHED', call: { id: suspect.id } }]);
    expect(after.find(({ id }) => id === suspect.id)).toMatchObject({ transcriptState: 'FAILED' });
    expect(after.filter(({ transcriptState }) => transcriptState === 'EXPECTED')).toEqual([]);
  });

  it('keeps what another run has brought in meanwhile', async () => {
    const suspect = (await calls()).find(({ conversationId }) => conversationId !== null)!;
    await sync(operator, syncCall('syncTranscript'), { callId: suspect.id });

    const run = await crashed(suspect.id, 12);

    expect(run.failures.filter(({ code }) => code === 'CRASHED')).toEqual([]);
    expect((await calls()).find(({ id }) => id === suspect.id)).toMatchObject({ transcriptState: 'AVAILABLE' });
  });

  it('is not blamed for bad luck', async () => {
    const suspect = (await calls()).find(({ conversationId }) => conversationId !== null)!;

    const run = await crashed(suspect.id, 3);

    expect(run.failures.filter(({ code }) => code === 'CRASHED')).toEqual([]);
  });

  it('and a run that gets nowhere at all, is given up with a reason', async () => {
    const [call] = await calls();

    const run = await crashed(call!.id, 25);

    expect(run).toMatchObject({ status: 'FAILED', error: { kind: 'INTERNAL', code: 'NO_PROGRESS' } });
  });
});

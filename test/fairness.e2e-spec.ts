import { effects } from '../simulator/index.js';
import type { ApiClient } from './api-client.js';
import { addApplications, finished, sync, SYNC_CALLS, SYNC_PENDING } from './synced-application.js';
import { TestApi } from './test-api.js';

const MANY = 150;

describe('fairness between applications', () => {
  let api: TestApi;
  let operator: ApiClient;

  beforeEach(async () => {
    api = await TestApi.start({
      simulator: { applications: 2, calls: { perApplication: MANY, running: 0 } },
      env: { SYNC_CONCURRENCY: '1', SYNC_SLICE_MS: '300', UPSTREAM_CONCURRENCY: '2' },
    });
    operator = await api.signUp();
  });

  afterEach(() => api.stop());

  it('lets one with much to do make room for another, and go on afterwards where it was', async () => {
    const [busy, other] = await addApplications(operator, api.simulator.accounts[0]!);
    await sync(operator, SYNC_CALLS, { input: { applicationId: busy!.applicationId } });
    api.simulator.faults.add(effects.delay(40), { upstream: 'elevenlabs' });
    const { syncPendingData } = await operator.graphql<{ syncPendingData: { run: { id: string } } }>(SYNC_PENDING, {
      applicationId: busy!.applicationId,
    });
    await new Promise((resolve) => setTimeout(resolve, 500));

    const quick = await sync(operator, SYNC_CALLS, { input: { applicationId: other!.applicationId } });
    const { syncRun: meanwhile } = await operator.graphql<{ syncRun: { status: string; attempt: number } }>(
      'query ($id: ID!) { syncRun(id: $id) { status attempt } }',
      { id: syncPendingData.run.id },
    );
    api.simulator.faults.clear();
    const long = await finished(operator, syncPendingData.run.id);

    expect(quick).toMatchObject({ status: 'SUCCEEDED', counts: { newCalls: MANY } });
    expect(['QUEUED', 'RUNNING']).toContain(meanwhile.status);
    expect(long.status).not.toBe('FAILED');
    expect(long.counts.transcriptsSynced).toBeGreaterThan(MANY / 3);
    expect(api.simulator.requests.count('getConversation')).toBeLessThan(1.2 * MANY);
  }, 60_000);
});

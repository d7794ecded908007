import { freePort } from './servers/free-port.js';
import { addApplication, sync, SYNC_CALLS } from './synced-application.js';
import { TestApi } from './test-api.js';
import { WebhookedApplication } from './webhooked-application.js';

describe('metrics', () => {
  let api: TestApi;
  let port: number;

  const scrape = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  /** The value of a figure with its labels, as it stands in the text. */
  const valueOf = (text: string, name: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length),
    );

  beforeEach(async () => {
    port = await freePort();
    api = await TestApi.start({
      simulator: { calls: { perApplication: 30, running: 0 } },
      env: { METRICS_PORT: String(port) },
    });
  });

  afterEach(() => api.stop());

  it('tell of syncs, upstreams, the queue and the API', async () => {
    const operator = await api.signUp();
    const { applicationId } = await addApplication(operator, api.simulator.accounts[0]!);
    const run = await sync(operator, SYNC_CALLS, { input: { applicationId, includeData: true } });
    await operator.codeOf('{ call(id: "call_01JZZZZZZZZZZZZZZZZZZZZZZZ") { id } }');

    const text = await scrape();

    expect(valueOf(text, 'voxsync_sync_runs_total{kind="calls",status="succeeded"}')).toBe(1);
    expect(valueOf(text, 'voxsync_sync_items_total{what="newCalls"}')).toBe(30);
    expect(valueOf(text, 'voxsync_sync_items_total{what="transcriptsSynced"}')).toBe(run.counts.transcriptsSynced);
    expect(valueOf(text, 'voxsync_sync_downloaded_bytes_total')).toBe(run.counts.bytesDownloaded);
    expect(valueOf(text, 'voxsync_sync_live_runs{status="running"}')).toBe(0);
    expect(valueOf(text, 'voxsync_sync_lag_seconds')).toBeLessThan(600);
    expect(valueOf(text, 'voxsync_queue_waiting_jobs')).toBe(0);
    expect(valueOf(text, 'voxsync_upstream_open_circuits')).toBe(0);
    expect(valueOf(text, 'voxsync_upstream_requests_total{upstream="voximplant",outcome="ok"}')).toBeGreaterThan(0);
    expect(valueOf(text, 'voxsync_upstream_requests_total{upstream="elevenlabs",outcome="ok"}')).toBeGreaterThan(30);
    const notFound = 'voxsync_graphql_operations_total{transport="http",type="query",outcome="NOT_FOUND"}';
    expect(valueOf(text, notFound)).toBe(1);
    expect(text).toContain('voxsync_graphql_operations_total{transport="socket",type="subscription",outcome="OK"}');
    expect(text).toContain('voxsync_nodejs_eventloop_lag_seconds');
  });

  it('tell how webhooks were answered, and what is still to be done about them', async () => {
    const app = await WebhookedApplication.create(api);
    const event = app.event();
    await app.sender().scenario(event);
    await app.sender().scenario(event);
    await app.sender({ voximplantSecret: 'wsec_guessed' }).scenario(app.event());

    const text = await scrape();

    const answered = (outcome: string) =>
      valueOf(text, `voxsync_webhooks_total{source="voximplant",outcome="${outcome}"}`);
    expect(['kept', 'known', 'refused'].map(answered)).toEqual([1, 1, 1]);
    expect(valueOf(text, 'voxsync_webhook_seconds_count{source="voximplant"}')).toBe(3);
    expect(valueOf(text, 'voxsync_webhook_events{status="failed"}')).toBe(0);
  });

  it('name nobody: no number, id or key is in a label', async () => {
    const operator = await api.signUp({ workspaceName: 'Planted Workspace' });
    const [account] = api.simulator.accounts;
    const { applicationId } = await addApplication(operator, account!);
    await sync(operator, SYNC_CALLS, { input: { applicationId, includeData: true } });

    const text = await scrape();

    for (const planted of [account!.accountId, account!.apiKey, account!.elevenLabs.apiKey, applicationId, 'Planted']) {
      expect(text).not.toContain(planted);
    }
    expect(text).not.toMatch(/conv_|\+\d{7}/);
  });

  it('are on their port alone, and nothing else is', async () => {
    const elsewhere = await fetch(`${api.url}/metrics`);
    const other = await fetch(`http://127.0.0.1:${port}/graphql`);

    expect([elsewhere.status, other.status]).toEqual([404, 404]);
  });
});

describe('a trace', () => {
  it('goes through all that a run asks of the upstreams, and its log lines', async () => {
    const api = await TestApi.start({ simulator: { calls: { perApplication: 10, running: 0 } } });
    const operator = await api.signUp();
    const { applicationId } = await addApplication(operator, api.simulator.accounts[0]!);
    api.simulator.requests.clear();

    await sync(operator, SYNC_CALLS, { input: { applicationId, includeData: true } });

    const traces = api.simulator.requests.all.map(({ headers }) => String(headers.traceparent).split('-')[1]);
    const lines = api.log.map((line) => JSON.parse(line) as Record<string, unknown>);
    const asked = lines.filter(({ message, runId }) => message === 'Upstream asked' && runId !== undefined);
    await api.stop();
    expect(traces.length).toBeGreaterThan(10);
    expect(new Set(traces).size).toBe(1);
    expect(asked).toHaveLength(traces.length);
    expect(new Set(asked.map(({ traceId }) => traceId))).toEqual(new Set(traces));
    expect(JSON.stringify(asked)).not.toContain('api_key');
  });
});

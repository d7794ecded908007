import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { effects, elevenLabsErrors } from '../simulator/index.js';
import { ENV, type Env } from '../src/config/index.js';
import { Retention } from '../src/sync/retention.js';
import { addApplication, SYNC_CALLS, SYNC_PENDING, sync, syncCall } from './synced-application.js';
import { type SignedUp, TestApi } from './test-api.js';

interface CallData {
  id: string;
  callId: string;
  startTime: string;
  status: string;
  conversationId: string | null;
  conversationSource: string | null;
  transcriptState: string;
  transcriptReason: string | null;
  recordingState: string;
  recordingReason: string | null;
  recordingUrl: string | null;
  recording: { source: string; byteSize: number; sha256: string } | null;
  transcript: { messages: { text: string | null }[] } | null;
}

const CALLS = `query ($after: String) { calls(first: 200, after: $after) { pageInfo { hasNextPage endCursor } nodes {
  id callId startTime status conversationId conversationSource transcriptState transcriptReason recordingState recordingReason
  recordingUrl recording { source byteSize sha256 } transcript { messages { text } } } } }`;

async function allCalls(client: SignedUp): Promise<CallData[]> {
  const found: CallData[] = [];
  for (let after: string | null = null; ;) {
    const { calls }: { calls: { nodes: CallData[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
      await client.graphql(CALLS, { after });
    found.push(...calls.nodes);
    if (!calls.pageInfo.hasNextPage) return found;
    after = calls.pageInfo.endCursor;
  }
}

/** Whether this user may mount a small disk. */
function tryToMount(): boolean {
  const directory = mkdtempSync(join(tmpdir(), 'voxsync-mount-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', directory]).status === 0;
  if (mounted) spawnSync('umount', [directory]);
  rmdirSync(directory);
  return mounted;
}

describe('transcripts and recordings', () => {
  const canMount = tryToMount();
  let api: TestApi;
  let operator: SignedUp;
  let applicationId: string;
  let remoteId: string;

  beforeEach(async () => {
    api = await TestApi.start({ simulator: { calls: { perApplication: 60, days: 20, running: 0 } } });
    operator = await api.signUp();
    const [account] = api.simulator.accounts;
    remoteId = account!.applications[0]!.id;
    ({ applicationId } = await addApplication(operator, account!));
    await sync(operator, SYNC_CALLS, { input: { applicationId } });
  });

  afterEach(() => api.stop());

  it('are fetched for every call that has a conversation, whichever way it was found', async () => {
    const run = await sync(operator, SYNC_PENDING, { applicationId });

    const calls = await allCalls(operator);
    expect(run).toMatchObject({ status: 'SUCCEEDED', error: null, failures: [] });
    const exact = calls.filter(
      (call) => call.conversationSource !== 'TIME_MATCH' && call.transcriptState === 'AVAILABLE',
    );
    expect(new Set(exact.map((call) => call.conversationSource))).toEqual(new Set(['CUSTOM_DATA', 'DYNAMIC_VARIABLE']));
    expect(exact.map((call) => call.conversationId)).toEqual(
      exact.map((call) => api.simulator.conversationIdOf(remoteId, call.callId)),
    );
    const answered = calls.filter(
      (call) => call.recordingState === 'AVAILABLE' && call.recording?.source === 'ELEVENLABS',
    );
    expect(answered.length).toBeGreaterThan(10);
    for (const call of answered) {
      expect(call.recording?.byteSize).toBe(api.simulator.audioOf(call.conversationId!)?.size);
    }
    expect(run.counts.audiosSynced).toBe(calls.filter((call) => call.recordingState === 'AVAILABLE').length);
    expect(run.counts.transcriptsSynced).toBe(calls.filter((call) => call.transcriptState === 'AVAILABLE').length);
  });

  it('are not fetched again once they are here', async () => {
    await sync(operator, SYNC_PENDING, { applicationId });
    api.simulator.requests.clear();

    const again = await sync(operator, SYNC_PENDING, { applicationId });

    const calls = await allCalls(operator);
    const there = new Set(
      calls.filter((call) => call.recordingState === 'AVAILABLE').map((call) => call.conversationId),
    );
    const asked = api.simulator.requests.of('getConversationAudio').map(({ path }) => path.split('/').at(-2));
    expect(again.counts).toMatchObject({ transcriptsSynced: 0, audiosSynced: 0, bytesDownloaded: 0 });
    expect(asked.filter((id) => there.has(id ?? null))).toEqual([]);
  });

  it('of no call are touched when the key is refused, and the run says what to mend', async () => {
    const before = await allCalls(operator);
    api.simulator.accounts[0]!.elevenLabs.apiKey = 'sk_another_one';

    const run = await sync(operator, SYNC_PENDING, { applicationId });

    expect(run).toMatchObject({ status: 'FAILED', error: { kind: 'CONFIGURATION', retryable: false }, failures: [] });
    expect(await allCalls(operator)).toEqual(before);
  });

  it('name each call that could not be fetched, and go on with the others', async () => {
    api.simulator.faults.add(effects.text('this is no audio', 'audio/mpeg'), {
      method: 'getConversationAudio',
      times: 2,
    });

    const run = await sync(operator, SYNC_PENDING, { applicationId });

    expect(run.status).toBe('PARTIAL');
    expect(run.failures.map(({ code, phase }) => [code, phase])).toEqual([
      ['NOT_AUDIO', 'AUDIO'],
      ['NOT_AUDIO', 'AUDIO'],
    ]);
    expect(run.counts.audiosSynced).toBeGreaterThan(5);
    const again = await sync(operator, SYNC_PENDING, { applicationId });
    expect([again.status, again.counts.failed]).toEqual(['SUCCEEDED', 0]);
    expect((await allCalls(operator)).filter((call) => call.recordingState === 'FAILED')).toEqual([]);
  });

  it('that come empty, however often, have failed and are not missing: the next run fetches them', async () => {
    const recorded = ({ path }: { path: string }) => api.simulator.audioOf(path.split('/').at(-2) ?? '') !== undefined;
    let emptied: string | undefined;
    const empty = api.simulator.faults.add(effects.text('', 'audio/mpeg'), {
      method: 'getConversationAudio',
      matching: (request) => recorded(request) && (emptied ??= request.path) === request.path,
    });

    const run = await sync(operator, SYNC_PENDING, { applicationId });
    empty.remove();
    const again = await sync(operator, SYNC_PENDING, { applicationId });

    expect(run.failures.map(({ code, phase }) => [code, phase])).toEqual([['BAD_PAYLOAD', 'AUDIO']]);
    expect(empty.hits).toBe(3);
    expect([again.status, again.counts.audiosSynced, again.counts.failed]).toEqual(['SUCCEEDED', 1, 0]);
  });

  it('are named with the cause where the storage is gone, are not AVAILABLE then, and come with the next run', async () => {
    const directory = api.app.get<Env>(ENV).STORAGE_URL.replace(/^file:/, '');
    await rm(directory, { recursive: true, force: true });
    await writeFile(directory, 'a file where the directory was');

    const run = await sync(operator, SYNC_PENDING, { applicationId });
    await rm(directory);

    await expectAllFailedAndMended(run, 'STORAGE_UNAVAILABLE', /^The recording storage cannot be used: .*ENOTDIR/);
  });

  (canMount ? it : it.skip)(
    'are named with the cause where the disk is full (needs root, to mount a small one)',
    async () => {
      const directory = api.app.get<Env>(ENV).STORAGE_URL.replace(/^file:/, '');
      await mkdir(directory, { recursive: true });
      spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', directory]);

      const run = await sync(operator, SYNC_PENDING, { applicationId });
      spawnSync('umount', [directory]);

      await expectAllFailedAndMended(run, 'STORAGE_FULL', /^The recording storage is full: .*ENOSPC/);
    },
  );

  /** Of a run that could store no recording: it names each call, no row says there is one, and the next run stores them. */
  async function expectAllFailedAndMended(run: Awaited<ReturnType<typeof sync>>, code: string, message: RegExp) {
    const calls = await allCalls(operator);
    const failed = calls.filter((call) => call.recordingState === 'FAILED');
    expect(run).toMatchObject({ status: 'PARTIAL', counts: { audiosSynced: 0, failed: failed.length } });
    expect(failed.length).toBeGreaterThan(5);
    expect(new Set(run.failures.map(({ call }) => call?.id))).toEqual(new Set(failed.map(({ id }) => id)));
    for (const failure of run.failures) {
      expect(failure).toMatchObject({ code, phase: 'AUDIO', message: expect.stringMatching(message) as string });
    }
    expect(calls.some((call) => call.recordingState === 'AVAILABLE' || call.recording !== null)).toBe(false);
    const again = await sync(operator, SYNC_PENDING, { applicationId });
    expect(again).toMatchObject({ status: 'SUCCEEDED', counts: { failed: 0, audiosSynced: failed.length } });
  }

  it('of one call are fetched by themselves', async () => {
    await sync(operator, SYNC_PENDING, { applicationId });
    const call = (await allCalls(operator)).find((one) => one.recordingState === 'AVAILABLE')!;

    const run = await sync(operator, syncCall('syncCallData'), { callId: call.id });

    expect(run).toMatchObject({ status: 'SUCCEEDED', counts: { transcriptsSynced: 1, audiosSynced: 0, failed: 0 } });
    expect(call.transcript?.messages.length).toBeGreaterThan(0);
    const answer = await fetch(call.recordingUrl!.replace(/^https?:\/\/[^/]+/, api.url));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'audio/mpeg']);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(api.simulator.audioOf(call.conversationId!)?.toBuffer());
  });

  it('that ElevenLabs does not know are absent, with the reason', async () => {
    const call = (await allCalls(operator)).find((one) => one.conversationId !== null)!;
    api.simulator.faults.add(() => elevenLabsErrors.conversationNotFound(), { method: 'getConversation' });

    const run = await sync(operator, syncCall('syncTranscript'), { callId: call.id });

    const after = (await allCalls(operator)).find(({ id }) => id === call.id);
    expect(run).toMatchObject({ status: 'SUCCEEDED', counts: { skipped: 1 } });
    expect(after).toMatchObject({ transcriptState: 'ABSENT', transcriptReason: 'ElevenLabs has no such conversation' });
  });

  it('follow the calls at once where a sync of calls is asked to go on with them', async () => {
    const run = await sync(operator, SYNC_CALLS, { input: { applicationId, includeData: true } });

    expect(run.status).toBe('SUCCEEDED');
    expect(run.counts.transcriptsSynced).toBeGreaterThan(10);
    expect(run.counts.audiosSynced).toBeGreaterThan(10);
  });

  it('are removed after their days, with their files, and are not fetched again', async () => {
    await sync(operator, SYNC_PENDING, { applicationId });
    const before = (await allCalls(operator)).filter((call) => call.recordingState === 'AVAILABLE');
    const input = { id: applicationId, retention: { recordingDays: 10, transcriptDays: 10 } };
    await operator.graphql(
      'mutation ($input: UpdateApplicationInput!) { updateApplication(input: $input) { application { id } } }',
      { input },
    );

    await api.app.get(Retention, { strict: false }).run();

    const limit = new Date(Date.now() - 10 * 86_400_000).toISOString();
    const isOld = ({ startTime }: CallData) => startTime < limit;
    const old = (await allCalls(operator)).filter((call) => isOld(call) && before.some(({ id }) => id === call.id));
    const links = before.filter(isOld).map((call) => call.recordingUrl!.replace(/^https?:\/\/[^/]+/, api.url));
    const statuses = await Promise.all(links.map(async (link) => (await fetch(link)).status));
    expect(old.length).toBeGreaterThan(3);
    expect(new Set(old.map((call) => call.recordingState))).toEqual(new Set(['EXPIRED']));
    expect(old.every((call) => call.transcript === null && call.recording === null)).toBe(true);
    expect(new Set(statuses)).toEqual(new Set([403]));
    const again = await sync(operator, SYNC_PENDING, { applicationId });
    expect(again.counts).toMatchObject({ transcriptsSynced: 0, audiosSynced: 0 });
  });
});

import { ArtifactState } from '../src/calls/index.js';
import { RecordingStorage } from '../src/recordings/index.js';
import { AUDIO, RecordedCalls } from './recorded-calls.js';
import { S3Server } from './s3-server.js';
import { addApplication, SYNC_CALLS, SYNC_PENDING, sync } from './synced-application.js';
import { TestApi } from './test-api.js';

describe.each(['stream', 'redirect'] as const)('recordings in a bucket (%s)', (delivery) => {
  let s3: S3Server;
  let api: TestApi;
  let calls: RecordedCalls;

  beforeAll(async () => {
    s3 = await S3Server.start();
    api = await TestApi.start({
      simulator: { applications: 1, calls: { perApplication: 1 } },
      env: { STORAGE_URL: s3.storageUrl(), RECORDING_DELIVERY: delivery },
    });
    calls = await RecordedCalls.create(api);
  });

  afterAll(async () => {
    await api.stop();
    await s3.stop();
  });

  it('are heard, whole and in parts', async () => {
    const callId = await calls.addRecording();

    const whole = await calls.listen(callId);
    const part = await calls.listen(callId, { range: 'bytes=100-199' });

    expect([whole.status, part.status]).toEqual([200, 206]);
    expect(whole.headers.get('content-type')).toBe('audio/mpeg');
    expect(Buffer.from(await whole.arrayBuffer()).equals(AUDIO)).toBe(true);
    expect(part.headers.get('content-range')).toBe(`bytes 100-199/${AUDIO.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(AUDIO.subarray(100, 200));
  });

  it('are told of without being sent', async () => {
    const response = await calls.listen(await calls.addRecording(), {}, { method: 'HEAD' });

    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe(String(AUDIO.length));
  });

  it('are not led to from a bad link', async () => {
    const link = calls.linkTo(await calls.addRecording());
    s3.requests.length = 0;

    const response = await fetch(link.replace(/expires=\d+/, 'expires=99999999999'));

    expect([response.status, s3.requests]).toEqual([403, []]);
  });

  it('go when they are removed', async () => {
    const callId = await calls.addRecording();
    const { storage_key: key } = (await calls.service.find(callId)) ?? {};

    await calls.service.remove(calls.scope, [callId], ArtifactState.EXPIRED);

    expect(s3.requests).toContainEqual(expect.stringMatching(`^DELETE .*${key}`));
    expect((await calls.listen(callId)).status).toBe(403);
  });

  if (delivery === 'redirect') {
    it('are a link of the bucket, no longer than ours', async () => {
      const link = calls.linkTo(await calls.addRecording(), 120);

      const response = await fetch(link, { redirect: 'manual' });

      const location = new URL(response.headers.get('location') ?? '');
      expect([response.status, response.headers.get('cache-control')]).toEqual([302, 'private, no-store']);
      expect(location.pathname).toMatch(/^\/audio\/team\/one\/\w{26}\/\w{26}\/\w{26}-\w{26}\.mp3$/);
      expect(Number(location.searchParams.get('X-Amz-Expires'))).toBeLessThanOrEqual(120);
      expect(location.searchParams.get('response-content-disposition')).toMatch(
        /^inline; filename="call_\w{26}\.mp3"$/,
      );
    });
  } else {
    it('are a 404 where the bucket has lost one', async () => {
      const callId = await calls.addRecording();
      const { storage_key: key = '' } = (await calls.service.find(callId)) ?? {};
      await api.app.get(RecordingStorage, { strict: false }).delete(key);

      expect((await calls.listen(callId)).status).toBe(404);
    });
  }
});

it('recordings whose bucket goes away in the middle of a run are named, and come with the next run', async () => {
  const s3 = await S3Server.start();
  const api = await TestApi.start({
    simulator: { calls: { perApplication: 40, running: 0 } },
    env: { STORAGE_URL: s3.storageUrl(), UPSTREAM_CONCURRENCY: '1' },
  });
  const operator = await api.signUp();
  const { applicationId } = await addApplication(operator, api.simulator.accounts[0]!);
  await sync(operator, SYNC_CALLS, { input: { applicationId } });
  s3.failAfterUploads = 3;

  const run = await sync(operator, SYNC_PENDING, { applicationId });
  s3.failAfterUploads = Infinity;
  const again = await sync(operator, SYNC_PENDING, { applicationId });

  expect(run).toMatchObject({ status: 'PARTIAL', counts: { audiosSynced: 3 } });
  expect(run.counts.failed).toBeGreaterThan(5);
  expect(new Set(run.failures.map(({ code, phase }) => `${code} ${phase}`))).toEqual(
    new Set(['STORAGE_UNAVAILABLE AUDIO']),
  );
  expect(again).toMatchObject({ status: 'SUCCEEDED', counts: { audiosSynced: run.counts.failed, failed: 0 } });
  await api.stop();
  await s3.stop();
}, 60_000);

import { rm, utimes, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONVERSATION_AUDIO } from '../simulator/audio/mp3-frame.js';
import { Mp3 } from '../simulator/audio/mp3.js';
import { ArtifactState } from '../src/calls/index.js';
import { newId, toGlobalId } from '../src/common/id.js';
import { RecordingStorage, RecordingSweep } from '../src/recordings/index.js';
import { Retention } from '../src/sync/retention.js';
import { AUDIO, AUDIO_SHA256, RecordedCalls } from './recorded-calls.js';
import { TestApi } from './test-api.js';

const REMOVE = 'mutation ($id: ID!) { removeApplication(id: $id) { id } }';
const RECORDING = 'contentType byteSize sha256 durationSeconds source storedAt expiresAt url';
const CALL = `query ($id: ID!, $ttl: Int) { call(id: $id) {
  recordingState recordingUrl recording { ${RECORDING} short: url(ttlSeconds: $ttl) } } }`;
const LIST = `query ($first: Int!) { calls(first: $first) { nodes { recordingUrl recording { ${RECORDING} } } } }`;

const ETAG = `"${AUDIO_SHA256}"`;
const SIZE = AUDIO.length;

interface CallData {
  recordingState: string;
  recordingUrl: string | null;
  recording: { url: string; short: string } | null;
}

const seconds = (link: string) => Number(new URL(link).searchParams.get('expires')) - Date.now() / 1000;

describe('recordings', () => {
  let api: TestApi;
  let calls: RecordedCalls;

  beforeAll(async () => {
    api = await TestApi.start({ simulator: { applications: 1, calls: { perApplication: 1 } } });
  });

  /** Each test has a workspace of its own, with one application. */
  beforeEach(async () => {
    calls = await RecordedCalls.create(api);
  });

  afterAll(() => api.stop());

  const find = async (callId: string, ttl?: number): Promise<CallData> =>
    (await calls.admin.graphql<{ call: CallData }>(CALL, { id: toGlobalId('Call', callId), ttl })).call;

  describe('of a call', () => {
    it('tells everything of one that is stored', async () => {
      const callId = await calls.addRecording();

      const call = await find(callId, 60);

      expect(call).toEqual({
        recordingState: 'AVAILABLE',
        recordingUrl: expect.stringMatching(
          /\/recordings\/call_\w{26}\.mp3\?by=usr_\w{26}&expires=\d+&signature=[\w-]{43}$/,
        ),
        recording: {
          contentType: 'audio/mpeg',
          byteSize: SIZE,
          sha256: AUDIO_SHA256,
          durationSeconds: 6,
          source: 'ELEVENLABS',
          storedAt: expect.stringMatching(/^20/),
          expiresAt: '2026-03-31T12:00:00.000Z',
          url: expect.any(String),
          short: expect.any(String),
        },
      });
      expect(seconds(call.recordingUrl ?? '')).toBeCloseTo(900, -1);
      expect(seconds(call.recording?.short ?? '')).toBeCloseTo(60, -1);
    });

    it.each(Object.values(ArtifactState).filter((state) => state !== ArtifactState.AVAILABLE))(
      'has nothing to tell where it is %s',
      async (state) => {
        const callId = await calls.addCall(state);

        expect(await find(callId)).toMatchObject({ recordingUrl: null, recording: null });
      },
    );

    it('does not exist for a stranger', async () => {
      const callId = await calls.addRecording();
      const stranger = await api.signUp();

      expect(await stranger.codeOf(CALL, { id: toGlobalId('Call', callId) })).toBe('NOT_FOUND');
    });

    it.each([0, -1, 86_401])('names the time of a link that cannot be: %d', async (ttl) => {
      const callId = await calls.addRecording();

      const { errors } = await calls.admin.request(CALL, { id: toGlobalId('Call', callId), ttl });

      expect(errors[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: { ttlSeconds: [expect.any(String)] },
      });
    });

    it('costs no more statements in a list of many', async () => {
      const count = (first: number) => api.countStatements(() => calls.admin.graphql(LIST, { first }));
      await calls.addRecording();
      await calls.addCall();
      const ofFew = await count(2);
      for (let added = 0; added < 8; added++) await calls.addRecording();

      expect(await count(10)).toBe(ofFew);
    });

    it('costs no statement for the link alone, or where there is none', async () => {
      await calls.addCall();
      const bare = await api.countStatements(() => calls.admin.graphql('{ calls { nodes { id } } }'));
      const withNone = await api.countStatements(() => calls.admin.graphql(LIST, { first: 10 }));
      await calls.addRecording();
      const withLink = await api.countStatements(() => calls.admin.graphql('{ calls { nodes { recordingUrl } } }'));

      expect([withNone, withLink]).toEqual([bare, bare]);
    });
  });

  describe('delivery', () => {
    let callId: string;

    beforeEach(async () => {
      callId = await calls.addRecording();
    });

    it('sends the file under the link that the API gives', async () => {
      const { recordingUrl } = await find(callId);

      const response = await fetch(recordingUrl ?? '');

      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'accept-ranges': 'bytes',
        'cache-control': 'private, no-store',
        'content-disposition': `inline; filename="call_${callId}.mp3"`,
        'content-length': String(SIZE),
        'content-type': 'audio/mpeg',
        etag: ETAG,
        'x-content-type-options': 'nosniff',
      });
      expect(Buffer.from(await response.arrayBuffer()).equals(AUDIO)).toBe(true);
    });

    it.each<[string, Record<string, string>, number, [number, number]]>([
      ['the first bytes', { range: 'bytes=0-99' }, 206, [0, 99]],
      ['the first byte', { range: 'bytes=0-0' }, 206, [0, 0]],
      ['an open end', { range: 'bytes=1000-' }, 206, [1000, SIZE - 1]],
      ['an end behind the file', { range: 'bytes=1000-99999999' }, 206, [1000, SIZE - 1]],
      ['a suffix', { range: 'bytes=-100' }, 206, [SIZE - 100, SIZE - 1]],
      ['all of it', { range: 'bytes=0-' }, 206, [0, SIZE - 1]],
      ['the same version', { range: 'bytes=0-99', 'if-range': ETAG }, 206, [0, 99]],
      ['another version', { range: 'bytes=0-99', 'if-range': '"other"' }, 200, [0, SIZE - 1]],
      ['several ranges', { range: 'bytes=0-1,5-9' }, 200, [0, SIZE - 1]],
      ['a malformed range', { range: 'bytes=9-5' }, 200, [0, SIZE - 1]],
    ])('sends parts: %s', async (_, headers, status, [start, end]) => {
      const response = await calls.listen(callId, headers);

      const contentRange = status === 206 ? `bytes ${start}-${end}/${SIZE}` : null;
      expect([response.status, response.headers.get('content-range')]).toEqual([status, contentRange]);
      expect(response.headers.get('content-length')).toBe(String(end - start + 1));
      expect(response.headers.get('etag')).toBe(ETAG);
      expect(Buffer.from(await response.arrayBuffer()).equals(AUDIO.subarray(start, end + 1))).toBe(true);
    });

    it.each([`bytes=${SIZE}-`, 'bytes=-0', 'bytes=99999999-'])('has no part %s', async (range) => {
      const response = await calls.listen(callId, { range });

      expect([response.status, response.headers.get('content-range')]).toEqual([416, `bytes */${SIZE}`]);
      expect(await response.text()).toBe('');
    });

    it('answers HEAD as GET, without the file, and without a part of it', async () => {
      const response = await calls.listen(callId, { range: 'bytes=0-99' }, { method: 'HEAD' });

      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'accept-ranges': 'bytes',
        'content-length': String(SIZE),
        'content-type': 'audio/mpeg',
        etag: ETAG,
      });
    });

    it('does not send what the client has', async () => {
      const same = await calls.listen(callId, { 'if-none-match': ETAG });
      const other = await calls.listen(callId, { 'if-match': '"other"' });

      expect([same.status, same.headers.get('etag'), await same.text()]).toEqual([304, ETAG, '']);
      expect(other.status).toBe(412);
      await other.text();
    });

    it('sends what has taken its place', async () => {
      const { storage_key: earlier } = (await calls.service.find(callId)) ?? { storage_key: '' };
      const other = new Mp3(CONVERSATION_AUDIO, 'Another', 12).toBuffer();
      await calls.store(callId, other);

      const response = await calls.listen(callId, { range: 'bytes=0-9', 'if-range': ETAG });

      expect(response.status).toBe(200);
      expect(Buffer.from(await response.arrayBuffer()).equals(other)).toBe(true);
      expect(await calls.files()).toHaveLength(1);
      expect(earlier).not.toContain((await calls.files())[0]);
    });

    it('says 404 of a file that is gone, and tells the log', async () => {
      await rm(calls.directory, { recursive: true });

      const response = await fetch(calls.linkTo(callId));

      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { code: 'NOT_FOUND' } });
      expect(
        api.log.filter((line) => line.includes('The storage has lost a recording') && line.includes(callId)),
      ).toHaveLength(1);
    });

    it('lets go of the file when the listener leaves', async () => {
      const storage = api.app.get(RecordingStorage, { strict: false });
      const opened: Readable[] = [];
      const large = await calls.addCall();
      await calls.store(large, new Mp3(CONVERSATION_AUDIO, 'Long', 4000).toBuffer());
      const read = watchReads(storage, opened);

      await new Promise<void>((resolve) => {
        const request = get(calls.linkTo(large), (response) => {
          response.once('data', () => request.destroy());
          response.once('close', resolve);
          response.once('error', () => undefined);
        });
      });
      for (let waited = 0; waited < 50 && opened[0]?.closed !== true; waited++) await sleep(20);

      read.restore();
      expect(opened.map(({ closed }) => closed)).toEqual([true]);
      expect(api.log.filter((line) => line.includes('could not be sent'))).toEqual([]);
    });

    it('logs no link', async () => {
      const { recordingUrl } = await find(callId);
      await fetch(recordingUrl ?? '').then((response) => response.arrayBuffer());

      const signature = new URL(recordingUrl ?? '').searchParams.get('signature') ?? '';
      expect(api.log.filter((line) => line.includes(signature))).toEqual([]);
    });
  });

  describe('a link that is not good', () => {
    const refusal = { error: { code: 'FORBIDDEN', message: 'This link is not valid' } };

    it.each<[string, (callId: string) => Promise<string> | string]>([
      ['tampered with', (callId) => calls.linkTo(callId).replace(/expires=\d+/, 'expires=99999999999')],
      ['without a signature', (callId) => calls.linkTo(callId).replace(/&signature.*/, '')],
      ['without anything', (callId) => calls.linkTo(callId).replace(/\?.*/, '')],
      [
        'borrowed',
        async (callId) => calls.linkTo(await calls.addRecording()).replace(/call_\w+/, toGlobalId('Call', callId)),
      ],
      ['to a call that never was', () => calls.linkTo(newId())],
      ['to a call without a recording', async () => calls.linkTo(await calls.addCall())],
      [
        'to a call that was erased',
        async (callId) => {
          await calls.service.remove(calls.scope, [callId], ArtifactState.ERASED);
          return calls.linkTo(callId);
        },
      ],
      [
        'to a recording that has expired',
        async (callId) => {
          await calls.service.remove(calls.scope, [callId], ArtifactState.EXPIRED);
          return calls.linkTo(callId);
        },
      ],
    ])('is refused: %s', async (_, makeLink) => {
      const callId = await calls.addRecording();

      const response = await fetch(await makeLink(callId));

      expect(response.status).toBe(403);
      expect(await response.json()).toEqual(refusal);
      expect(response.headers.get('content-disposition')).toBeNull();
    });

    it('is refused once its time is over', async () => {
      const link = calls.linkTo(await calls.addRecording(), 1);
      await sleep(1100);

      expect((await fetch(link)).status).toBe(403);
    });

    it.each([
      '../../../etc/passwd',
      '..%2f..%2f..%2fetc%2fpasswd',
      '%2e%2e%2f%2e%2e%2fetc%2fpasswd.mp3',
      '..%5c..%5cwindows%5cwin.ini.mp3',
      '%00.mp3',
      'call_%00.mp3',
      '%c0%ae%c0%ae%2f.mp3',
      '%252e%252e%252fetc.mp3',
      '.mp3',
      'file:%2f%2f%2fetc%2fpasswd.mp3',
      'A'.repeat(5000) + '.mp3',
      '%.mp3',
    ])('leads to nothing else: %s', async (path) => {
      const query = new URL(calls.linkTo(await calls.addRecording())).search;

      const status = await new Promise<number | undefined>((resolve, reject) => {
        const { hostname, port } = new URL(api.url);
        get({ hostname, port, path: `/recordings/${path}${query}` }, (response) => {
          response.resume();
          resolve(response.statusCode);
        }).once('error', reject);
      });

      expect([400, 403, 404]).toContain(status);
    });
  });

  describe('storing', () => {
    it('leaves a call as it was when the file is no audio', async () => {
      const callId = await calls.addCall();

      await expect(calls.store(callId, Buffer.from('{"detail":"nope"}'))).rejects.toMatchObject({
        reason: 'NOT_AUDIO',
      });
      expect(await find(callId)).toMatchObject({ recordingState: 'EXPECTED', recording: null });
    });

    it('stores nothing for a call that was erased or removed meanwhile', async () => {
      const erased = await calls.addCall(ArtifactState.ERASED);

      expect([await calls.store(erased), await calls.store(newId())]).toEqual([null, null]);
      expect((await find(erased)).recordingState).toBe('ERASED');
      expect(await calls.files()).toEqual([]);
    });

    it('keeps one of two files that come at once', async () => {
      const callId = await calls.addCall();

      await Promise.all([calls.store(callId), calls.store(callId), calls.store(callId)]);

      expect(await calls.files()).toHaveLength(1);
      expect((await calls.service.find(callId))?.storage_key).toContain((await calls.files())[0]);
      expect((await fetch(calls.linkTo(callId))).status).toBe(200);
    });

    it('tells the subscribers', async () => {
      const callId = await calls.addCall();
      const events = calls.admin.subscribe<{ callUpdated: CallData }>(
        'subscription { callUpdated { id recordingState recordingUrl } }',
      );
      const first = events.next();
      for (let tried = 0; tried < 50; tried++) {
        await calls.store(callId);
        if ((await Promise.race([first, sleep(50)])) !== undefined) break;
      }

      expect((await first).value).toMatchObject({
        callUpdated: { id: toGlobalId('Call', callId), recordingState: 'AVAILABLE', recordingUrl: expect.any(String) },
      });
      await events.return();
    });
  });

  describe('removal', () => {
    it('takes file and row, and says so of the call', async () => {
      const [expired, erased, kept] = [
        await calls.addRecording(),
        await calls.addRecording(),
        await calls.addRecording(),
      ];

      await calls.service.remove(calls.scope, [expired], ArtifactState.EXPIRED);
      await calls.service.remove(calls.scope, [erased], ArtifactState.ERASED);
      await calls.service.remove(calls.scope, [erased], ArtifactState.EXPIRED);

      const states = await Promise.all([expired, erased, kept].map(async (id) => (await find(id)).recordingState));
      expect(states).toEqual(['EXPIRED', 'ERASED', 'AVAILABLE']);
      expect(await Promise.all([expired, erased, kept].map((id) => calls.countRows(id)))).toEqual([0, 0, 1]);
      expect(await calls.files()).toEqual([expect.stringContaining(kept)]);
    });

    it('goes by the start of calls in retention', async () => {
      const callId = await calls.addRecording();

      expect(await calls.service.expire(calls.scope, new Date('2026-03-01T12:00:00Z'))).toBe(0);
      expect(await calls.service.expire(calls.scope, new Date('2026-03-01T12:00:00.001Z'))).toBe(1);
      expect((await find(callId)).recordingState).toBe('EXPIRED');
      expect(await calls.files()).toEqual([]);
    });

    it('ends what was stopped midway', async () => {
      const callId = await calls.addRecording();
      const storage = api.app.get<Partial<RecordingStorage>>(RecordingStorage, { strict: false });
      storage.delete = () => Promise.reject(new Error('the power went'));
      await expect(calls.service.remove(calls.scope, [callId], ArtifactState.EXPIRED)).rejects.toThrow(
        'the power went',
      );
      delete storage.delete; // back to that of the class
      expect([(await find(callId)).recordingState, await calls.countRows(callId)]).toEqual(['EXPIRED', 1]);

      expect(await calls.service.expire(calls.scope, new Date())).toBe(1);
      expect([await calls.countRows(callId), await calls.files()]).toEqual([0, []]);
    });

    it('by retention goes on with what is left where a file cannot be deleted, and tells the log', async () => {
      const others = await RecordedCalls.create(api);
      const [stuck, callId] = [await calls.addRecording(), await others.addRecording()];
      const storage = api.app.get<Partial<RecordingStorage>>(RecordingStorage, { strict: false });
      const remove = storage.delete!.bind(storage);
      storage.delete = (key) => (key.includes(stuck) ? Promise.reject(new Error('the disk is bad')) : remove(key));

      await api.app.get(Retention, { strict: false }).run();

      delete storage.delete; // back to that of the class
      expect([await calls.countRows(stuck), await others.countRows(callId)]).toEqual([1, 0]);
      expect(api.log.filter((line) => line.includes('the disk is bad'))[0]).toContain(calls.scope.applicationId);
    });

    it('takes the files of an application with it', async () => {
      await calls.addRecording();
      await calls.addRecording();

      await calls.admin.graphql(REMOVE, { id: calls.applicationId });

      expect(await calls.files()).toEqual([]);
    });

    it('sweeps files that nothing refers to, once they are old', async () => {
      const kept = await calls.addRecording();
      const folder = calls.directory;
      const [known] = await calls.files();
      const names = [`${kept}-${newId()}.mp3`, `${newId()}-${newId()}.mp3`, 'somebodys-own.mp3'];
      for (const name of names) await writeFile(join(folder, name), 'ID3');
      const [old, orphan, foreign] = names as [string, string, string];
      for (const name of [known ?? '', old, foreign]) await utimes(join(folder, name), 0, 0);

      await api.app.get(RecordingSweep, { strict: false }).run();

      expect(await calls.files()).toEqual([known, orphan, foreign].sort());
    });
  });
});

/** Sees what the storage opens. */
function watchReads(storage: RecordingStorage, opened: Readable[]): { restore: () => void } {
  const patched: Partial<RecordingStorage> = storage;
  const read = storage.read.bind(storage);
  patched.read = async (key, range) => {
    const stream = await read(key, range);
    if (stream !== null) opened.push(stream);
    return stream;
  };
  return { restore: () => delete patched.read };
}

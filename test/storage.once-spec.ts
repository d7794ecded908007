import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, rmdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CONVERSATION_AUDIO } from '../simulator/audio/mp3-frame.js';
import { Mp3 } from '../simulator/audio/mp3.js';
import { openStorage } from '../src/recordings/storage/open-storage.js';
import type { ByteRange, RecordingStorage } from '../src/recordings/storage/recording-storage.js';
import { S3Server } from './s3-server.js';

const MEGABYTE = 1024 ** 2;
const PLENTY = { maxBytes: 1024 * MEGABYTE };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Plays at 8000 bytes a second. */
function mp3(byteSize: number, title = randomUUID()): Mp3 {
  return new Mp3(CONVERSATION_AUDIO, title, byteSize / 8000);
}

function stream(chunks: Iterable<Buffer> | AsyncIterable<Buffer>): Readable {
  return Readable.from(chunks, { objectMode: false });
}

/** Audio that comes, and comes, and then does not. */
async function* breaking(byteSize: number, end: () => Promise<never>): AsyncGenerator<Buffer> {
  yield* mp3(byteSize).chunks();
  await end();
}

async function keysOf(storage: RecordingStorage): Promise<string[]> {
  return (await Array.fromAsync(storage.list())).sort();
}

/** A disk of a megabyte; undefined where this user may not mount one. */
function mountSmallDisk(): string | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'voxsync-full-'));
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory]).status === 0 ? directory : undefined;
}

describe.each(['file', 's3'] as const)('a recording storage (%s)', (kind) => {
  let storage: RecordingStorage;
  let s3: S3Server;
  let directory: string;

  beforeAll(async () => {
    if (kind === 's3') s3 = await S3Server.start();
  });

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'voxsync-storage-'));
    const prefix = randomUUID();
    storage = await openStorage({ STORAGE_URL: kind === 's3' ? s3.storageUrl({ prefix }) : `file:${directory}/new` });
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  afterAll(async () => {
    if (kind === 's3') await s3.stop();
  });

  const readAll = async (key: string, range?: ByteRange) => buffer((await storage.read(key, range)) as Readable);

  it.each([
    ['small', 10_000],
    ['larger than a part of an upload', 20 * MEGABYTE],
  ])('keeps a file that is %s as it came, and tells what it is', async (_, byteSize) => {
    const file = mp3(byteSize).toBuffer();

    const stored = await storage.write('ws/app/call-1', stream([file]), PLENTY);

    expect(stored).toEqual({
      key: 'ws/app/call-1.mp3',
      contentType: 'audio/mpeg',
      byteSize: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
      durationSeconds: expect.closeTo(byteSize / 8000, 1),
    });
    expect((await readAll(stored.key)).equals(file)).toBe(true);
    expect(await storage.stat(stored.key)).toMatchObject({ byteSize: file.length });
  });

  it('knows since when it has a file', async () => {
    const { key } = await storage.write('ws/app/call-1', stream(mp3(10_000).chunks()), PLENTY);

    const { modifiedAt } = (await storage.stat(key)) ?? { modifiedAt: new Date(0) };

    expect(Math.abs(modifiedAt.getTime() - Date.now())).toBeLessThan(10_000);
  });

  it('goes by what the bytes are, however they are cut', async () => {
    const wav = Buffer.from('RIFF\x24\0\0\0WAVEfmt and so on');

    const stored = await storage.write('ws/app/call-1', stream([...wav].map((byte) => Buffer.from([byte]))), PLENTY);

    expect(stored).toMatchObject({
      key: 'ws/app/call-1.wav',
      contentType: 'audio/wav',
      byteSize: wav.length,
      durationSeconds: null,
    });
  });

  it('hands out parts', async () => {
    const file = mp3(50_000).toBuffer();
    const { key } = await storage.write('ws/app/call-1', stream([file]), PLENTY);

    expect(await readAll(key, { start: 0, end: 1 })).toEqual(file.subarray(0, 2)); // s3rver misreads 0-0
    expect((await readAll(key, { start: 100, end: 40_000 })).equals(file.subarray(100, 40_001))).toBe(true);
    expect(await readAll(key, { start: file.length - 1, end: file.length - 1 })).toEqual(file.subarray(-1));
  });

  it('puts a file in place of another', async () => {
    await storage.write('ws/app/call-1', stream(mp3(50_000).chunks()), PLENTY);
    const file = mp3(10_000).toBuffer();

    const { key } = await storage.write('ws/app/call-1', stream([file]), PLENTY);

    expect((await readAll(key)).equals(file)).toBe(true);
    expect(await keysOf(storage)).toEqual([key]);
  });

  it('has nothing before the first file', async () => {
    expect(await keysOf(storage)).toEqual([]);
    expect(await storage.read('ws/app/call-1.mp3')).toBeNull();
    expect(await storage.stat('ws/app/call-1.mp3')).toBeNull();
    await expect(storage.delete('ws/app/call-1.mp3')).resolves.toBeUndefined();
  });

  it('deletes', async () => {
    const { key } = await storage.write('ws/app/call-1', stream(mp3(10_000).chunks()), PLENTY);
    await storage.write('ws/app/call-2', stream(mp3(10_000).chunks()), PLENTY);

    await storage.delete(key);
    await storage.delete(key);

    expect(await storage.read(key)).toBeNull();
    expect(await keysOf(storage)).toEqual(['ws/app/call-2.mp3']);
  });

  it.each([
    ['nothing', [], 'EMPTY_AUDIO'],
    ['a page', [Buffer.from('<html><title>502 Bad Gateway</title></html>')], 'NOT_AUDIO'],
    ['a few bytes', [Buffer.from([0xff])], 'NOT_AUDIO'],
  ])('refuses %s', async (_, chunks, reason) => {
    const source = stream(chunks);

    await expect(storage.write('ws/app/call-1', source, PLENTY)).rejects.toMatchObject({
      code: 'UPSTREAM_REJECTED',
      reason,
    });
    expect(source.destroyed).toBe(true);
    expect(await keysOf(storage)).toEqual([]);
  });

  it('gives up a file that grows too large', async () => {
    const source = stream(mp3(12 * MEGABYTE).chunks());

    await expect(storage.write('ws/app/call-1', source, { maxBytes: 10 * MEGABYTE })).rejects.toMatchObject({
      reason: 'AUDIO_TOO_LARGE',
    });
    expect(source.destroyed).toBe(true);
    expect(await keysOf(storage)).toEqual([]);
  });

  it.each([100_000, 20 * MEGABYTE])('shows nothing of a file that breaks off after %d bytes', async (byteSize) => {
    const broken = new Error('the upstream hung up');
    const source = stream(breaking(byteSize, () => sleep(50).then(() => Promise.reject(broken))));

    await expect(storage.write('ws/app/call-1', source, PLENTY)).rejects.toBe(broken);
    expect(await keysOf(storage)).toEqual([]);
    if (kind === 'file') expect(await readdir(join(directory, 'new', '.incoming'))).toEqual([]);
    if (kind === 's3' && byteSize > 8 * MEGABYTE) expect(s3.requests.at(-2)).toMatch(/^DELETE .*uploadId=/); // before the listing
  });

  it('shows nothing of a file before it is whole, and gives it up when told so', async () => {
    const stop = new AbortController();
    const source = stream(breaking(100_000, () => new Promise<never>(() => undefined)));

    const writing = storage.write('ws/app/call-1', source, { ...PLENTY, signal: stop.signal });
    await sleep(100);
    const meanwhile = [await keysOf(storage), await storage.stat('ws/app/call-1.mp3')];
    stop.abort();

    await expect(writing).rejects.toMatchObject({ name: 'AbortError' });
    expect(meanwhile).toEqual([[], null]);
    expect(await keysOf(storage)).toEqual([]);
    expect(source.destroyed).toBe(true);
  });

  it.each([
    '../call',
    '/etc/passwd',
    'ws/../../call',
    'ws//call',
    './call',
    '.incoming/call',
    'ws/call\0',
    'ws\\call',
    '',
    'ws/%2e%2e/call',
  ])('takes no key like %j', async (key) => {
    await expect(storage.write(key, stream(mp3(1000).chunks()), PLENTY)).rejects.toThrow('no key');
    await expect(storage.read(`${key}.mp3`)).rejects.toThrow('no key');
    await expect(storage.stat(`${key}.mp3`)).rejects.toThrow('no key');
    await expect(storage.delete(`${key}.mp3`)).rejects.toThrow('no key');
  });

  it('says whether it can be used', async () => {
    await expect(storage.check()).resolves.toBeUndefined();
  });

  it('does not keep a file of 200 MB in memory', async () => {
    const held: number[] = [];
    function* chunks(): Generator<Buffer> {
      let passed = 0;
      for (const chunk of mp3(200 * MEGABYTE).chunks()) {
        if (Math.floor(passed / (20 * MEGABYTE)) !== Math.floor((passed += chunk.length) / (20 * MEGABYTE))) {
          collectGarbage();
          held.push(process.memoryUsage().arrayBuffers);
        }
        yield chunk;
      }
    }
    collectGarbage();
    const before = process.memoryUsage().arrayBuffers;

    const { byteSize } = await storage.write('ws/app/call-1', stream(chunks()), PLENTY);

    expect(byteSize).toBeGreaterThan(199 * MEGABYTE);
    expect(held.length).toBeGreaterThan(8);
    // S3 has two parts of 8 MiB on their way and one that fills; here the server's end of them, not collected yet, counts too.
    expect(Math.max(...held) - before).toBeLessThan((kind === 's3' ? 100 : 32) * MEGABYTE);
  }, 60_000);
});

describe('a recording storage of files', () => {
  const smallDisk = mountSmallDisk();
  let directory: string;
  let storage: RecordingStorage;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'voxsync-storage-'));
    storage = await openStorage({ STORAGE_URL: `file:${directory}` });
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  afterAll(async () => {
    if (smallDisk === undefined) return;
    spawnSync('umount', [smallDisk]);
    await rmdir(smallDisk);
  });

  it('sweeps what a crash left, and nothing that may still be written', async () => {
    const incoming = join(directory, '.incoming');
    await mkdir(incoming);
    for (const name of ['old.part', 'new.part']) await writeFile(join(incoming, name), 'ID3');
    await utimes(join(incoming, 'old.part'), 0, 0);
    const { key } = await storage.write('ws/app/call-1', stream(mp3(10_000).chunks()), PLENTY);

    const swept = await storage.sweep(new Date(Date.now() - 3_600_000));

    expect(swept).toBe(1);
    expect(await readdir(incoming)).toEqual(['new.part']);
    expect(await keysOf(storage)).toEqual([key]);
  });

  it('keeps files for itself', async () => {
    const { key } = await storage.write('ws/app/call-1', stream(mp3(10_000).chunks()), PLENTY);

    const modes = await Promise.all([stat(join(directory, key)), stat(join(directory, 'ws'))]);

    expect(modes.map(({ mode }) => (mode & 0o777).toString(8))).toEqual(['600', '700']);
  });

  it('follows no links', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'voxsync-elsewhere-'));
    await writeFile(join(elsewhere, 'secret.mp3'), 'ID3 secret');
    await mkdir(join(directory, 'ws'));
    await symlink(elsewhere, join(directory, 'ws', 'app'));
    await symlink(join(elsewhere, 'secret.mp3'), join(directory, 'ws', 'call.mp3'));

    await expect(storage.read('ws/app/secret.mp3')).rejects.toThrow('A link leads out');
    await expect(storage.read('ws/call.mp3')).rejects.toMatchObject({ reason: 'STORAGE_UNAVAILABLE' });
    await expect(storage.write('ws/app/call-1', stream(mp3(1000).chunks()), PLENTY)).rejects.toThrow(
      'A link leads out',
    );
    await expect(storage.delete('ws/app/secret.mp3')).rejects.toThrow('A link leads out');
    expect(await keysOf(storage)).toEqual([]);
    expect(await readdir(elsewhere)).toEqual(['secret.mp3']);
    expect(await readdir(join(directory, '.incoming'))).toEqual([]);
    await rm(elsewhere, { recursive: true });
  });

  it('says that it cannot be used where its directory is a file', async () => {
    await writeFile(join(directory, 'file'), '');
    const broken = await openStorage({ STORAGE_URL: `file:${directory}/file/recordings` });

    await expect(broken.check()).rejects.toMatchObject({ code: 'INTERNAL', reason: 'STORAGE_UNAVAILABLE' });
    await expect(broken.write('ws/app/call-1', stream(mp3(1000).chunks()), PLENTY)).rejects.toMatchObject({
      reason: 'STORAGE_UNAVAILABLE',
    });
  });

  const onSmallDisk = smallDisk === undefined ? it.skip : it;
  onSmallDisk('tells of a full disk, and leaves nothing on it (needs root, to mount a small one)', async () => {
    const small = await openStorage({ STORAGE_URL: `file:${smallDisk}` });
    const source = stream(mp3(3 * MEGABYTE).chunks());

    await expect(small.write('ws/app/call-1', source, PLENTY)).rejects.toMatchObject({
      code: 'INTERNAL',
      reason: 'STORAGE_FULL',
      cause: { code: 'ENOSPC' },
    });
    expect(source.destroyed).toBe(true);
    expect(await readdir(join(String(smallDisk), '.incoming'))).toEqual([]);
    await expect(small.write('ws/app/call-2', stream(mp3(100_000).chunks()), PLENTY)).resolves.toBeDefined();
  });
});

describe('a recording storage in a bucket', () => {
  let s3: S3Server;

  beforeAll(async () => {
    s3 = await S3Server.start();
  });

  afterAll(() => s3.stop());

  it('aborts the uploads that a crash left, and none that may still go on', async () => {
    const storage = await openStorage({ STORAGE_URL: s3.storageUrl() });
    const upload = (id: string, initiated: Date) =>
      `<Upload><Key>team/one/ws/app/${id}.mp3</Key><UploadId>${id}</UploadId>` +
      `<Initiated>${initiated.toISOString()}</Initiated></Upload>`;
    s3.unfinishedUploads =
      '<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>' +
      `${upload('old', new Date(0))}${upload('new', new Date())}</ListMultipartUploadsResult>`;

    const swept = await storage.sweep(new Date(Date.now() - 3_600_000));

    expect(swept).toBe(1);
    expect(s3.requests.filter((request) => request.startsWith('DELETE'))).toEqual([
      expect.stringMatching(/^DELETE \/audio\/team\/one\/ws\/app\/old\.mp3\?.*uploadId=old/),
    ]);
  });

  it('says that it cannot be used where there is no such bucket, or nobody answers', async () => {
    const noBucket = await openStorage({ STORAGE_URL: s3.storageUrl({ bucket: 'other' }) });
    const nobody = await openStorage({
      STORAGE_URL: 's3://audio?region=us-east-1&endpoint=http://127.0.0.1:9&forcePathStyle=true',
    });

    for (const storage of [noBucket, nobody]) {
      await expect(storage.check()).rejects.toMatchObject({ reason: 'STORAGE_UNAVAILABLE' });
      await expect(storage.read('ws/app/call.mp3')).rejects.toMatchObject({ reason: 'STORAGE_UNAVAILABLE' });
      await expect(storage.write('ws/app/call', stream(mp3(1000).chunks()), PLENTY)).rejects.toMatchObject({
        reason: 'STORAGE_UNAVAILABLE',
      });
    }
  });
});

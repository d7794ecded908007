import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { Simulator } from '../simulator/index.js';
import { EmbeddedBackup } from '../src/cli/embedded-backup.js';
import { sqlitePath } from '../src/config/index.js';
import type { ApiClient } from './api-client.js';
import { mirrorOf } from './faults/mirror.js';
import { dumpOf, restoreDump } from './servers/sql-dump.js';
import { createTestDatabase, type TestDatabase } from './servers/test-database.js';
import { addApplication, finished, SYNC_CALLS, SYNC_PENDING, sync } from './synced-application.js';
import { TestApi } from './test-api.js';

const VERIFY = 'mutation ($id: ID!) { verifyAccount(id: $id) { account { connection { state } } } }';
const RECORDINGS = '{ calls(first: 200) { nodes { callId recordingUrl recording { sha256 byteSize } } } }';
const AUTH_SECRET = 'so that tokens hold after a restore';

interface Recorded {
  callId: string;
  recordingUrl: string | null;
  recording: { byteSize: number } | null;
}

jest.setTimeout(60_000);

/** A backup and its restore, as docs/operator.md tells operators to make them. */
describe('a backup', () => {
  let folder: string;
  let database: TestDatabase;
  let empty: TestDatabase;
  let simulator: Simulator;
  let running: TestApi[];
  const key = randomBytes(32).toString('base64');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'voxsync-backup-'));
    for (const name of ['live', 'backup/recordings']) await mkdir(join(folder, name), { recursive: true });
    [database, empty] = [await createTestDatabase(), await createTestDatabase()];
    simulator = await Simulator.start({ calls: { perApplication: 60, days: 20, running: 0 } });
    running = [];
  });

  afterEach(async () => {
    for (const api of running) await api.stop();
    await simulator.stop();
    await database.drop();
    await empty.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (store: TestDatabase, recordings: string, encryptionKey = key) => {
    const env = {
      ENCRYPTION_KEY: encryptionKey,
      AUTH_SECRET,
      STORAGE_URL: `file:${join(folder, recordings)}`,
      SYNC_LEASE_MS: '1000',
    };
    const api = await TestApi.start({ database: store, simulator, env });
    running.push(api);
    return api;
  };

  async function backUp(): Promise<void> {
    const target = join(folder, 'backup');
    if (database.kind === 'sqlite') {
      const from = { database: sqlitePath(database.url), recordings: join(folder, 'live') };
      expect((await new EmbeddedBackup(from, target).run()).missing).toEqual([]);
      return;
    }
    const copyRecordings = () =>
      cp(join(folder, 'live'), join(target, 'recordings'), { recursive: true, filter: isWhole });
    await copyRecordings();
    await dumpOf(database.url, join(target, 'voxsync.sql'));
    await copyRecordings();
  }

  async function restore(): Promise<void> {
    const target = join(folder, 'backup');
    if (empty.kind === 'sqlite') await cp(join(target, 'voxsync.db'), sqlitePath(empty.url));
    else await restoreDump(empty.url, join(target, 'voxsync.sql'));
    await cp(join(target, 'recordings'), join(folder, 'restored'), { recursive: true });
  }

  async function recordedCalls(client: ApiClient): Promise<Recorded[]> {
    const { calls } = await client.graphql<{ calls: { nodes: Recorded[] } }>(RECORDINGS);
    return calls.nodes.filter(({ recording }) => recording !== null);
  }

  /** Every recording that the API names plays. @returns how many there are */
  async function playAll(client: ApiClient): Promise<number> {
    const recorded = await recordedCalls(client);
    for (const { recordingUrl, recording } of recorded) {
      const audio = await (await fetch(recordingUrl!)).arrayBuffer();
      expect(audio.byteLength).toBe(recording!.byteSize);
    }
    return recorded.length;
  }

  it('is whole after a restore: calls, transcripts, recordings that play, and secrets that open', async () => {
    const before = await start(database, 'live');
    const admin = await before.signUp();
    const { accountId, applicationId } = await addApplication(admin, simulator.accounts[0]!);
    await sync(admin, SYNC_CALLS, { input: { applicationId } });
    await sync(admin, SYNC_PENDING, { applicationId });
    const mirror = await mirrorOf(admin);
    await backUp();
    await restore();

    const after = (await start(empty, 'restored')).as(admin.token);

    expect(await mirrorOf(after)).toEqual(mirror);
    expect(await playAll(after)).toBeGreaterThan(10);
    const verified = await after.graphql(VERIFY, { id: accountId });
    expect(verified).toEqual({ verifyAccount: { account: { connection: { state: 'OK' } } } });
  });

  it('that is made while a sync runs names no recording that it lacks, and the sync goes on after the restore', async () => {
    const before = await start(database, 'live');
    const admin = await before.signUp();
    const { applicationId } = await addApplication(admin, simulator.accounts[0]!);
    await sync(admin, SYNC_CALLS, { input: { applicationId } });
    const { syncPendingData } = await admin.graphql<{ syncPendingData: { run: { id: string } } }>(SYNC_PENDING, {
      applicationId,
    });
    while ((await recordedCalls(admin)).length < 5) await sleep(5);
    await backUp();
    await finished(admin, syncPendingData.run.id);
    const mirror = await mirrorOf(admin);
    await restore();

    const after = (await start(empty, 'restored')).as(admin.token);
    const played = await playAll(after);
    await finished(after, syncPendingData.run.id);

    expect(played).toBeGreaterThan(0);
    expect(await mirrorOf(after)).toEqual(mirror);
  });

  it('that is restored without its key says so at the start', async () => {
    const before = await start(database, 'live');
    const admin = await before.signUp();
    await addApplication(admin, simulator.accounts[0]!);
    await backUp();
    await restore();

    const after = await start(empty, 'restored', randomBytes(32).toString('base64'));

    const complaints = after.log.filter((line) => line.includes('No key of ENCRYPTION_KEY opens'));
    expect(complaints.map((line) => (JSON.parse(line) as { column: string }).column)).toEqual([
      'accounts.credentials',
      'applications.eleven_labs_api_key',
      'applications.webhook_secret',
    ]);
    expect(before.log.filter((line) => line.includes('No key of ENCRYPTION_KEY opens'))).toEqual([]);
  });

  it('into the folder of an earlier one keeps nothing that was removed, and tells of what the storage has lost', async () => {
    if (database.kind !== 'sqlite') return; // servers have tools of their own
    const api = await start(database, 'live');
    const admin = await api.signUp();
    const { applicationId } = await addApplication(admin, simulator.accounts[0]!);
    await sync(admin, SYNC_CALLS, { input: { applicationId } });
    await sync(admin, SYNC_PENDING, { applicationId });
    const files = async (name: string) => (await readdir(join(folder, name), { recursive: true })).filter(isAudio);
    await backUp();
    const [erased, lost] = await files('live');
    await admin.graphql('mutation ($id: ID!) { eraseCall(id: $id) { call { id } } }', { id: callOf(erased!) });
    await unlink(join(folder, 'live', lost!));
    const from = { database: sqlitePath(database.url), recordings: join(folder, 'live') };

    const again = await new EmbeddedBackup(from, join(folder, 'backup')).run();
    const elsewhere = await new EmbeddedBackup(from, join(folder, 'other')).run();

    expect(again.missing).toEqual([]); // the backup before has it still
    expect(await files('backup/recordings')).not.toContain(erased);
    expect(elsewhere.missing).toEqual([lost]);
  });
});

/** What is being written is none of a backup's business, and gone before it is copied. */
const isWhole = (path: string) => !path.includes('.incoming');
const isAudio = (name: string) => /\.\w+$/.test(name) && isWhole(name);
/** The call whose file it is, as its name says. */
const callOf = (path: string) => `call_${/([0-9A-Z]{26})[^/]*$/.exec(path)?.[1]}`;

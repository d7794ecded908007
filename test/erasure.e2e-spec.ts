import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { sql } from 'kysely';
import { effects } from '../simulator/index.js';
import { ENV, type Env, parseStorageUrl, sqlitePath } from '../src/config/index.js';
import type { CallTables } from '../src/calls/index.js';
import { Db } from '../src/database/index.js';
import { Retention } from '../src/sync/retention.js';
import { addCall, addSession } from './exact-call.js';
import { addApplication, finished, SYNC_CALLS, SYNC_PENDING, sync, syncCall } from './synced-application.js';
import { type SignedUp, TestApi } from './test-api.js';
import { keyOf } from './transcribed-calls.js';

interface CallData {
  id: string;
  callId: string;
  startTime: string;
  status: string;
  fromNumber: string | null;
  conversationId: string | null;
  transcriptState: string;
  recordingState: string;
  recordingUrl: string | null;
  transcript: { messages: { text: string | null }[] } | null;
}

const FIELDS = `id callId startTime status fromNumber conversationId transcriptState recordingState recordingUrl
  transcript { messages { text } }`;
const CALLS = `{ calls(first: 200) { nodes { ${FIELDS} } } }`;
const ERASE = `mutation ($id: ID!) { eraseCall(id: $id) { call { ${FIELDS} } } }`;
const KEEP_DAYS = `mutation ($input: UpdateApplicationInput!) { updateApplication(input: $input) { application { id } } }`;
const EVERYTHING = { from: new Date(Date.now() - 40 * 86_400_000).toISOString() };

/** Each test syncs an application with all of its data first. */
jest.setTimeout(30_000);

describe('erasing a call', () => {
  let api: TestApi;
  let admin: SignedUp;
  let applicationId: string;

  beforeEach(async () => {
    api = await TestApi.start({ simulator: { calls: { perApplication: 60, days: 20, running: 0 } } });
    admin = await api.signUp();
    ({ applicationId } = await addApplication(admin, api.simulator.accounts[0]!));
    await sync(admin, SYNC_CALLS, { input: { applicationId } });
    await sync(admin, SYNC_PENDING, { applicationId });
  });

  afterEach(() => api.stop());

  const allCalls = async () => (await admin.graphql<{ calls: { nodes: CallData[] } }>(CALLS)).calls.nodes;
  const remoteId = () => api.simulator.accounts[0]!.applications[0]!.id;
  const db = () => api.app.get(Db, { strict: false });

  /** A call with everything, and what must not be found once it is erased; the texts are of no other call. */
  async function wholeCall(): Promise<{ call: CallData; traces: string[] }> {
    const calls = await allCalls();
    const textsOf = ({ transcript }: CallData) => (transcript?.messages ?? []).flatMap(({ text }) => text ?? []);
    const numbers = calls.map(({ fromNumber }) => fromNumber);
    for (const call of calls) {
      if (call.transcriptState !== 'AVAILABLE' || call.recordingState !== 'AVAILABLE') continue;
      if (call.fromNumber === null || numbers.filter((number) => number === call.fromNumber).length > 1) continue;
      const others = new Set(calls.filter(({ id }) => id !== call.id).flatMap(textsOf));
      const own = textsOf(call).find((text) => text.length > 15 && !others.has(text));
      const traces = [call.fromNumber.slice(1), call.conversationId!, ...(own === undefined ? [] : [own])];
      if ((await rowsWith(traces)).length > 0) return { call, traces };
    }
    throw new Error('The simulator has no call with everything');
  }

  async function outcomesOf(ids: readonly string[]): Promise<unknown[]> {
    const calls = db().kysely<CallTables>().selectFrom('calls').select('outcome');
    const rows = await calls.where('id', 'in', ids.map(keyOf)).execute();
    return rows.map(({ outcome }) => outcome);
  }

  /** The columns of the whole database in which one of the texts is found. */
  async function rowsWith(texts: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    const tables = await db().kysely<never>().introspection.getTables();
    for (const { name, columns } of tables) {
      const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db().kysely());
      for (const { name: column } of columns) {
        const values = rows.map((row) => asText(row[column]));
        if (values.some((value) => texts.some((text) => value.includes(text)))) found.push(`${name}.${column}`);
      }
    }
    return found;
  }

  /** Those that are ours: a server's are its own. */
  function databaseFiles(): string[] {
    const { DATABASE_URL: url } = api.app.get<Env>(ENV);
    const suffixes = ['', '-wal', '-shm'];
    return url.startsWith('sqlite:') ? suffixes.map((suffix) => `${sqlitePath(url)}${suffix}`) : [];
  }

  /** Of some files those in which one of the texts is found. */
  async function filesWith(texts: readonly string[], paths: readonly string[]): Promise<string[]> {
    const contents = await Promise.all(paths.map((path) => readFile(path)));
    return paths.filter((_, index) => texts.some((text) => contents[index]?.includes(text)));
  }

  async function files(): Promise<string[]> {
    const location = parseStorageUrl(api.app.get<Env>(ENV).STORAGE_URL);
    if (location.kind !== 'file') throw new Error('The recordings are in no directory');
    const entries = await readdir(location.directory, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  }

  it('leaves nothing of it in the database and the storage, and no later sync brings anything back', async () => {
    const { call, traces } = await wholeCall();
    const before = await files();

    const { eraseCall } = await admin.graphql<{ eraseCall: { call: CallData } }>(ERASE, { id: call.id });

    const erased = {
      ...{ id: call.id, callId: call.callId, startTime: call.startTime, status: call.status, fromNumber: null },
      ...{ conversationId: null, transcriptState: 'ERASED', recordingState: 'ERASED', recordingUrl: null },
      transcript: null,
    };
    expect(eraseCall.call).toEqual(erased);
    expect(await rowsWith(traces)).toEqual([]);
    expect(await filesWith(traces, databaseFiles())).toEqual([]);
    expect((await files()).length).toBe(before.length - 1);
    await sync(admin, SYNC_CALLS, { input: { applicationId, ...EVERYTHING, includeData: true } });
    await sync(admin, SYNC_PENDING, { applicationId });
    for (const kind of ['syncTranscript', 'syncAudio', 'syncCallData'] as const) {
      expect(await sync(admin, syncCall(kind), { callId: call.id })).toMatchObject({ status: 'SUCCEEDED' });
    }
    expect(await rowsWith(traces)).toEqual([]);
    expect(await filesWith(traces, await files())).toEqual([]);
    expect(await outcomesOf([call.id])).toEqual([null]);
    expect((await allCalls()).find(({ id }) => id === call.id)).toEqual(erased);
  });

  describe('while something of it is on its way', () => {
    const SECRET = 'My card number is 4929 1111 2222 3333';

    /** A call that is erased while the answer to a request about it is under way, and the files before; the run has ended. */
    async function eraseDuring(mutation: string, method: string, inMidBody: boolean) {
      const added = addCall(api.simulator, remoteId(), {
        metadata: { call_duration_secs: 600 }, // of more than one chunk
        transcript: [{ role: 'user', message: SECRET, time_in_call_secs: 3 }],
      });
      await sync(admin, SYNC_CALLS, { input: { applicationId } });
      const call = (await allCalls()).find(({ callId }) => callId === added.callId)!;
      const before = await files();
      const { promise: resumed, resolve: resume } = Promise.withResolvers<void>();
      const pause = inMidBody ? effects.pausedUntil(resumed) : effects.heldUntil(resumed);
      const fault = api.simulator.faults.add(pause, {
        method,
        matching: ({ path }) => path.includes(added.conversation.conversation_id),
      });
      const variables = { applicationId, callId: call.id };
      const started = await admin.graphql<Record<string, { run: { id: string } }>>(mutation, variables);
      while (fault.hits === 0) await sleep(10);
      await sleep(100); // the first half of the answer is here

      await admin.graphql(ERASE, { id: call.id });

      resume();
      await finished(admin, Object.values(started)[0]!.run.id);
      return { before, call, conversationId: added.conversation.conversation_id };
    }

    it.each([
      ['a transcript that a run over pending data fetches', 'getConversation', SYNC_PENDING],
      ['a transcript that a run over this call fetches', 'getConversation', syncCall('syncCallData')],
      ['a recording that a run over pending data fetches', 'getConversationAudio', SYNC_PENDING],
      ['a recording that a run over this call fetches', 'getConversationAudio', syncCall('syncAudio')],
    ])('keeps out %s', async (_, method, mutation) => {
      for (const inMidBody of [false, true]) {
        const { call, before, conversationId } = await eraseDuring(mutation, method, inMidBody);

        expect(await rowsWith([SECRET, conversationId])).toEqual([]);
        expect(await settledFiles(before.length)).toEqual(before);
        expect((await allCalls()).find(({ id }) => id === call.id)).toMatchObject({
          conversationId: null,
          transcriptState: 'ERASED',
          recordingState: 'ERASED',
          transcript: null,
        });
      }
    });

    /** A run that was ended lets go of its file a moment later. */
    async function settledFiles(count: number): Promise<string[]> {
      for (let waited = 0; waited < 100 && (await files()).length !== count; waited++) await sleep(20);
      return files();
    }
  });

  describe('is not undone by a link with its conversation', () => {
    const linked = async (callId: string) => {
      const call = (await allCalls()).find((one) => one.callId === callId)!;
      return { id: call.id, conversationId: call.conversationId, transcriptState: call.transcriptState };
    };
    const syncAll = () => sync(admin, SYNC_CALLS, { input: { applicationId, ...EVERYTHING, includeData: true } });
    const erased = { conversationId: null, transcriptState: 'ERASED' };
    const none = { conversationId: null, transcriptState: 'NONE' };
    const unnamed = { session: { custom_data: undefined } };

    it('found by time, where the call had it', async () => {
      const { callId, conversation } = addCall(api.simulator, remoteId(), {}, unnamed);
      await syncAll();
      const before = await linked(callId);
      await admin.graphql(ERASE, { id: before.id });
      const neighbour = addSession(api.simulator, remoteId());

      await syncAll();
      await sync(admin, SYNC_PENDING, { applicationId });

      expect(before).toMatchObject({ conversationId: conversation.conversation_id, transcriptState: 'AVAILABLE' });
      expect([await linked(callId), await linked(neighbour)]).toMatchObject([erased, none]);
      expect(await rowsWith([conversation.conversation_id])).toEqual([]);
    });

    it('found by time, where nobody knew it when the call was erased', async () => {
      const { callId, conversation } = addCall(api.simulator, remoteId(), {}, unnamed);
      await sync(admin, SYNC_CALLS, { input: { applicationId } });
      await admin.graphql(ERASE, { id: (await linked(callId)).id });
      await sync(admin, SYNC_PENDING, { applicationId });
      const neighbour = addSession(api.simulator, remoteId());

      await syncAll();

      expect([await linked(callId), await linked(neighbour)]).toMatchObject([erased, none]);
      expect(await rowsWith([conversation.conversation_id])).toEqual([]);
    });

    it.each([
      ['of the call itself, which it is given later', true],
      ['of another session', false],
    ])('named by the custom data %s', async (_, ofItself) => {
      const { callId, conversation } = addCall(api.simulator, remoteId(), {
        transcript: [{ role: 'user', message: 'Nobody else says this.', time_in_call_secs: 3 }],
      });
      await syncAll();
      await admin.graphql(ERASE, { id: (await linked(callId)).id });
      const custom_data = JSON.stringify({ conversation_id: conversation.conversation_id });
      const other = addSession(api.simulator, remoteId(), ofItself ? {} : { session: { custom_data } });
      if (ofItself) api.simulator.updateSession(callId, { custom_data });

      await syncAll();
      await syncAll();

      expect([await linked(callId), await linked(other)]).toMatchObject([erased, none]);
      expect(await rowsWith(['Nobody else says this.'])).toEqual([]);
    });
  });

  it('is for ADMINs only, and for none of another workspace', async () => {
    const [call] = await allCalls();
    const operator = await api.addUser(admin, 'OPERATOR');
    const stranger = await api.signUp();

    const codes = [await operator.codeOf(ERASE, { id: call!.id }), await stranger.codeOf(ERASE, { id: call!.id })];

    expect(codes).toEqual(['FORBIDDEN', 'NOT_FOUND']);
  });

  it('is not undone by retention, which removes whole calls past their days for good', async () => {
    const { call } = await wholeCall();
    await admin.graphql(ERASE, { id: call.id });
    await admin.graphql(KEEP_DAYS, { input: { id: applicationId, retention: { callDays: 1 } } });
    const bound = Date.now() - 86_400_000;

    await api.app.get(Retention, { strict: false }).run();
    const run = await sync(admin, SYNC_CALLS, { input: { applicationId, ...EVERYTHING } });

    const kept = await allCalls();
    expect(kept.filter(({ startTime, id }) => Date.parse(startTime) < bound && id !== call.id)).toEqual([]);
    expect(kept.map(({ id }) => id)).toContain(call.id);
    expect(run.counts.newCalls).toBe(0);
    expect(run.counts.skipped).toBeGreaterThan(20);
  });
});

function asText(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  return typeof value === 'string' ? value : String(value);
}

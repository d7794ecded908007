import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { jest } from '@jest/globals';
import { LiveCalls } from '../simulator/index.js';
import { CallLookup, type CallTables } from '../src/calls/index.js';
import { ENV, type Env, parseStorageUrl } from '../src/config/index.js';
import { Db } from '../src/database/index.js';
import { Inbox } from '../src/webhooks/inbox.js';
import { conversationOf } from './transcribed-calls.js';
import { TestApi } from './test-api.js';
import { WebhookedApplication } from './webhooked-application.js';

const ERASE = 'mutation ($id: ID!) { eraseCall(id: $id) { call { id } } }';
const SESSION = '123456789012';
const MP3 = Buffer.concat([Buffer.from('ID3\u0003\0\0\0\0\0\0', 'latin1'), Buffer.alloc(50_000, 0x55)]);
const HALF_HOUR_MS = 30 * 60_000;
const PACE = { ring: 50, talk: 1_000, history: 300, processing: 500, audio: 300, billing: 1_500 };

describe("ElevenLabs' webhooks", () => {
  let api: TestApi;
  let app: WebhookedApplication;

  beforeAll(async () => {
    api = await TestApi.start({ simulator: { calls: { perApplication: 0 } } });
  });

  afterAll(() => api.stop());

  beforeEach(async () => {
    app = await WebhookedApplication.create(api);
  });

  let conversations = 0;
  const newConversation = () => `conv_webhook_${++conversations}`;
  /** The data of an event; the API of ElevenLabs knows nothing of the conversation, as with zero retention. */
  const conversation = (conversation_id: string, changes: object = {}) =>
    conversationOf([{ message: 'Hello!' }, { role: 'user', message: 'Hi there' }], {
      ...{ conversation_id, agent_id: app.agentId },
      ...changes,
    });
  const sendTranscript = (id: string, changes: object = {}) =>
    app.sender().elevenLabs('post_call_transcription', conversation(id, changes));
  const sendAudio = (conversation_id: string, audio = MP3) =>
    app.sender().audio({ agent_id: app.agentId, conversation_id }, () => [audio]);
  const linkedCall = async (conversationId: string) => {
    await app.sender().scenario(app.event({ event: 'conversation.started', sessionId: SESSION, conversationId }));
    await app.callsOnce(([call]) => call?.conversationId === conversationId);
  };
  const files = async () => {
    const location = parseStorageUrl(api.app.get<Env>(ENV).STORAGE_URL);
    if (location.kind !== 'file') throw new Error('The recordings are in no directory');
    const entries = await readdir(location.directory, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('.incoming')).length;
  };

  it('bring transcript and audio of a conversation that cannot be fetched', async () => {
    const id = newConversation();
    await linkedCall(id);

    const statuses = [await sendTranscript(id), await sendAudio(id)];

    const [call] = await app.callsOnce(([found]) => found?.transcript != null && found.recording !== null);
    expect(statuses).toEqual([200, 200]);
    expect(call!.transcript!.messages.map(({ text }) => text)).toEqual(['Hello!', 'Hi there']);
    expect(call!.recording).toEqual({
      ...{ byteSize: MP3.length, source: 'ELEVENLABS' },
      sha256: createHash('sha256').update(MP3).digest('hex'),
    });
  });

  it('bring all of a call that is acted out, with the scenario telling nothing of it', async () => {
    const target = { ...app.target, voximplantSecret: undefined };
    const live = new LiveCalls(api.simulator, app.voximplantId, { target, pace: PACE, seed: 7 });
    let announced: Promise<unknown> | undefined;

    const { conversationId } = await live.act({
      onStarted: ({ sessionId }) => {
        announced = app.sender().scenario(app.event({ sessionId }));
      },
    });
    await announced;

    const [call] = await app.callsOnce(([found]) => found?.transcript != null && found.recording !== null);
    expect(call).toMatchObject({ conversationId, conversationSource: 'DYNAMIC_VARIABLE' });
  });

  it('wait for a call that nobody knows yet', async () => {
    const id = newConversation();
    await sendAudio(id);
    await sendTranscript(id);
    const waiting = await app.settled();

    await linkedCall(id);

    const [call] = await app.callsOnce(([found]) => found?.transcript != null && found.recording !== null);
    expect(waiting.map(({ status }) => status)).toEqual(['WAITING', 'WAITING']);
    expect(call).toMatchObject({ conversationId: id });
  });

  it('wait for a call that a sync brings', async () => {
    const id = newConversation();
    await sendTranscript(id, {
      conversation_initiation_client_data: { dynamic_variables: { voximplant_session_id: SESSION } },
    });
    await app.settled();
    await app.sender().scenario(app.event());
    await app.callsOnce((calls) => calls.length > 0);

    await api.app.get(Inbox).wake();

    const [call] = await app.callsOnce(([found]) => found?.transcript != null);
    expect(call).toMatchObject({ conversationId: id, conversationSource: 'DYNAMIC_VARIABLE' });
  });

  describe('are refused with 401, and leave neither entry nor file, with', () => {
    it.each([
      ['another secret', { elevenLabsSecret: 'wsec_guessed' }, 0],
      ['an application that there is not', { applicationId: 'app_01ARZ3NDEKTSV4RRFFQ69G5FAV' }, 0],
      ['what is no application', { applicationId: 'call_01ARZ3NDEKTSV4RRFFQ69G5FAV' }, 0],
      ['a signature of 31 minutes ago', {}, -HALF_HOUR_MS - 60_000],
      ['a signature of 31 minutes ahead', {}, HALF_HOUR_MS + 60_000],
    ])('%s', async (_, changes, skewMs) => {
      const before = await files();
      const sender = app.sender(changes, skewMs);

      const statuses = [
        await sender.elevenLabs('post_call_transcription', conversation(newConversation())),
        await sender.audio({ agent_id: app.agentId, conversation_id: newConversation() }, () => [MP3]),
      ];

      expect(statuses).toEqual([401, 401]);
      expect([await app.events(), await files()]).toEqual([[], before]);
    });

    it('no secret set', async () => {
      await app.update({ elevenLabsWebhookSecret: null });

      const status = await sendTranscript(newConversation());

      expect(status).toBe(401);
    });
  });

  it('pass what is of another agent, or of a type that nobody knows', async () => {
    const before = await files();

    const statuses = [
      await sendTranscript(newConversation(), { agent_id: 'agent_other' }),
      await app.sender().audio({ agent_id: 'agent_other', conversation_id: newConversation() }, () => [MP3]),
      await app.sender().elevenLabs('answering_machine_detection', { whatever: true }),
    ];

    expect(statuses).toEqual([200, 200, 200]);
    expect([await app.events(), await files()]).toEqual([[], before]);
  });

  it('are not lost where their call is linked while it is being looked for', async () => {
    const id = newConversation();
    const lookUp = jest.spyOn(api.app.get(CallLookup, { strict: false }), 'byConversation');
    lookUp.mockImplementationOnce(async () => {
      await linkedCall(id);
      return undefined; // as it was when it was asked
    });

    await sendTranscript(id);

    const [call] = await app.callsOnce(([found]) => found?.transcriptState === 'AVAILABLE');
    lookUp.mockRestore();
    expect(call!.conversationId).toBe(id);
  });

  it.each([
    ['transcript', (id: string) => sendTranscript(id)],
    ['recording', (id: string) => sendAudio(id)],
  ] as const)(
    'bring no %s where their call is found, and linked with another conversation then',
    async (artifact, send) => {
      const id = newConversation();
      await linkedCall(id);
      const lookup = api.app.get(CallLookup, { strict: false });
      const find = lookup.byConversation.bind(lookup);
      const calls = api.app.get(Db).kysely<CallTables>().updateTable('calls').where('conversation_id', '=', id);
      const lookUp = jest.spyOn(lookup, 'byConversation').mockImplementationOnce(async (...asked) => {
        const found = await find(...asked);
        await calls.set({ conversation_id: newConversation() }).execute();
        return found;
      });

      await send(id);

      await app.settled();
      lookUp.mockRestore();
      const [call] = await app.calls();
      expect(call![artifact]).toBeNull();
    },
  );

  it('do something once, however often they come', async () => {
    const id = newConversation();
    await linkedCall(id);
    const before = await files();
    const at = new Date();
    const event = { agent_id: app.agentId, conversation_id: id };

    const statuses = await Promise.all(Array.from({ length: 5 }, () => app.sender().audio(event, () => [MP3], at)));
    await app.callsOnce(([call]) => call?.recording != null);
    await app.settled();

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect((await app.events()).filter(({ type }) => type === 'post_call_audio')).toHaveLength(1);
    expect(await files()).toBe(before + 1);
  });

  it('bring nothing of a call that was erased, whether they wait or come later', async () => {
    const id = newConversation();
    await linkedCall(id);
    await sendTranscript(id);
    await sendAudio(id);
    const before = await files();
    const [call] = await app.callsOnce(([found]) => found?.transcript != null && found.recording !== null);
    await app.admin.graphql(ERASE, { id: call!.id });

    await app.sender().elevenLabs('post_call_transcription', conversation(id), new Date(Date.now() + 1_000));
    await app.sender().audio({ agent_id: app.agentId, conversation_id: id }, () => [MP3], new Date(Date.now() + 1_000));
    const events = await app.settled();

    expect(events.every(({ status }) => status === 'PROCESSED')).toBe(true);
    expect(await app.calls()).toMatchObject([
      { conversationId: null, transcriptState: 'ERASED', recordingState: 'ERASED', transcript: null, recording: null },
    ]);
    expect(await files()).toBeLessThan(before);
  });

  it('never take back what is there', async () => {
    const id = newConversation();
    await linkedCall(id);
    await sendTranscript(id);
    const [before] = await app.callsOnce(([call]) => call?.transcript != null);

    const early = new Date(Date.now() - 60_000);
    for (const status of ['in-progress', 'processing', 'failed', 'done']) {
      const data = conversation(id, { status, transcript: [], metadata: {} });
      await app.sender().elevenLabs('post_call_transcription', data, early);
      early.setSeconds(early.getSeconds() + 1);
    }
    await app.settled();

    expect((await app.calls())[0]!.transcript).toEqual(before!.transcript);
  });

  it('say why there is nothing', async () => {
    const [failed, unreached] = [newConversation(), newConversation()];
    await linkedCall(failed);
    await sendTranscript(failed, { status: 'failed', transcript: [], metadata: { termination_reason: 'No credits' } });
    const [call] = await app.callsOnce(([found]) => found?.transcriptState === 'ABSENT');
    const other = await WebhookedApplication.create(api);
    await other.sender().scenario(other.event({ event: 'conversation.started', conversationId: unreached }));

    const data = { agent_id: other.agentId, conversation_id: unreached, failure_reason: 'busy', metadata: {} };
    await other.sender().elevenLabs('call_initiation_failure', data);

    const [busy] = await other.callsOnce(([found]) => found?.recordingState === 'ABSENT');
    expect(call!.transcriptReason).toContain('No credits');
    expect([busy!.transcriptState, busy!.recordingReason]).toEqual([
      'ABSENT',
      'ElevenLabs could not begin the call: busy',
    ]);
  });

  it('have what they leave out fetched: turns, another format, audio that is none', async () => {
    const ids = [newConversation(), newConversation(), newConversation()];
    for (const [index, conversation_id] of ids.entries()) {
      api.simulator.addConversation(app.voximplantId, { conversation_id });
      const sessionId = String(500 + index);
      await app
        .sender()
        .scenario(app.event({ event: 'conversation.started', sessionId, conversationId: conversation_id }));
    }
    await app.callsOnce((calls) => calls.filter(({ conversationId }) => conversationId !== null).length === 3);

    const statuses = [
      await sendTranscript(ids[0]!, { transcript: [] }),
      await app.sender().elevenLabs('post_call_transcription', {
        ...{ agent_id: app.agentId, conversation_id: ids[1]! },
        resourceSpans: [],
      }),
      await sendAudio(ids[2]!, Buffer.from('{"detail":"no audio"}')),
    ];

    const calls = await app.callsOnce((found) => found.every(({ transcript, recording }) => transcript && recording));
    expect(statuses).toEqual([200, 200, 200]);
    expect(calls).toHaveLength(3);
  });

  it('are answered with a code where they are signed and cannot be read', async () => {
    const status = await app.sender().elevenLabs('post_call_transcription', { agent_id: app.agentId });

    expect(status).toBe(400);
    expect(await app.events()).toEqual([]);
  });
});

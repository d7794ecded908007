import { setTimeout as sleep } from 'node:timers/promises';
import { effects, elevenLabsErrors } from '../simulator/index.js';
import { type CallTables, ConversationSource, UnlinkedCalls } from '../src/calls/index.js';
import { fromGlobalId } from '../src/common/id.js';
import { Db } from '../src/database/index.js';
import { addCall, type CallInput } from './exact-call.js';
import { addApplication, finished, SYNC_CALLS, SYNC_PENDING, sync, syncCall } from './synced-application.js';
import { type SignedUp, TestApi } from './test-api.js';

interface CallData {
  id: string;
  callId: string;
  direction: string;
  cost: { amount: string; currency: string } | null;
  transcriptState: string;
  transcriptReason: string | null;
  recordingState: string;
  recordingReason: string | null;
  recording: { source: string; sha256: string } | null;
  transcript: {
    credits: number | null;
    language: string | null;
    summary: string | null;
    outcome: string;
    terminationReason: string | null;
    messages: { text: string | null }[];
  } | null;
}

const CALLS = `{ calls(first: 50) { nodes { id callId direction cost { amount currency } transcriptState transcriptReason
  recordingState recordingReason recording { source sha256 } transcript { credits language summary outcome
    terminationReason messages { text } } } } }`;

const analysis = (transcript_summary: string) => ({ call_successful: 'success', transcript_summary });

describe('a conversation at ElevenLabs', () => {
  let api: TestApi;
  let operator: SignedUp;
  let applicationId: string;
  let remoteId: string;

  beforeEach(async () => {
    api = await TestApi.start({ simulator: { applications: 2, calls: { perApplication: 0 } } });
    operator = await api.signUp();
    const [account] = api.simulator.accounts;
    remoteId = account!.applications[0]!.id;
    ({ applicationId } = await addApplication(operator, account!));
  });

  afterEach(() => api.stop());

  const allCalls = async () => (await operator.graphql<{ calls: { nodes: CallData[] } }>(CALLS)).calls.nodes;
  const find = async (id: string) => (await allCalls()).find((call) => call.id === id)!;
  const syncAll = () => sync(operator, SYNC_CALLS, { input: { applicationId, includeData: true } });
  const syncOne = (kind: Parameters<typeof syncCall>[0], { id }: CallData) =>
    sync(operator, syncCall(kind), { callId: id });

  /** A call that was synced with what there is of its conversation. */
  async function synced(
    conversation: Parameters<typeof addCall>[2],
    input?: CallInput,
  ): Promise<{ call: CallData; conversationId: string }> {
    const added = addCall(api.simulator, remoteId, conversation, input);
    await syncAll();
    const call = (await allCalls()).find(({ callId }) => callId === added.callId)!;
    return { call, conversationId: added.conversation.conversation_id };
  }

  describe('that is done', () => {
    it('has audio that may come later: it is waited for, and fetched then (trap 2)', async () => {
      const late = api.simulator.faults.add(() => elevenLabsErrors.missingAudio(), { method: 'getConversationAudio' });
      const { call } = await synced({ has_audio: true });
      late.remove();

      const run = await sync(operator, SYNC_PENDING, { applicationId });

      expect(call).toMatchObject({
        transcriptState: 'AVAILABLE',
        recordingState: 'PROCESSING',
        recordingReason: 'ElevenLabs has no audio yet',
      });
      expect(run).toMatchObject({ status: 'SUCCEEDED', counts: { audiosSynced: 1, transcriptsSynced: 0 } });
      expect(await find(call.id)).toMatchObject({ recordingState: 'AVAILABLE', recordingReason: null });
    });

    it('may be analysed anew: its transcript is brought up to date when it is asked for again (trap 2)', async () => {
      const { call, conversationId } = await synced({ analysis: analysis('The first analysis.') });
      api.simulator.updateConversation(conversationId, { analysis: analysis('The second analysis.') });

      const pending = await sync(operator, SYNC_PENDING, { applicationId });
      const before = (await find(call.id)).transcript?.summary;
      const run = await syncOne('syncTranscript', call);

      expect([pending.counts.transcriptsSynced, before]).toEqual([0, 'The first analysis.']);
      expect(run).toMatchObject({ status: 'SUCCEEDED', counts: { transcriptsSynced: 1 } });
      expect((await find(call.id)).transcript?.summary).toBe('The second analysis.');
    });

    it.each([
      ['is processed again', { status: 'processing', analysis: null }, /processing/],
      ['has lost what was said', { transcript: [] }, /none of what was said/],
    ] as const)('does not take away a transcript that is here when it %s (trap 21)', async (_, patch, reason) => {
      const { call, conversationId } = await synced({ analysis: analysis('As it was.') });
      api.simulator.updateConversation(conversationId, patch);

      const run = await syncOne('syncTranscript', call);

      expect(run).toMatchObject({ status: 'SUCCEEDED', counts: { transcriptsSynced: 0, skipped: 1 } });
      const after = await find(call.id);
      expect(after).toMatchObject({ transcriptState: 'AVAILABLE', transcript: call.transcript });
      expect(after.transcriptReason).toMatch(reason);
    });

    it('is told in credits, which are neither dollars nor part of what the call cost (trap 13)', async () => {
      const charging = { llm_price: 0.25, llm_charge: 77, call_charge: 351, platform_price: 0.5 };
      const metadata = { call_duration_secs: 60, cost: 428, cost_fiat: 1.75, charging };
      const { call } = await synced({ metadata });
      const { call: unbilled } = await synced({ metadata: { ...metadata, cost: undefined } });

      const costs = [call, unbilled].map(({ cost, transcript }) => [transcript?.credits, cost]);

      expect(costs).toEqual([
        [428, { amount: '0.25', currency: 'USD' }],
        [null, { amount: '0.25', currency: 'USD' }],
      ]);
    });

    it('is given nothing that nobody said: defaults of the schema are no data (trap 14)', async () => {
      const outbound = { incoming: false, successful: true, call_id: 1, duration: 60, remote_number: '442079460001' };
      const { call: bare } = await synced(
        { analysis: { transcript_summary: '', call_successful: 'unknown' } },
        { session: { calls: [outbound] } },
      );
      const { call: withDefaults } = await synced(
        {
          metadata: {
            termination_reason: '',
            authorization_method: 'public',
            conversation_initiation_source: 'unknown',
            phone_call: { type: 'twilio', direction: 'inbound' },
          },
          analysis: null,
        },
        { session: { calls: [outbound] } },
      );

      const nothing = { credits: null, language: null, summary: null, outcome: 'UNKNOWN', terminationReason: null };
      for (const call of [bare, withDefaults]) {
        expect(call).toMatchObject({ direction: 'OUTBOUND', transcript: nothing });
        expect(JSON.stringify(call)).not.toMatch(/public|inbound/i);
      }
    });
  });

  describe('that is gone', () => {
    it('leaves the transcript and the recording that are here, and a sync that asks again says so (trap 5)', async () => {
      const { call, conversationId } = await synced({});
      api.simulator.removeConversation(conversationId);

      const run = await syncOne('syncCallData', call);
      await sync(operator, SYNC_PENDING, { applicationId });
      await syncAll();

      expect(run).toMatchObject({ status: 'SUCCEEDED', error: null, failures: [] });
      expect(run.counts).toMatchObject({ transcriptsSynced: 0, audiosSynced: 0, failed: 0, skipped: 2 });
      expect(await find(call.id)).toEqual({
        ...call,
        transcriptReason: 'ElevenLabs has no such conversation; what was stored before is kept',
      });
      const answers = await Promise.all((await links(call)).map(async (link) => (await fetch(link)).status));
      expect(answers).toEqual([200]);
    });

    it('and comes back, is told without that reason again', async () => {
      const { call } = await synced({});
      const gone = api.simulator.faults.add(() => elevenLabsErrors.conversationNotFound(), {
        method: 'getConversation',
      });
      await syncOne('syncTranscript', call);
      gone.remove();

      await syncOne('syncTranscript', call);

      expect(await find(call.id)).toEqual(call);
    });

    it.each([
      ['gone', () => elevenLabsErrors.conversationNotFound()],
      ['unreadable', effects.text('{"status":"done"}')],
    ])('keeps no other from being found where it is listed, and %s once it is asked for', async (_, effect) => {
      const { callId } = addCall(api.simulator, remoteId, {}, { session: { custom_data: undefined } });
      const soonAfter = { start_time_unix_secs: Math.floor(Date.now() / 1000) - 500 };
      const listed = api.simulator.addConversation(remoteId, { metadata: soonAfter });
      api.simulator.faults.add(effect, {
        method: 'getConversation',
        matching: ({ path }) => path.includes(listed.conversation_id),
      });

      const run = await syncAll();

      expect(run).toMatchObject({ status: 'SUCCEEDED', error: null });
      expect(await allCalls()).toMatchObject([{ callId, transcriptState: 'AVAILABLE', recordingState: 'AVAILABLE' }]);
    });

    it('cannot be asked when ElevenLabs is away: the run says that, and what is here stays', async () => {
      const { call } = await synced({});
      api.simulator.faults.add(effects.httpStatus(409), { method: 'getConversation' });

      const run = await syncOne('syncTranscript', call);

      expect(run.status).toBe('FAILED');
      expect(await find(call.id)).toMatchObject({ transcriptState: 'AVAILABLE', transcript: call.transcript });
    });

    async function links({ id }: CallData): Promise<string[]> {
      const { call } = await operator.graphql<{ call: { recordingUrl: string | null } }>(
        'query ($id: ID!) { call(id: $id) { recordingUrl } }',
        { id },
      );
      return call.recordingUrl === null ? [] : [call.recordingUrl.replace(/^https?:\/\/[^/]+/, api.url)];
    }
  });

  describe('of an agent that keeps nothing (zero retention, trap 25)', () => {
    it.each([
      ['is unknown', undefined],
      ['is empty', { transcript: [], analysis: null, has_audio: false, has_user_audio: false }],
    ])('%s: transcript and recording are ABSENT with a reason, and nobody asks again', async (_, kept) => {
      const { conversation } = addCall(api.simulator, remoteId, kept);
      if (kept === undefined) api.simulator.removeConversation(conversation.conversation_id);
      await syncAll();
      const [after] = await allCalls();
      api.simulator.requests.clear();

      const again = await sync(operator, SYNC_PENDING, { applicationId });

      expect(after).toMatchObject({ transcriptState: 'ABSENT', recordingState: 'ABSENT', transcript: null });
      expect([after!.transcriptReason, after!.recordingReason]).toEqual([
        expect.stringMatching(/no such conversation|kept nothing/),
        expect.stringMatching(/no such conversation|no audio/),
      ]);
      expect(again).toMatchObject({ status: 'SUCCEEDED', counts: { skipped: 0, failed: 0 } });
      expect(api.simulator.requests.all.filter(({ upstream }) => upstream === 'elevenlabs')).toEqual([]);
    });

    it('is unknown though its audio is only said to be missing: that is a state too', async () => {
      const { conversation } = addCall(api.simulator, remoteId);
      api.simulator.removeConversation(conversation.conversation_id);
      api.simulator.faults.add(() => elevenLabsErrors.missingAudio(), { method: 'getConversationAudio' });

      const run = await syncAll();

      expect(run).toMatchObject({ status: 'SUCCEEDED', counts: { failed: 0 } });
      expect(await allCalls()).toMatchObject([
        { recordingState: 'ABSENT', recordingReason: 'ElevenLabs has no such conversation' },
      ]);
    });
  });

  describe('that turns out to be another one while it is fetched', () => {
    it.each([
      ['syncTranscript', 'getConversation', 'transcriptState'],
      ['syncAudio', 'getConversationAudio', 'recordingState'],
    ] as const)('is left, and that one is expected: %s', async (kind, method, state) => {
      const { conversation: former } = addCall(api.simulator, remoteId);
      const { conversation_id: conversationId } = api.simulator.addConversation(remoteId);
      await sync(operator, SYNC_CALLS, { input: { applicationId } });
      const [call] = await allCalls();
      const { promise: resumed, resolve: resume } = Promise.withResolvers<void>();
      const held = api.simulator.faults.add(effects.heldUntil(resumed), {
        method,
        matching: ({ path }) => path.includes(former.conversation_id),
      });
      const started = await operator.graphql<Record<string, { run: { id: string } }>>(syncCall(kind), {
        callId: call!.id,
      });
      while (held.hits === 0) await sleep(10);

      await link(call!, conversationId);

      resume();
      const run = await finished(operator, started[kind]!.run.id);
      expect(run).toMatchObject({ status: 'SUCCEEDED', counts: { transcriptsSynced: 0, audiosSynced: 0 } });
      expect(await find(call!.id)).toMatchObject({ [state]: 'EXPECTED' });
    });

    const link = ({ id }: CallData, conversationId: string) => {
      const found = { callId: fromGlobalId('Call', id, 'id'), conversationId, source: ConversationSource.MANUAL };
      const application = fromGlobalId('Application', applicationId, 'id');
      const calls = api.app.get(UnlinkedCalls, { strict: false });
      return api.app
        .get(Db)
        .transaction<CallTables, string[]>((trx) => calls.link(trx, application, [found], new Date()));
    };
  });

  describe('of another agent of the workspace (trap 6)', () => {
    it.each(['syncTranscript', 'syncAudio', 'syncCallData'] as const)(
      'is not given to a call whose custom data name it: %s',
      async (kind) => {
        const foreign = api.simulator.accounts[0]!.applications[1]!;
        const { conversation_id } = api.simulator.addConversation(foreign.id);
        const custom_data = JSON.stringify({ v: 1, c: conversation_id });
        addCall(api.simulator, remoteId, {}, { session: { custom_data } });
        await sync(operator, SYNC_CALLS, { input: { applicationId } });
        const [call] = await allCalls();

        const run = await syncOne(kind, call!);

        expect(run).toMatchObject({ status: 'SUCCEEDED', counts: { transcriptsSynced: 0, audiosSynced: 0 } });
        const after = await find(call!.id);
        expect(after).toMatchObject({ transcript: null, recording: null });
        const told = [after.transcriptReason, after.recordingReason].filter((reason) => reason !== null);
        expect(new Set(told)).toEqual(new Set(['The conversation belongs to another agent']));
      },
    );
  });
});

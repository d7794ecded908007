import { jest } from '@jest/globals';
import { LiveCalls, signatureOf } from '../simulator/index.js';
import { ErasedConversations } from '../src/calls/erasure/erased-conversations.js';
import { parseGlobalId } from '../src/common/id.js';
import { Db } from '../src/database/index.js';
import { SyncScheduler } from '../src/sync/sync.scheduler.js';
import { Inbox } from '../src/webhooks/inbox.js';
import { WebhookStatus } from '../src/webhooks/webhook.enums.js';
import type { WebhookTables } from '../src/webhooks/webhook-event.table.js';
import { databaseKind } from './servers/test-database.js';
import { finished, sync, SYNC_CALLS } from './synced-application.js';
import { TestApi } from './test-api.js';
import { WebhookedApplication, type WebhookedCall } from './webhooked-application.js';

const PACE = { ring: 50, talk: 1_000, history: 300, processing: 500, audio: 300, billing: 1_500 };
const ERASE = 'mutation ($id: ID!) { eraseCall(id: $id) { call { id } } }';
const REPLAY = 'mutation ($id: ID!) { replayWebhookEvent(id: $id) { event { status attempts reason } } }';
const RUNS = '{ syncRuns(first: 50) { nodes { id trigger status } } }';
const ON = { sync: { enabled: true, transcripts: true, audio: true } };

/** What is the same whichever way a call came in, and however long a busy machine took to act it out. */
const lasting = ({ direction, fromNumber, toNumber, status, conversationId, ...call }: WebhookedCall) => ({
  ...{ direction, fromNumber, toNumber, status, conversationId, cost: call.cost },
  ...{ transcript: call.transcript?.summary, recording: call.recording?.source },
  states: [call.transcriptState, call.recordingState],
});

describe("the scenario's webhook", () => {
  let api: TestApi;
  let app: WebhookedApplication;

  beforeAll(async () => {
    api = await TestApi.start({ simulator: { calls: { perApplication: 0 } } });
  });

  afterAll(() => api.stop());

  beforeEach(async () => {
    app = await WebhookedApplication.create(api);
  });

  const post = (body: string, headers: Record<string, string>) =>
    fetch(`${api.url}/api/webhook/voximplant`, { method: 'POST', headers, body });
  const signed = (body: string) => ({
    'content-type': 'application/json',
    'x-voxsync-application': app.target.applicationId,
    'x-voxsync-signature': signatureOf(app.target.voximplantSecret, 'v1', [body], new Date()),
  });

  it('shows a call at once, and the sync corrects it without doubling it', async () => {
    const at = new Date(Date.now() - 60_000);
    const status = await app.sender().scenario(app.event({ at: at.toISOString() }));
    const announced = await app.callsOnce((calls) => calls.length > 0);
    api.simulator.addSession(app.voximplantId, {
      call_session_history_id: 123456789012,
      start_date: new Date(at.getTime() - 2_000).toISOString().slice(0, 19).replace('T', ' '),
      duration: 20,
      calls: [{ call_id: 1, incoming: true, successful: true, duration: 18, cost: 0.01, remote_number: '12025550171', local_number: '12025550110' }], // prettier-ignore
    });

    await sync(app.admin, SYNC_CALLS, { input: { applicationId: app.target.applicationId } });

    expect(status).toBe(200);
    const numbers = { direction: 'INBOUND', fromNumber: '+12025550171', toNumber: '+12025550110' };
    expect(announced).toMatchObject([{ status: 'IN_PROGRESS', startTime: at.toISOString(), ...numbers }]);
    expect(await app.calls()).toMatchObject([
      { id: announced[0]!.id, status: 'ANSWERED', durationSeconds: 20, cost: { amount: '0.01' }, ...numbers },
    ]);
    expect(Date.parse((await app.calls())[0]!.startTime)).toBeLessThan(at.getTime() - 1_000);
  });

  it('brings a call with its transcript and audio, with nobody syncing anything', async () => {
    const { voximplantSecret, url, applicationId } = app.target;
    const target = { url, applicationId, voximplantSecret }; // nothing comes from ElevenLabs
    const live = new LiveCalls(api.simulator, app.voximplantId, { target, pace: PACE, seed: 1 });

    const { sessionId, conversationId } = await live.act();

    const [call, ...others] = await app.callsOnce(([first]) => first?.recording != null && first.cost !== null);
    expect(others).toEqual([]);
    expect(call).toMatchObject({ callId: sessionId, conversationId, status: 'ANSWERED', direction: 'INBOUND' });
    expect(call).toMatchObject({ conversationSource: 'WEBHOOK', transcriptState: 'AVAILABLE' });
    const { syncRuns } = await app.admin.graphql<{ syncRuns: { nodes: { trigger: string }[] } }>(RUNS);
    expect(new Set(syncRuns.nodes.map(({ trigger }) => trigger))).toEqual(new Set(['WEBHOOK']));
  });

  it('is only faster: without any webhook the schedules come to the same end', async () => {
    const told = new LiveCalls(api.simulator, app.voximplantId, { target: app.target, pace: PACE, seed: 2 });
    const silent = await WebhookedApplication.create(api);
    await silent.update(ON);
    const untold = new LiveCalls(api.simulator, silent.voximplantId, { pace: PACE, seed: 2 });
    const scheduler = api.app.get(SyncScheduler);

    const acted = (await Promise.all([told.act(), untold.act()]))[0];
    const [fast] = await app.callsOnce(([call]) => call?.recording != null && call.cost !== null);
    await scheduler.startDueSyncs();
    const { syncRuns } = await silent.admin.graphql<{ syncRuns: { nodes: { id: string }[] } }>(RUNS);
    for (const { id } of syncRuns.nodes) await finished(silent.admin, id);

    const [slow] = await silent.calls();
    expect(slow!.callId).toBe(acted.sessionId);
    expect(lasting(slow!)).toEqual(lasting(fast!));
    expect([fast!.conversationSource, slow!.conversationSource]).toEqual(['WEBHOOK', 'CUSTOM_DATA']);
  });

  describe('is refused with 401 and nothing else, and leaves nothing, with', () => {
    it.each([
      ['another secret', { voximplantSecret: 'wsec_guessed' }, 0],
      ['an application that there is not', { applicationId: 'app_01ARZ3NDEKTSV4RRFFQ69G5FAV' }, 0],
      ['no application', { applicationId: '' }, 0],
      ['a signature of six minutes ago', {}, -360_000],
      ['a signature of six minutes ahead', {}, 360_000],
    ])('%s', async (_, changes, skewMs) => {
      const status = await app.sender(changes, skewMs).scenario(app.event());

      expect(status).toBe(401);
      expect([await app.events(), await app.calls()]).toEqual([[], []]);
    });

    it('the secret of another application', async () => {
      const other = await WebhookedApplication.create(api);

      const status = await app.sender({ voximplantSecret: other.target.voximplantSecret }).scenario(app.event());

      expect(status).toBe(401);
      expect([await app.events(), await other.events()]).toEqual([[], []]);
    });

    it('a body that is not the one that was signed, by a single space', async () => {
      const body = JSON.stringify(app.event());

      const answer = await post(`${body} `, signed(body));

      expect([answer.status, await answer.text()]).toEqual([401, '']);
      expect(await app.events()).toEqual([]);
    });
  });

  it('takes a signature in base64 too, and that of the secret before for a day', async () => {
    const body = JSON.stringify(app.event());
    const hex = signed(body);
    const base64 = hex['x-voxsync-signature'].replace(
      /v1=(.*)/,
      (_, digest: string) => `v1=${Buffer.from(digest, 'hex').toString('base64')}`,
    );
    await app.rotate();
    const answer = await post(body, { ...hex, 'x-voxsync-signature': base64 });
    await app.rotate();

    const afterTwo = await post(body, hex);

    expect([answer.status, afterTwo.status]).toEqual([200, 401]);
  });

  it.each([
    ['no JSON', '{"event":'],
    ['without a session', JSON.stringify({ event: 'call.started', eventId: '1', at: '2026-03-01T12:00:00Z' })],
  ])('answers a body that is signed and %s with a code', async (_, body) => {
    const answer = await post(body, signed(body));

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'BAD_USER_INPUT' } });
    expect(await app.events()).toEqual([]);
  });

  it('refuses a body that is too large, and passes an event that it does not know', async () => {
    const large = JSON.stringify({ ...app.event(), more: 'x'.repeat(70_000) });
    const unknown = JSON.stringify({ ...app.event(), event: 'call.held' });

    const statuses = [(await post(large, signed(large))).status, (await post(unknown, signed(unknown))).status];

    expect(statuses).toEqual([413, 200]);
    expect(await app.events()).toEqual([]);
  });

  it('is looked at once, whatever wakes those that wait for their call', async () => {
    await app.sender().scenario(app.event());
    const finished = app.event({ event: 'call.finished' });
    await app.sender().scenario(finished); // tried again in a while, as the history does not list it yet
    const before = await app.settled();

    await api.app.get(Inbox).wake();

    expect(before.map(({ status, attempts }) => [status, attempts]).sort()).toEqual([
      ['PENDING', 1],
      ['PROCESSED', 1],
    ]);
    expect(await app.settled()).toEqual(before);
  });

  it('does something once, however often it comes', async () => {
    const event = app.event();

    const statuses = await Promise.all(Array.from({ length: 50 }, () => app.sender().scenario(event)));
    await app.settled();
    await app.sender().scenario(event);

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await app.events()).toHaveLength(1);
    expect(await app.calls()).toHaveLength(1);
  });

  it.each([
    ['forwards', [0, 1, 2, 3]],
    ['backwards', [3, 2, 1, 0]],
    ['mixed', [2, 0, 3, 1]],
  ])('comes to the same call whichever event comes first: %s', async (_, order) => {
    const begin = Date.now() - 10_000;
    const at = (seconds: number) => new Date(begin + seconds * 1000).toISOString();
    const events = [
      app.event({ at: at(0) }),
      app.event({ event: 'conversation.started', eventId: 'a', conversationId: 'conv_first', at: at(2) }),
      app.event({ event: 'conversation.started', eventId: 'b', conversationId: 'conv_second', at: at(4) }),
      app.event({ event: 'call.finished', conversationId: 'conv_second', at: at(9) }),
    ];

    for (const place of order) {
      await app.sender().scenario(events[place]!);
      await app.settled();
    }

    const calls = await app.callsOnce(([call]) => call?.startTime === at(0));
    expect(calls).toMatchObject([
      { conversationId: 'conv_second', conversationSource: 'WEBHOOK', startTime: at(0), status: 'IN_PROGRESS' },
    ]);
  });

  // SQLite has one writer at a time.
  const itWithWriters = databaseKind() === 'sqlite' ? it.skip : it;

  itWithWriters('keeps its conversation where a sync saves the same call at the same moment', async () => {
    const conversationId = 'conv_told_first';
    api.simulator.addSession(app.voximplantId, {
      call_session_history_id: 123456789012,
      start_date: new Date(Date.now() - 60_000).toISOString().slice(0, 19).replace('T', ' '),
      duration: 20,
      calls: [{ call_id: 1, incoming: true, successful: true, duration: 18, remote_number: '12025550171' }],
    });
    const lookUp = jest.spyOn(api.app.get(ErasedConversations, { strict: false }), 'among');
    lookUp.mockImplementationOnce(async () => {
      // The page's transaction has seen that the call is new, and is about to write it.
      await app.sender().scenario(app.event({ event: 'conversation.started', conversationId }));
      await app.callsOnce((calls) => calls.some((call) => call.conversationId !== null));
      return new Set();
    });

    const run = await sync(app.admin, SYNC_CALLS, { input: { applicationId: app.target.applicationId } });

    lookUp.mockRestore();
    expect(run).toMatchObject({ status: 'SUCCEEDED', counts: { newCalls: 0, updatedCalls: 1, failed: 0 } });
    expect(await app.calls()).toMatchObject([{ status: 'ANSWERED', conversationId, conversationSource: 'WEBHOOK' }]);
  });

  it('takes nothing back from a call that has been synced, and brings nothing of an erased one', async () => {
    const live = new LiveCalls(api.simulator, app.voximplantId, { pace: PACE, seed: 3 });
    const { sessionId, conversationId } = await live.act();
    await sync(app.admin, SYNC_CALLS, { input: { applicationId: app.target.applicationId, includeData: true } });
    const [before] = await app.calls();
    await app.sender().scenario(app.event({ sessionId, from: '12025550199', direction: 'outbound' }));
    await app.settled();
    const [after] = await app.calls();

    await app.admin.graphql(ERASE, { id: before!.id });
    await app.sender().scenario(app.event({ event: 'conversation.started', sessionId, conversationId }));
    await app.settled();

    expect(after).toEqual(before);
    expect(await app.calls()).toMatchObject([
      { fromNumber: null, toNumber: null, conversationId: null, transcriptState: 'ERASED', recordingState: 'ERASED' },
    ]);
  });

  it('keeps what it told of no longer than it is needed', async () => {
    await app.sender().scenario(app.event());
    await app.settled();
    await app.callsOnce((calls) => calls.length > 0);

    const rows = await api.app
      .get(Db)
      .kysely<WebhookTables>()
      .selectFrom('webhook_events')
      .select(['status', 'body'])
      .where('event_id', '=', app.event().eventId)
      .where('status', '=', WebhookStatus.PROCESSED)
      .execute();

    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ body }) => body === null)).toBe(true);
    expect(api.log.join('\n')).not.toMatch(/12025550171|planted_of_elevenlabs/);
  });

  describe('that has failed', () => {
    const failed = async () => {
      await app.sender().scenario(app.event());
      await app.settled();
      const db = api.app.get(Db);
      const events = await app.events();
      await db
        .kysely<WebhookTables>()
        .updateTable('webhook_events')
        .set({ status: WebhookStatus.FAILED, due_at: null, attempts: 10, reason: 'no luck' })
        .where('id', '=', parseGlobalId(events[0]!.id)!.id)
        .execute();
      return (await app.events(['FAILED']))[0]!;
    };

    it('is seen by an ADMIN, and can be replayed once', async () => {
      const event = await failed();

      const { replayWebhookEvent } = await app.admin.graphql<{ replayWebhookEvent: { event: object } }>(REPLAY, {
        id: event.id,
      });
      await app.settled();
      const again = await app.admin.codeOf(REPLAY, { id: event.id });

      expect(event).toMatchObject({ source: 'VOXIMPLANT', type: 'call.started', reason: 'no luck' });
      expect(replayWebhookEvent.event).toMatchObject({ status: 'PENDING', reason: null });
      expect(again).toBe('CONFLICT');
    });

    it('does not exist for strangers, and is no business of an OPERATOR', async () => {
      const event = await failed();
      const stranger = await api.signUp();
      const operator = await api.addUser(app.admin, 'OPERATOR');

      const codes = [await stranger.codeOf(REPLAY, { id: event.id }), await operator.codeOf(REPLAY, { id: event.id })];
      const seen = await stranger.graphql('{ webhookEvents { nodes { id } } }');

      expect(codes).toEqual(['NOT_FOUND', 'FORBIDDEN']);
      expect(seen).toEqual({ webhookEvents: { nodes: [] } });
    });
  });
});

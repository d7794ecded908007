import type { Transaction } from 'kysely';
import {
  type CallScope,
  CallDirection,
  CallStatus,
  CallStore,
  type CallTables,
  ConversationSource,
  type SessionFacts,
  UnlinkedCalls,
} from '../src/calls/index.js';
import { Db } from '../src/database/index.js';
import { allCalls } from './mirrored-calls.js';
import { databaseKind } from './servers/test-database.js';
import { addApplication } from './synced-application.js';
import { type SignedUp, TestApi } from './test-api.js';
import { keyOf } from './transcribed-calls.js';

const START = new Date('2026-03-01T12:00:00Z');
const CLIENT = '{ viewer { workspace { id } } }';

const leg: SessionFacts['legs'][number] = {
  legId: '51',
  position: 0,
  direction: CallDirection.INBOUND,
  localNumber: null,
  remoteNumber: null,
  remoteNumberType: null,
  startTime: START,
  durationSeconds: 40,
  costNanos: null,
  successful: true,
  endReason: null,
};

/** A call that nobody has billed yet. */
const session: SessionFacts = {
  sessionId: '5120034417',
  direction: CallDirection.INBOUND,
  fromNumber: null,
  toNumber: null,
  startTime: START,
  endTime: null,
  durationSeconds: 45,
  recordsCostNanos: null,
  resourcesCostNanos: null,
  costCurrency: 'USD',
  status: CallStatus.ANSWERED,
  statusReason: null,
  customData: null,
  recordUrl: null,
  conversationId: null,
  conversationSource: null,
  settled: false,
  legs: [leg],
};

// SQLite has one writer at a time.
(databaseKind() === 'sqlite' ? describe.skip : describe)('a call that two write at once', () => {
  let api: TestApi;
  let admin: SignedUp;
  let db: Db;
  let scope: CallScope;
  let callId: string;

  type Write = (trx: Transaction<CallTables>) => Promise<unknown>;
  const write = (work: Write) => db.transaction(work);
  const save = (facts: SessionFacts) => (trx: Transaction<CallTables>) =>
    api.app.get(CallStore, { strict: false }).save(trx, scope, [facts]);
  const link = (conversationId: string, source: ConversationSource) => (trx: Transaction<CallTables>) =>
    api.app
      .get(UnlinkedCalls, { strict: false })
      .link(trx, scope.applicationId, [{ callId, conversationId, source }], START);

  /** Writes in a transaction that has begun to read before another one wrote. */
  async function writeAfter(other: Write, late: Write): Promise<void> {
    let isFirstTry = true;
    await write(async (trx) => {
      await trx.selectFrom('calls').select('id').execute();
      if (isFirstTry) await write(other);
      isFirstTry = false;
      return late(trx);
    });
  }

  beforeEach(async () => {
    api = await TestApi.start({ simulator: { calls: { perApplication: 0 } } });
    admin = await api.signUp();
    db = api.app.get(Db);
    const { applicationId } = await addApplication(admin, api.simulator.accounts[0]!);
    const { viewer } = await admin.graphql<{ viewer: { workspace: { id: string } } }>(CLIENT);
    scope = { workspaceId: keyOf(viewer.workspace.id), applicationId: keyOf(applicationId) };
    await write(save(session));
    callId = keyOf((await allCalls(admin))[0]!.id);
  });

  afterEach(() => api.stop());

  it('keeps what one has learned of a leg and the other has not', async () => {
    const billed = { ...session, settled: true, legs: [{ ...leg, costNanos: 5_000_000 }] };
    const noted = { ...session, customData: 'campaign 7' };

    await writeAfter(save(billed), save(noted));

    expect(await allCalls(admin)).toMatchObject([
      { customData: 'campaign 7', cost: { amount: '0.005' }, legs: [{ cost: { amount: '0.005' } }] },
    ]);
  });

  it('keeps to the best source that has told of its conversation', async () => {
    await write(link('conv_told', ConversationSource.TIME_MATCH));
    await write(link('conv_told', ConversationSource.WEBHOOK));

    await write(link('conv_noted', ConversationSource.CUSTOM_DATA));

    expect(await allCalls(admin)).toMatchObject([{ conversationId: 'conv_told', conversationSource: 'WEBHOOK' }]);
  });

  it('keeps the conversation of the better source, whoever comes last', async () => {
    const told = link('conv_told', ConversationSource.WEBHOOK);
    const guessed = link('conv_guessed', ConversationSource.TIME_MATCH);

    await writeAfter(told, guessed);

    expect(await allCalls(admin)).toMatchObject([{ conversationId: 'conv_told', conversationSource: 'WEBHOOK' }]);
  });
});

import { ConversationSource, UnlinkedCalls } from '../src/calls/index.js';
import { allCalls } from './mirrored-calls.js';
import { plainSession } from './plain-session.js';
import { databaseKind } from './servers/test-database.js';
import { StoredCalls, type Write } from './stored-calls.js';
import { TestApi } from './test-api.js';
import { keyOf } from './transcribed-calls.js';

// SQLite has one writer at a time.
(databaseKind() === 'sqlite' ? describe.skip : describe)('a call that two write at once', () => {
  let api: TestApi;
  let calls: StoredCalls;
  let callId: string;

  const link =
    (conversationId: string, source: ConversationSource): Write =>
    (trx) =>
      api.app
        .get(UnlinkedCalls, { strict: false })
        .link(trx, calls.scope.applicationId, [{ callId, conversationId, source }], plainSession.startTime);

  beforeEach(async () => {
    api = await TestApi.start({ simulator: { calls: { perApplication: 0 } } });
    calls = await StoredCalls.create(api);
    await calls.write(calls.save(plainSession));
    callId = keyOf((await allCalls(calls.admin))[0]!.id);
  });

  afterEach(() => api.stop());

  it('keeps what one has learned of a leg and the other has not', async () => {
    const billed = { ...plainSession, settled: true, legs: [{ ...plainSession.legs[0]!, costNanos: 5_000_000 }] };
    const noted = { ...plainSession, customData: 'campaign 7' };

    await calls.writeAfter(calls.save(billed), calls.save(noted));

    expect(await allCalls(calls.admin)).toMatchObject([
      { customData: 'campaign 7', cost: { amount: '0.005' }, legs: [{ cost: { amount: '0.005' } }] },
    ]);
  });

  it('keeps to the best source that has told of its conversation', async () => {
    await calls.write(link('conv_told', ConversationSource.TIME_MATCH));
    await calls.write(link('conv_told', ConversationSource.WEBHOOK));

    await calls.write(link('conv_noted', ConversationSource.CUSTOM_DATA));

    expect(await allCalls(calls.admin)).toMatchObject([{ conversationId: 'conv_told', conversationSource: 'WEBHOOK' }]);
  });

  it('keeps the conversation of the better source, whoever comes last', async () => {
    const told = link('conv_told', ConversationSource.WEBHOOK);
    const guessed = link('conv_guessed', ConversationSource.TIME_MATCH);

    await calls.writeAfter(told, guessed);

    expect(await allCalls(calls.admin)).toMatchObject([{ conversationId: 'conv_told', conversationSource: 'WEBHOOK' }]);
  });
});

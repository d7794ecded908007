import { CallDirection, CallStatus, ConversationSource, totalCostNanos } from '../calls/index.js';
import type { CallLeg, CallRecord, CallSession, ResourceUsage } from '../upstream/index.js';
import { PhoneNumbers } from './phone-number.js';
import { toSessionFacts, UnstorableSessionError } from './session.mapper.js';

const START = new Date('2026-03-01T12:00:00Z');
const numbers = new PhoneNumbers();

const incoming = (leg: Partial<CallLeg> = {}): CallLeg => ({
  callId: '51',
  startedAt: START,
  durationSeconds: 40,
  incoming: true,
  successful: true,
  localNumber: '14155552671',
  remoteNumber: '4930901820',
  remoteNumberType: 'pstn',
  ...leg,
});
const outgoing = (leg: Partial<CallLeg> = {}): CallLeg => incoming({ callId: '52', incoming: false, ...leg });
const record = (values: Partial<CallRecord> = {}): CallRecord => ({ removed: false, ...values });
const session = (values: Partial<CallSession> = {}): CallSession => ({
  sessionId: '5120034417',
  startedAt: START,
  durationSeconds: 45,
  legs: [incoming()],
  records: [],
  usages: [],
  ...values,
});
const map = (values: Partial<CallSession> = {}) => toSessionFacts(session(values), 'EUR', numbers);

describe('toSessionFacts', () => {
  it('takes start and duration from the session, and the end from both', () => {
    expect(map()).toMatchObject({
      sessionId: '5120034417',
      startTime: START,
      endTime: new Date('2026-03-01T12:00:45Z'),
      durationSeconds: 45,
      costCurrency: 'EUR',
    });
    expect(map({ durationSeconds: undefined })).toMatchObject({ endTime: null, durationSeconds: null });
    expect(map({ durationSeconds: 0 })).toMatchObject({ endTime: START, durationSeconds: 0 });
  });

  describe('the leg that is the customer’s', () => {
    it('of an inbound session is the first incoming one: from is the far side, to the platform', () => {
      const facts = map({ legs: [incoming(), outgoing({ successful: false, remoteNumber: '14155559999' })] });

      expect(facts).toMatchObject({
        direction: CallDirection.INBOUND,
        fromNumber: '+4930901820',
        toNumber: '+14155552671',
        status: CallStatus.ANSWERED,
      });
    });

    it('of a session that the platform began is the first outgoing one: from is the platform, to the far side', () => {
      const facts = map({ legs: [outgoing(), incoming({ successful: false })] });

      expect(facts).toMatchObject({
        direction: CallDirection.OUTBOUND,
        fromNumber: '+14155552671',
        toNumber: '+4930901820',
        status: CallStatus.ANSWERED,
      });
    });

    it('of an SDK user who dials out is the outgoing one', () => {
      const user = incoming({ remoteNumberType: 'user', remoteNumber: 'agent_7' });
      const facts = map({ legs: [user, outgoing({ successful: false, endReason: { code: 486 } })] });

      expect(facts).toMatchObject({ direction: CallDirection.OUTBOUND, status: CallStatus.BUSY });
    });

    it('of an SDK user who reaches nobody else is their own', () => {
      const facts = map({ legs: [incoming({ remoteNumberType: 'user', remoteNumber: 'agent_7' })] });

      expect(facts).toMatchObject({ direction: CallDirection.INBOUND, fromNumber: 'agent_7' });
    });

    it('is missing where there is no leg: no direction, no numbers, failed', () => {
      expect(map({ legs: [] })).toMatchObject({
        direction: CallDirection.UNKNOWN,
        fromNumber: null,
        toNumber: null,
        status: CallStatus.FAILED,
        statusReason: null,
      });
    });
  });

  describe('the status', () => {
    it.each([
      [486, CallStatus.BUSY],
      [600, CallStatus.BUSY],
      [603, CallStatus.BUSY],
      [408, CallStatus.NO_ANSWER],
      [480, CallStatus.NO_ANSWER],
      [487, CallStatus.NO_ANSWER],
      [402, CallStatus.FAILED],
      [403, CallStatus.FAILED],
      [404, CallStatus.FAILED],
      [484, CallStatus.FAILED],
      [500, CallStatus.FAILED],
      [503, CallStatus.FAILED],
      [0, CallStatus.FAILED],
      [200, CallStatus.FAILED],
    ])('of a leg that ended with %d is %s', (code, status) => {
      const facts = map({ legs: [outgoing({ successful: false, endReason: { code, details: 'in their words' } })] });

      expect(facts).toMatchObject({ status, statusReason: `${code} in their words` });
    });

    it('of a leg that was connected is ANSWERED, whatever its code', () => {
      expect(map({ legs: [incoming({ endReason: { code: 486 } })] }).status).toBe(CallStatus.ANSWERED);
    });

    it.each([
      ['incoming', incoming({ successful: false }), CallStatus.NO_ANSWER],
      ['outgoing', outgoing({ successful: false }), CallStatus.FAILED],
      [
        'incoming, with words alone',
        incoming({ successful: false, endReason: { details: 'Gone' } }),
        CallStatus.NO_ANSWER,
      ],
    ])('without a code is told by the direction: %s', (_, leg, status) => {
      expect(map({ legs: [leg] }).status).toBe(status);
    });

    const open = { durationSeconds: undefined };
    const talking = incoming({ durationSeconds: undefined });
    it.each<[string, Partial<CallSession>]>([
      ['has no duration, and a leg that has not ended', { ...open, legs: [incoming(), talking] }],
      ['has no duration and no leg yet', { ...open, legs: [] }],
      ['is said to be active', { active: true }],
    ])('of a session that %s is IN_PROGRESS, and more is expected', (_, values) => {
      expect(map(values)).toMatchObject({ status: CallStatus.IN_PROGRESS, settled: false });
    });

    it.each<[string, Partial<CallSession>]>([
      ['legs have all ended', { legs: [incoming({ costNanos: 1 })] }],
      [
        'script has finished',
        { legs: [incoming({ costNanos: 1, durationSeconds: undefined })], finishReason: 'Timeout' },
      ],
    ])('of a session without a duration whose %s is told by the leg, and more is expected', (_, values) => {
      expect(map({ ...open, ...values })).toMatchObject({ status: CallStatus.ANSWERED, settled: false, endTime: null });
    });
  });

  it.each([
    [{ code: 486, details: 'Busy Here' }, '486 Busy Here'],
    [{ code: 603, details: '' }, '603'],
    [{ details: 'User offline' }, 'User offline'],
    [{}, null],
    [undefined, null],
  ])('words the reason %j as %j', (endReason, reason) => {
    const facts = map({ legs: [incoming({ endReason })] });

    expect([facts.statusReason, facts.legs[0]?.endReason]).toEqual([reason, reason]);
  });

  describe('the cost', () => {
    const usage = (costNanos?: number): ResourceUsage => ({ costNanos });

    it('is the sum of legs, records and other resources', () => {
      const facts = map({
        legs: [incoming({ costNanos: 12_800_000 }), outgoing({ costNanos: 3 })],
        records: [record({ costNanos: 500 }), record({ costNanos: 70 })],
        usages: [usage(2_000), usage(undefined)],
      });

      expect(facts).toMatchObject({ recordsCostNanos: 570, resourcesCostNanos: 2_000 });
      expect(totalCostNanos(facts)).toBe(12_802_573);
    });

    it('is absent as long as no part has one, and zero where every part says so', () => {
      const without = map({ records: [record()], usages: [usage()] });
      const free = map({ legs: [incoming({ costNanos: 0 })], records: [record({ costNanos: 0 })] });

      expect(totalCostNanos(without)).toBeNull();
      expect(totalCostNanos(free)).toBe(0);
    });

    it.each<[boolean, string, Partial<CallSession>]>([
      [true, 'every part has a cost', { legs: [incoming({ costNanos: 0 })], records: [record({ costNanos: 1 })] }],
      [false, 'a leg has none yet', { legs: [incoming({ costNanos: 1 }), outgoing()] }],
      [false, 'a record has none yet', { legs: [incoming({ costNanos: 1 })], records: [record()] }],
      [false, 'a resource has none yet', { legs: [incoming({ costNanos: 1 })], usages: [usage()] }],
      [false, 'there is no part at all', { legs: [] }],
      [false, 'the session has no duration', { durationSeconds: undefined, legs: [incoming({ costNanos: 1 })] }],
    ])('settles the call (%s) where %s', (settled, _, values) => {
      expect(map(values).settled).toBe(settled);
    });
  });

  describe('the recording', () => {
    const url = (name: string) => `https://storage.example/${name}.mp3`;

    it.each<[string, CallRecord[], string | null]>([
      [
        'the longest',
        [record({ url: url('a'), durationSeconds: 3 }), record({ url: url('b'), durationSeconds: 9 })],
        url('b'),
      ],
      [
        'the longest that was not removed',
        [record({ url: url('a'), durationSeconds: 3 }), record({ url: url('b'), durationSeconds: 9, removed: true })],
        url('a'),
      ],
      ['the first where no length is known', [record({ url: url('a') }), record({ url: url('b') })], url('a')],
      ['none without an address', [record({ durationSeconds: 9 })], null],
      ['none where there is none', [], null],
      ['none where the address is none', [record({ url: 'rubbish' })], null],
      ['none where the address is beyond measure', [record({ url: url('x'.repeat(70_000)) })], null],
    ])('is %s', (_, records, expected) => {
      expect(map({ records }).recordUrl).toBe(expected);
    });
  });

  it('links the conversation that the custom data name', () => {
    const id = 'conv_01jwabcdefghjkmnpqrstvwxyz';

    expect(map({ customData: JSON.stringify({ v: 1, c: id }) })).toMatchObject({
      conversationId: id,
      conversationSource: ConversationSource.CUSTOM_DATA,
    });
    expect(map({ customData: 'campaign 7' })).toMatchObject({
      customData: 'campaign 7',
      conversationId: null,
      conversationSource: null,
    });
  });

  it('keeps every leg in its place, and gives one without an id a name of its own', () => {
    const facts = map({
      legs: [incoming(), outgoing({ callId: undefined, startedAt: undefined, remoteNumber: 'sip:help@acme.example' })],
    });

    expect(facts.legs).toMatchObject([
      { legId: '51', position: 0, direction: CallDirection.INBOUND, remoteNumber: '+4930901820' },
      {
        legId: '5120034417#1',
        position: 1,
        direction: CallDirection.OUTBOUND,
        startTime: START,
        remoteNumber: 'sip:help@acme.example',
      },
    ]);
  });

  describe('what no database would take', () => {
    it('of text is cut to fit, without halves of characters and NULs', () => {
      const facts = map({
        customData: `${'x'.repeat(254)}😀 and more`,
        legs: [
          incoming({
            remoteNumber: '9'.repeat(300),
            localNumber: 'a\u0000b',
            remoteNumberType: 'x'.repeat(99),
            endReason: { code: 1, details: 'é'.repeat(400) },
          }),
        ],
      });

      expect(facts.customData).toBe('x'.repeat(254));
      expect(facts).toMatchObject({ fromNumber: '9'.repeat(255), toNumber: 'ab' });
      expect(facts.legs[0]).toMatchObject({ remoteNumberType: 'x'.repeat(32), localNumber: 'ab' });
      expect([facts.statusReason?.length, facts.legs[0]?.endReason?.length]).toEqual([255, 255]);
    });

    it.each([
      ['😀 привет', '😀 привет'],
      ['lone \ud83d half', 'lone \ufffd half'],
      ['\ude00', '\ufffd'],
      ['\u0000', null],
      ['', null],
    ])('keeps %j as %j', (customData, kept) => {
      expect(map({ customData }).customData).toBe(kept);
    });

    it.each<[string, Partial<CallSession>, RegExp]>([
      ['an id beyond 2^53', { sessionId: '9007199254740993' }, /id is beyond/],
      ['an id of twenty digits', { sessionId: '99999999999999999999' }, /id is beyond/],
      ['an id with leading zeros', { sessionId: '007' }, /id is beyond/],
      ['a duration beyond 32 bits', { durationSeconds: 2 ** 31 }, /duration is out of range/],
      ['a duration that ends after all time', { durationSeconds: 1e300 }, /time is out of range/],
      ['a start before all calls', { startedAt: new Date('1900-01-01T00:00:00Z') }, /time is out of range/],
      ['an end after the year 9999', { startedAt: new Date('9999-12-31T23:59:50Z') }, /time is out of range/],
      ['a leg that lasts too long', { legs: [incoming({ durationSeconds: 2 ** 40 })] }, /duration of a leg/],
      ['a leg of another age', { legs: [incoming({ startedAt: new Date(-1) })] }, /time of a leg/],
      ['more legs than places', { legs: Array<CallLeg>(40_000).fill(incoming()) }, /too many legs/],
      [
        'a cost that is not exact any more',
        { legs: [incoming({ costNanos: 2 ** 53 - 1 }), outgoing({ costNanos: 2 })] },
        /cost is out of range/,
      ],
    ])('else makes its row a failure: %s', (_, values, message) => {
      expect(() => map(values)).toThrow(UnstorableSessionError);
      expect(() => map(values)).toThrow(message);
    });

    it('is nothing of the largest that fits', () => {
      const largest = { sessionId: '9007199254740991', durationSeconds: 2 ** 31 - 1 };

      expect(map(largest)).toMatchObject(largest);
    });
  });
});

import { CallDirection, CallStatus, ConversationSource } from './call.enums.js';
import { isBetterSource, mergeAnnouncement, mergeFacts } from './merge-facts.js';
import { hashFacts, type LegFacts, type SessionFacts } from './session-facts.js';

const START = new Date('2026-03-01T12:00:00Z');

const leg = (values: Partial<LegFacts> = {}): LegFacts => ({
  legId: '51',
  position: 0,
  direction: CallDirection.INBOUND,
  localNumber: '+14155552671',
  remoteNumber: '+4930901820',
  remoteNumberType: 'pstn',
  startTime: START,
  durationSeconds: 40,
  costNanos: 10,
  successful: true,
  endReason: '200 OK',
  ...values,
});

/** A call of which everything is known. */
const whole = (values: Partial<SessionFacts> = {}): SessionFacts => ({
  sessionId: '5120034417',
  direction: CallDirection.INBOUND,
  fromNumber: '+4930901820',
  toNumber: '+14155552671',
  startTime: START,
  endTime: new Date('2026-03-01T12:00:45Z'),
  durationSeconds: 45,
  recordsCostNanos: 20,
  resourcesCostNanos: 30,
  costCurrency: 'EUR',
  status: CallStatus.ANSWERED,
  statusReason: '200 OK',
  customData: 'campaign 7',
  recordUrl: 'https://storage.example/a.mp3',
  conversationId: 'conv_1',
  conversationSource: ConversationSource.CUSTOM_DATA,
  settled: true,
  legs: [leg()],
  ...values,
});

/** The same call with everything left out that Voximplant may leave out. */
const bare = (values: Partial<SessionFacts> = {}): SessionFacts => ({
  ...whole(),
  direction: CallDirection.UNKNOWN,
  fromNumber: null,
  toNumber: null,
  endTime: null,
  durationSeconds: null,
  recordsCostNanos: null,
  resourcesCostNanos: null,
  costCurrency: null,
  status: CallStatus.IN_PROGRESS,
  statusReason: null,
  customData: null,
  recordUrl: null,
  conversationId: null,
  conversationSource: null,
  settled: false,
  legs: [],
  ...values,
});

describe('mergeFacts', () => {
  it('never replaces a known value with an absent one', () => {
    expect(mergeFacts(whole(), bare())).toEqual(whole());
  });

  it('takes everything that is new', () => {
    expect(mergeFacts(bare(), whole())).toEqual(whole());
  });

  it('keeps the outcome of a call whose legs are not listed any more', () => {
    const withoutLegs = bare({ durationSeconds: 45, status: CallStatus.FAILED });

    expect(mergeFacts(whole(), withoutLegs)).toEqual(whole());
  });

  it('believes a call without legs that it has failed, where no more was known', () => {
    const failed = bare({ durationSeconds: 45, status: CallStatus.FAILED });

    expect(mergeFacts(bare(), failed).status).toBe(CallStatus.FAILED);
  });

  it('corrects the outcome and its reason together', () => {
    const known = whole({ status: CallStatus.NO_ANSWER, statusReason: '480 User offline' });

    expect(mergeFacts(known, whole({ status: CallStatus.ANSWERED, statusReason: null }))).toMatchObject({
      status: CallStatus.ANSWERED,
      statusReason: null,
    });
    expect(mergeFacts(known, { ...known, statusReason: null }).statusReason).toBe('480 User offline');
  });

  it('lets costs grow, and takes a smaller sum for one of which a part was left out', () => {
    const known = whole({ recordsCostNanos: 30, resourcesCostNanos: 0 });

    expect(mergeFacts(known, whole({ recordsCostNanos: 10, resourcesCostNanos: 5 }))).toMatchObject({
      recordsCostNanos: 30,
      resourcesCostNanos: 5,
    });
  });

  it('does the same for each leg', () => {
    const absent = leg({
      localNumber: null,
      remoteNumber: null,
      remoteNumberType: null,
      durationSeconds: null,
      costNanos: null,
      successful: false,
      endReason: null,
    });

    expect(mergeFacts(whole(), whole({ legs: [absent] })).legs).toEqual([leg()]);
    expect(mergeFacts(whole({ legs: [absent] }), whole()).legs).toEqual([leg()]);
  });

  it('keeps a leg that is not listed any more, behind the others', () => {
    const [first, second, fresh] = [leg(), leg({ legId: '52', position: 1 }), leg({ legId: '53', position: 0 })];

    const merged = mergeFacts(whole({ legs: [first, second] }), whole({ legs: [fresh, { ...second, position: 1 }] }));

    expect(merged.legs.map(({ legId, position }) => [legId, position])).toEqual([
      ['53', 0],
      ['52', 1],
      ['51', 2],
    ]);
  });

  it('changes nothing when it is repeated', () => {
    const fresh = bare({ recordsCostNanos: 90, legs: [leg({ legId: '52', costNanos: null })] });

    const once = mergeFacts(whole(), fresh);

    expect(hashFacts(mergeFacts(once, fresh))).toBe(hashFacts(once));
  });

  it('lets a better source name another conversation, and a worse one none', () => {
    const matched = whole({ conversationId: 'conv_time', conversationSource: ConversationSource.TIME_MATCH });
    const manual = whole({ conversationId: 'conv_manual', conversationSource: ConversationSource.MANUAL });

    expect(mergeFacts(matched, whole()).conversationId).toBe('conv_1');
    expect(mergeFacts(manual, whole())).toMatchObject({
      conversationId: 'conv_manual',
      conversationSource: ConversationSource.MANUAL,
    });
    expect(mergeFacts(whole(), whole({ conversationId: 'conv_2' })).conversationId).toBe('conv_2');
  });
});

describe('isBetterSource', () => {
  it('trusts a person most, then the scenario, then what it wrote, then what was found', () => {
    const order = [
      ConversationSource.MANUAL,
      ConversationSource.WEBHOOK,
      ConversationSource.CUSTOM_DATA,
      ConversationSource.DYNAMIC_VARIABLE,
      ConversationSource.TIME_MATCH,
    ];

    for (const [rank, source] of order.entries()) {
      expect(order.map((other) => isBetterSource(source, other))).toEqual(order.map((_, other) => rank <= other));
      expect(isBetterSource(source, null)).toBe(true);
    }
  });
});

describe('mergeAnnouncement', () => {
  const later = new Date(START.getTime() + 1_000);

  it('takes nothing away from what the history has said', () => {
    const known = whole();

    const merged = mergeAnnouncement(known, bare({ startTime: new Date(START.getTime() - 1_000), fromNumber: '+1' }));

    expect(merged).toEqual(known);
  });

  it('fills in what is not known, and finds the start whatever comes first', () => {
    const known = bare({ startTime: later, legs: [] });

    const merged = mergeAnnouncement(known, bare({ direction: CallDirection.INBOUND, fromNumber: '+1', legs: [] }));

    expect(merged).toEqual({ ...known, direction: CallDirection.INBOUND, fromNumber: '+1', startTime: START });
  });
});

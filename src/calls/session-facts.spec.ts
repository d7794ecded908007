import { CallDirection, CallStatus, ConversationSource } from './call.enums.js';
import { addCosts, hashFacts, type LegFacts, type SessionFacts, totalCostNanos } from './session-facts.js';

const START = new Date('2026-03-01T12:00:00Z');

const leg: LegFacts = {
  legId: '51',
  position: 0,
  direction: CallDirection.INBOUND,
  localNumber: 'a',
  remoteNumber: 'b',
  remoteNumberType: 'pstn',
  startTime: START,
  durationSeconds: 40,
  costNanos: 10,
  successful: true,
  endReason: '200',
};
const facts: SessionFacts = {
  sessionId: '1',
  direction: CallDirection.INBOUND,
  fromNumber: 'b',
  toNumber: 'a',
  startTime: START,
  endTime: new Date('2026-03-01T12:00:45Z'),
  durationSeconds: 45,
  recordsCostNanos: 20,
  resourcesCostNanos: 30,
  costCurrency: 'EUR',
  status: CallStatus.ANSWERED,
  statusReason: '200',
  customData: 'x',
  recordUrl: 'https://storage.example/a.mp3',
  conversationId: 'conv_1',
  conversationSource: ConversationSource.CUSTOM_DATA,
  settled: true,
  legs: [leg],
};

/** Something else than the value, of its own kind. */
function other(value: unknown): unknown {
  if (value instanceof Date) return new Date(value.getTime() + 1000);
  if (typeof value === 'number') return value + 1;
  return typeof value === 'boolean' ? !value : 'something else';
}

describe('hashFacts', () => {
  it('is the same for the same facts, in whatever order they were put together', () => {
    const shuffled = Object.fromEntries(Object.entries(facts).reverse()) as unknown as SessionFacts;

    expect(hashFacts(shuffled)).toBe(hashFacts(facts));
    expect(hashFacts(facts)).toMatch(/^[\w-]{22}$/);
  });

  it.each(Object.keys(facts).filter((fact) => fact !== 'legs') as (keyof SessionFacts)[])(
    'changes with %s, and where it is absent',
    (fact) => {
      const changed = { ...facts, [fact]: other(facts[fact]) };

      expect(hashFacts(changed)).not.toBe(hashFacts(facts));
      if (fact !== 'startTime') expect(hashFacts({ ...facts, [fact]: null })).not.toBe(hashFacts(facts));
    },
  );

  it.each(Object.keys(leg) as (keyof LegFacts)[])('changes with %s of a leg', (fact) => {
    const changed = { ...facts, legs: [{ ...leg, [fact]: other(leg[fact]) }] };

    expect(hashFacts(changed)).not.toBe(hashFacts(facts));
  });

  it('changes with the number of legs', () => {
    expect(hashFacts({ ...facts, legs: [] })).not.toBe(hashFacts(facts));
    expect(hashFacts({ ...facts, legs: [leg, leg] })).not.toBe(hashFacts(facts));
  });
});

describe('totalCostNanos', () => {
  it('adds up what is known, and is null where nothing is', () => {
    const unknown = { ...facts, recordsCostNanos: null, resourcesCostNanos: null };

    expect(totalCostNanos(facts)).toBe(60);
    expect(totalCostNanos(unknown)).toBe(10);
    expect(totalCostNanos({ ...unknown, legs: [{ ...leg, costNanos: null }] })).toBeNull();
    expect(totalCostNanos({ ...unknown, legs: [{ ...leg, costNanos: 0 }] })).toBe(0);
  });
});

describe('addCosts', () => {
  it.each([
    [null, null, null],
    [1, null, 1],
    [null, 0, 0],
    [1, 2, 3],
  ])('of %p and %p is %p', (a, b, sum) => {
    expect(addCosts(a, b)).toBe(sum);
  });
});

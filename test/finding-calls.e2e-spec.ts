import { Random } from '../simulator/data/random.js';
import { ArtifactState, type CallTables } from '../src/calls/index.js';
import { Db } from '../src/database/index.js';
import { TranscriptsService } from '../src/transcripts/index.js';
import { drawFilter } from './drawn-filter.js';
import { type KnownCall, KnownCalls } from './known-calls.js';
import { passes, type PlainFilter } from './plain-filter.js';
import { TestApi } from './test-api.js';
import { keyOf } from './transcribed-calls.js';

const SEED = 5;
const CALLS = 320;
const FILTERS = 400;
const FIELDS = {
  START_TIME: 'startTime',
  DURATION: 'durationSeconds',
  COST: 'costNanos',
  UPDATED_AT: 'updatedAt',
} as const;

type Order = { field: keyof typeof FIELDS; direction: 'ASC' | 'DESC' };

interface Answer {
  calls: { nodes: { id: string }[]; totalCount: number };
  callStats: {
    total: number;
    answered: number;
    totalDurationSeconds: number;
    cost: { amount: string; currency: string }[];
    byStatus: { status: string; count: number }[];
  };
}

interface Page {
  calls: {
    nodes: { id: string }[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  };
}

const FIND = `query ($filter: CallFilter, $orderBy: CallOrder) {
  calls(filter: $filter, orderBy: $orderBy, first: 200) { nodes { id } totalCount }
  callStats(filter: $filter) { total answered totalDurationSeconds cost { amount currency } byStatus { status count } } }`;
const PAGE = `query ($filter: CallFilter, $orderBy: CallOrder, $first: Int, $after: String, $last: Int, $before: String) {
  calls(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

const ORDERS = Object.keys(FIELDS).flatMap((field) =>
  ['ASC', 'DESC'].map((direction) => ({ field, direction }) as Order),
);

describe('finding calls', () => {
  let api: TestApi;
  let known: KnownCalls;

  beforeAll(async () => {
    api = await TestApi.start({ simulator: { accounts: 2, applications: 1, calls: { perApplication: 0 } } });
    known = await KnownCalls.create(api, SEED, CALLS);
  }, 60_000);

  afterAll(() => api.stop());

  it(`finds, counts and sums up the same calls as plain TypeScript, for ${FILTERS} filters of all kinds`, async () => {
    const random = new Random(SEED);
    let found = 0;

    for (let drawn = 0; drawn < FILTERS; drawn++) {
      const filter = drawFilter(random, known.calls);
      const orderBy = random.pick(ORDERS);
      const answer = await known.viewer.graphql<Answer>(FIND, { filter, orderBy });

      const expected = inOrder(known.calls, filter, orderBy);
      expect({ filter, ...answer }).toEqual({ filter, ...expectedAnswer(expected) });
      if (expected.length > 0) found++;
    }

    expect(found).toBeGreaterThan(FILTERS / 3); // else the filters would say little
  }, 120_000);

  describe.each(ORDERS)('in the order of $field $direction', (orderBy) => {
    const filter: PlainFilter = { recordingState: ['NONE', 'ABSENT', 'AVAILABLE'] };

    it('walks forwards and backwards over each call once', async () => {
      const expected = inOrder(known.calls, filter, orderBy).map(({ id }) => id);

      const forwards: string[] = [];
      for (let after: string | null = null, more = true; more;) {
        const { calls }: Page = await known.viewer.graphql<Page>(PAGE, { filter, orderBy, first: 37, after });
        forwards.push(...calls.nodes.map(({ id }) => id));
        ({ endCursor: after, hasNextPage: more } = calls.pageInfo);
      }
      const backwards: string[] = [];
      for (let before: string | null = null, more = true; more;) {
        const { calls }: Page = await known.viewer.graphql<Page>(PAGE, { filter, orderBy, last: 41, before });
        backwards.unshift(...calls.nodes.map(({ id }) => id));
        ({ startCursor: before, hasPreviousPage: more } = calls.pageInfo);
      }

      expect(forwards).toEqual(expected);
      expect(backwards).toEqual(expected);
    });

    it('finds what lies between two cursors', async () => {
      const expected = inOrder(known.calls, {}, orderBy).map(({ id }) => id);
      const whole = await known.viewer.graphql<Page>(PAGE, { orderBy, first: 200 });
      const { calls: early } = await known.viewer.graphql<Page>(PAGE, { orderBy, first: 20 });

      const { calls } = await known.viewer.graphql<Page>(PAGE, {
        orderBy,
        first: 200,
        after: early.pageInfo.endCursor,
        before: whole.calls.pageInfo.endCursor,
      });

      expect(calls.nodes.map(({ id }) => id)).toEqual(expected.slice(20, 199));
    });
  });

  it('walks over every call that was there from the start, once, while others come', async () => {
    const orderBy: Order = { field: 'START_TIME', direction: 'DESC' };
    const [place] = known.applications;
    const filter = { applicationId: place!.applicationId };
    const before = inOrder(known.calls, filter, orderBy).map(({ id }) => id);
    const random = new Random(6);

    const walked: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { calls }: Page = await known.viewer.graphql<Page>(PAGE, { filter, orderBy, first: 25, after });
      walked.push(...calls.nodes.map(({ id }) => id));
      ({ endCursor: after, hasNextPage: more } = calls.pageInfo);
      await known.add(random, place!, 10);
    }

    expect(new Set(walked).size).toBe(walked.length);
    expect(walked.filter((id) => before.includes(id))).toEqual(before);
  });

  it('shows where a text was found, and nothing where none was looked for', async () => {
    const query = `query ($filter: CallFilter) { calls(filter: $filter) { edges { highlights node { id } } } }`;
    interface Found {
      calls: { edges: { highlights: string[]; node: { id: string } }[] };
    }

    const { calls: found } = await known.viewer.graphql<Found>(query, { filter: { text: '"MY order"' } });
    const { calls: all } = await known.viewer.graphql<Found>(query);

    const said = 'I would like a refund for my order, please.';
    expect(found.edges.length).toBeGreaterThan(0);
    for (const { highlights } of found.edges) expect([...new Set(highlights)]).toEqual([said]);
    expect(all.edges.flatMap(({ highlights }) => highlights)).toEqual([]);
  });

  it('finds a transcript that was removed no more, and keeps none of its words', async () => {
    const others = await KnownCalls.create(api, 7, 40);
    const call = others.calls.find(({ messages }) => messages.length > 0)!;
    const [text] = call.messages;
    const tables = api.app.get(Db).kysely<CallTables>();
    const find = async () =>
      (await others.viewer.graphql<Page>(PAGE, { filter: { text } })).calls.nodes.map(({ id }) => id);
    const before = await find();
    const { doc } = await tables
      .selectFrom('call_texts')
      .select('doc')
      .where('call_id', '=', keyOf(call.id))
      .executeTakeFirstOrThrow();

    await api.app.get(TranscriptsService, { strict: false }).remove([keyOf(call.id)], ArtifactState.ERASED);

    expect(before).toContain(call.id);
    expect(await find()).toEqual(before.filter((id) => id !== call.id));
    expect(await tables.selectFrom('call_words').select('word').where('doc', '=', doc).execute()).toEqual([]);
  });

  it('finds everything that was written before the end of time, which a day later no database can tell', async () => {
    const filter = { updatedAt: { to: '9999-12-31T23:59:59.999Z' }, startTime: { to: '9999-12-31T23:59:59.999Z' } };

    const { calls } = await known.viewer.graphql<Answer>(FIND, { filter });

    expect(calls.totalCount).toBe(known.calls.length);
  });

  it.each([
    ['durationSeconds', { durationSeconds: { min: 5, max: 4 } }],
    ['updatedAt', { updatedAt: { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' } }],
    ['filter.text', { text: 'x'.repeat(501) }],
    ['filter.number', { number: '1'.repeat(501) }],
  ])('refuses a bad %s by its name', async (field, filter) => {
    const { errors } = await known.viewer.request(PAGE, { filter });

    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { [field]: [expect.any(String)] } });
  });

  it('refuses the cursor of another order', async () => {
    const { calls } = await known.viewer.graphql<Page>(PAGE, { first: 1 });

    const { errors } = await known.viewer.request(PAGE, {
      after: calls.pageInfo.endCursor,
      orderBy: { field: 'COST', direction: 'DESC' },
    });

    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { after: [expect.any(String)] } });
  });
});

/** What is not known is below everything; the id breaks ties. */
function inOrder(calls: readonly KnownCall[], filter: PlainFilter, { field, direction }: Order): KnownCall[] {
  const column = FIELDS[field];
  const compare = (a: KnownCall, b: KnownCall): number => {
    const [one, other] = [a[column], b[column]];
    if (one === other) return a.id < b.id ? -1 : 1;
    if (one === null || other === null) return one === null ? -1 : 1;
    return one < other ? -1 : 1;
  };
  const sorted = calls.filter((call) => passes(call, filter)).sort(compare);
  return direction === 'ASC' ? sorted : sorted.reverse();
}

function expectedAnswer(found: readonly KnownCall[]): Answer {
  const nanos = new Map<string, number>();
  for (const { currency, costNanos } of found) {
    if (costNanos !== null) nanos.set(currency, (nanos.get(currency) ?? 0) + costNanos);
  }
  const countOf = (status: string) => found.filter((call) => call.status === status).length;
  return {
    calls: { nodes: found.slice(0, 200).map(({ id }) => ({ id })), totalCount: found.length },
    callStats: {
      total: found.length,
      answered: countOf('ANSWERED'),
      totalDurationSeconds: found.reduce((sum, { durationSeconds }) => sum + (durationSeconds ?? 0), 0),
      cost: [...nanos].sort().map(([currency, sum]) => ({ currency, amount: String(sum / 1e9) })),
      byStatus: ['IN_PROGRESS', 'ANSWERED', 'NO_ANSWER', 'BUSY', 'FAILED']
        .map((status) => ({ status, count: countOf(status) }))
        .filter(({ count }) => count > 0),
    },
  };
}

import { MikroORM } from '@mikro-orm/sql';
import { CompiledQuery } from 'kysely';
import { ManyCalls } from './many-calls.js';
import { databaseKind } from './servers/test-database.js';
import { statementsOf } from './statement-counter.js';
import { TestApi } from './test-api.js';

interface Page {
  calls: { nodes: { callId: string }[]; pageInfo: { endCursor: string | null } };
}

interface Shape {
  filter?: Record<string, unknown>;
  orderBy?: { field: string; direction: string };
}

const PAGE = `query ($filter: CallFilter, $orderBy: CallOrder, $after: String) {
  calls(filter: $filter, orderBy: $orderBy, first: 50, after: $after) { nodes { callId } pageInfo { endCursor } } }`;
const OLDEST = '{ calls(last: 1) { nodes { id } } }';
const ERASE = 'mutation ($id: ID!) { eraseCall(id: $id) { call { id } } }';
/** The statement that reads the rows which are shown. */
const PAGE_OF_CALLS = /select (?:\/\*.*\*\/ )?["`]calls["`]\.["`]id["`], /;
/** What MariaDB explains nothing with. */
const TIME_LIMIT = /^set statement .* for /;
const FILL_WITHIN_MS = 180_000;

describe('a page among 200,000 calls, most of them of one application', () => {
  let api: TestApi;
  let many: ManyCalls;

  beforeAll(async () => {
    api = await TestApi.start({ simulator: { accounts: 2, applications: 1, calls: { perApplication: 0 } } });
    many = await ManyCalls.create(api);
  }, FILL_WITHIN_MS);

  afterAll(() => api.stop());

  /** How the database says that it reads the calls of two pages, the first and the one after it. */
  async function plansOf({ filter, orderBy }: Shape): Promise<string[]> {
    const first = await many.viewer.graphql<Page>(PAGE, { filter, orderBy });
    const { endCursor } = first.calls.pageInfo;
    const plans: string[] = [];
    for (const after of [null, endCursor]) {
      const sent = await statementsOf(api.app.get(MikroORM), () =>
        many.viewer.request(PAGE, { filter, orderBy, after }),
      );
      for (const { sql, parameters } of sent.filter((statement) => PAGE_OF_CALLS.test(statement.sql))) {
        plans.push(...(await explain(sql, parameters)));
      }
    }
    return plans;
  }

  async function explain(query: string, parameters: readonly unknown[]): Promise<string[]> {
    const kysely = api.app.get(MikroORM).em.getConnection().getClient();
    const words = { sqlite: 'explain query plan', mysql: 'explain format=traditional', mariadb: 'explain' };
    const explained = `${words[databaseKind()]} ${query.replace(TIME_LIMIT, '')}`;
    const explanation = CompiledQuery.raw(explained, [...parameters]);
    const { rows } = await kysely.executeQuery<Record<string, string | null>>(explanation);
    return rows.map(({ detail, table, type, key, Extra }) => detail ?? [table, type, key, Extra].join(' '));
  }

  const both = (name: string, filter: Record<string, unknown> = {}): [string, () => Shape][] => [
    [`${name} of the workspace`, () => ({ filter })],
    [`${name} of the large application`, () => ({ filter: { ...filter, applicationId: many.large } })],
    [`${name} of the small one`, () => ({ filter: { ...filter, applicationId: many.small } })],
  ];
  const inMay = { from: '2026-05-01T00:00:00Z', to: '2026-05-10T00:00:00Z' };

  it.each([
    ...both('newest'),
    ...both('of a status', { status: ['BUSY'] }),
    ...both('of a time', { startTime: inMay }),
    ...both('with an outcome', { outcome: ['FAILURE'] }),
    ...both('of a direction', { direction: 'OUTBOUND' }),
    ...both('with a recording', { hasRecording: true }),
    ...both('changed long ago', { updatedAt: inMay }).slice(0, 2),
    ...both('with a part of a number', { number: '472' }),
    ...both('with the number that all have', { number: '+7 499 123-45-67' }),
    ...both('with a word that is said in many calls', { text: 'hello' }),
    ...['START_TIME', 'DURATION', 'COST', 'UPDATED_AT'].flatMap((field) =>
      ['ASC', 'DESC'].flatMap((direction) =>
        both(`by ${field} ${direction}`).map(([name, shape]): [string, () => Shape] => [
          name,
          () => ({ ...shape(), orderBy: { field, direction } }),
        ]),
      ),
    ),
    ...both('changed since, oldest change first', { updatedAt: inMay }).map(([name, shape]): [string, () => Shape] => [
      name,
      () => ({ ...shape(), orderBy: { field: 'UPDATED_AT', direction: 'ASC' } }),
    ]),
  ])('%s: is read in the order of an index', async (_, shape) => {
    const plans = await plansOf(shape());

    expect(plans.length).toBeGreaterThan(0);
    expect(plans.filter(isScan)).toEqual([]);
    expect(plans.filter(isSort)).toEqual([]);
  });

  it.each([
    ...both('of two rare statuses', { status: ['BUSY', 'FAILED'] }),
    ...both('of a rare state', { transcriptState: ['FAILED'] }),
    ...both('changed since', { updatedAt: { from: '2026-05-19T00:00:00Z' } }),
    ...both('of a rare duration', { durationSeconds: { min: 599 } }),
    ...both('with a whole number', { number: '+7 495 010-47-29' }),
    ...both('with the last seven digits of a number', { number: '010-47-29' }),
    ...both('with four digits of a number', { number: '0472' }),
    ...both('with six digits that no number has', { number: '999999' }),
    ...both('with the id of a session', { callId: '777' }),
    ...both('with a conversation', { conversationId: 'conv_777' }),
    ...both('with a word that is said in few calls', { text: 'dinosaur' }),
    ...both('with a phrase', { text: '"please help" refund' }),
    ...both('with one of two outcomes', { outcome: ['FAILURE', 'UNKNOWN'] }),
  ])('%s: is found by an index', async (_, shape) => {
    const plans = await plansOf(shape());

    expect(plans.length).toBeGreaterThan(0);
    expect(plans.filter(isScan)).toEqual([]);
  });

  it.each([
    ...both('with a part of a number', { number: '472' }),
    ...both('with a word that is said in many calls', { text: 'hello' }),
    ...both('with that word and an outcome', { text: 'hello', outcome: ['SUCCESS', 'UNKNOWN'] }),
  ])('%s: those before are passed over in the index alone', async (_, shape) => {
    const plans = await plansOf(shape());

    const entries = plans.filter((plan) => /\bentries\b/.test(plan));
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.filter((plan) => !/COVERING INDEX|Using index(?! condition)/.test(plan))).toEqual([]);
  });

  it('looks for words before it reads the row of a call', async () => {
    const plans = await plansOf({ filter: { text: 'hello' } });

    const read = plans.flatMap((plan) => /^(?:SEARCH )?(entries|texts|calls)\b/.exec(plan)?.[1] ?? []);
    const ofAPage = ['entries', 'texts', 'calls'];
    expect(read).toEqual([...ofAPage, ...ofAPage]);
  });

  it('shows the newest in which a common word was said, and a phrase with it', async () => {
    const { calls: common } = await many.viewer.graphql<Page>(PAGE, { filter: { text: 'HELLO' } });
    const { calls: phrase } = await many.viewer.graphql<Page>(PAGE, { filter: { text: 'hello "please help" refund' } });

    const newest = Array.from({ length: 50 }, (_, index) => index);
    expect(common.nodes.map(({ callId }) => callId)).toEqual(newest.map((index) => String(39_999 - index)));
    expect(phrase.nodes.map(({ callId }) => callId)).toEqual(newest.map((index) => String(39_980 - 20 * index)));
  });

  it('forgets the numbers of an erased call without a look at those of others', async () => {
    const { calls } = await many.viewer.graphql<{ calls: { nodes: { id: string }[] } }>(OLDEST);

    const sent = await statementsOf(api.app.get(MikroORM), () =>
      many.viewer.graphql(ERASE, { id: calls.nodes[0]!.id }),
    );

    const ofNumbers = sent.filter(({ sql }) => /^(?:delete|select) .*number_parts/.test(sql));
    const plans = await Promise.all(ofNumbers.map(({ sql, parameters }) => explain(sql, parameters)));
    expect(ofNumbers).toHaveLength(2);
    expect(plans.flat().filter(isScan)).toEqual([]);
  });
});

/** Of a whole table, or of the whole of an index; the ids of few calls that were found are a table as well. */
function isScan(plan: string): boolean {
  return (databaseKind() === 'sqlite' ? /^SCAN (?!hits)/ : /^(?!<)\S+ (ALL|index) /).test(plan);
}

function isSort(plan: string): boolean {
  return /filesort|TEMP B-TREE/.test(plan);
}

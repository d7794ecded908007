import { getIntrospectionQuery } from 'graphql';
import { ASKED_BEFORE_COMPILED } from '../src/graphql/compiled-queries.js';
import type { ApiClient } from './api-client.js';
import { addApplication, SYNC_CALLS, sync } from './synced-application.js';
import { TestApi } from './test-api.js';

/** The last ones are answered by a compiled query. */
const TIMES = ASKED_BEFORE_COMPILED + 3;
const NOBODYS = `call_${'0'.repeat(26)}`;
const FAR_AWAY = '9999-01-01T00:00:00.000Z';
const CALL = `fragment Known on Call {
  __typename id callId direction fromNumber toNumber startTime endTime durationSeconds status statusReason customData
  cost { amount currency cents } conversationId conversationSource transcriptState recordingState createdAt updatedAt
}`;

/** Queries of every kind, as somebody sends them again and again; `CALL_ID` and `APPLICATION_ID` stand for ids there are. */
const QUERIES: Record<string, [query: string, variables?: Record<string, unknown>]> = {
  'a list with fragments, aliases and lists in it': [
    `query ($first: Int) {
      calls(first: $first) { nodes { ...Known legs { legId cost { amount } startTime } application { name } } totalCount
        edges { cursor node { again: callId } } pageInfo { hasNextPage endCursor } }
      latest: calls(first: 1) { nodes { ...Known } } } ${CALL}`,
    { first: 20 },
  ],
  'a filter, an order and words of enums': [
    `query ($filter: CallFilter, $orderBy: CallOrder) { calls(filter: $filter, orderBy: $orderBy) { nodes { id } } }`,
    { filter: { status: ['ANSWERED', 'BUSY'] }, orderBy: { field: 'DURATION', direction: 'ASC' } },
  ],
  'an empty list': [
    `query ($from: DateTime) { calls(filter: { startTime: { from: $from } }) { nodes { id } } }`,
    { from: FAR_AWAY },
  ],
  'fields that are left out': [
    `query ($yes: Boolean!, $no: Boolean!) {
      calls(first: 2) { nodes { id callId @skip(if: $yes) status @include(if: $no) startTime @include(if: $yes) } } }`,
    { yes: true, no: false },
  ],
  'an object by the interface of all': [
    `{ node(id: "CALL_ID") { id __typename ... on Call { ...Known transcript { summary } } ... on Account { name } } } ${CALL}`,
  ],
  'several objects at once': [
    `{ one: node(id: "CALL_ID") { id } two: node(id: "APPLICATION_ID") { id ... on Application { name } } }`,
  ],
  figures: [
    `{ callStats(bucket: DAY, timeZone: "Europe/Moscow") { total answerRate byStatus { status count } cost { amount } series { start total } } }`,
  ],
  viewer: [`{ viewer { workspace { name } role user { email } __typename } setup { signUpOpen } }`],
  'the schema': [getIntrospectionQuery()],
};

/** Others that are refused, in whole or in part. */
const REFUSED: typeof QUERIES = {
  'what is not there': [`query ($id: ID!) { call(id: $id) { id } applications { id } }`, { id: NOBODYS }],
  'bad input of ours': [`{ calls(first: 9999) { nodes { id } } applications { id } }`],
  'a bad cursor': [`query ($after: String) { calls(after: $after) { nodes { id } } }`, { after: 'nonsense' }],
  'a variable of the wrong type': [`query ($first: Int) { calls(first: $first) { nodes { id } } }`, { first: 'many' }],
  'a variable that is missing': [`query ($id: ID!) { call(id: $id) { id } }`],
  'an unknown field in an input': [
    `query ($filter: CallFilter) { calls(filter: $filter) { nodes { id } } }`,
    { filter: { color: 'red' } },
  ],
};

/** The first answers are graphql-js's, the last those of a compiled query. */
describe('a query that is repeated', () => {
  let api: TestApi;
  let operator: ApiClient;
  let ids: Record<string, string>;

  const ask = async (client: ApiClient, [query, variables]: [string, Record<string, unknown>?]) => {
    const text = query.replaceAll(/CALL_ID|APPLICATION_ID/g, (name) => ids[name] ?? name);
    const answers: unknown[] = [];
    for (let time = 0; time < TIMES; time++) answers.push(await client.request(text, variables));
    return answers as { status: number; data: unknown; errors: unknown[] }[];
  };

  beforeAll(async () => {
    api = await TestApi.start({ simulator: { calls: { perApplication: 40 } } });
    operator = await api.signUp();
    const { applicationId } = await addApplication(operator, api.simulator.accounts[0]!);
    await sync(operator, SYNC_CALLS, { input: { applicationId } });
    const { calls } = await operator.graphql<{ calls: { nodes: { id: string }[] } }>(
      '{ calls(first: 1) { nodes { id } } }',
    );
    ids = { CALL_ID: calls.nodes[0]!.id, APPLICATION_ID: applicationId };
  });

  afterAll(() => api.stop());

  it.each(Object.keys(QUERIES))('has the same answer each time: %s', async (name) => {
    const [first, ...others] = await ask(operator, QUERIES[name]!);

    expect(first).toMatchObject({ status: 200, errors: [] });
    expect(others).toEqual(Array(TIMES - 1).fill(first));
  });

  it.each(Object.keys(REFUSED))('is refused in the same way each time: %s', async (name) => {
    const [first, ...others] = await ask(operator, REFUSED[name]!);

    expect(first?.errors).toHaveLength(1);
    expect(others).toEqual(Array(TIMES - 1).fill(first));
  });

  it.each(Object.keys({ ...QUERIES, ...REFUSED }))('has the same answer for nobody: %s', async (name) => {
    const [first, ...others] = await ask(operator.as(null), { ...QUERIES, ...REFUSED }[name]!);

    expect(others).toEqual(Array(TIMES - 1).fill(first));
  });

  it('is answered from what there is now', async () => {
    const names = '{ applications { name } }';
    for (let time = 0; time < TIMES; time++) await operator.graphql(names);

    await operator.graphql(
      'mutation ($input: UpdateApplicationInput!) { updateApplication(input: $input) { application { id } } }',
      { input: { id: ids.APPLICATION_ID, name: 'Renamed' } },
    );

    expect(await operator.graphql(names)).toEqual({ applications: [{ name: 'Renamed' }] });
  });
});

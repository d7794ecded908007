import { addApplication, SYNC_CALLS, sync } from './synced-application.js';
import { type SignedUp, TestApi } from './test-api.js';

interface Page {
  nodes: { id: string; callId: string; startTime: string; status: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  totalCount: number;
}

const LIST = `query ($filter: CallFilter, $orderBy: CallOrder, $first: Int, $after: String, $last: Int, $before: String) {
  calls(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    nodes { id callId startTime status } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }`;

describe('reading calls', () => {
  let api: TestApi;
  let operator: SignedUp;
  let accountId: string;
  let first: string;
  let second: string;

  const list = async (variables: Record<string, unknown> = {}) =>
    (await operator.graphql<{ calls: Page }>(LIST, variables)).calls;
  const idsOf = ({ nodes }: Page) => nodes.map(({ id }) => id);

  beforeAll(async () => {
    const calls = { perApplication: 60, days: 10, burst: { every: 10, sessions: 6 } };
    api = await TestApi.start({ simulator: { applications: 2, calls } });
    operator = await api.signUp();
    const [account] = api.simulator.accounts;
    ({ accountId, applicationId: first } = await addApplication(operator, account!));
    const created = await operator.graphql<{ createApplication: { application: { id: string } } }>(
      'mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { application { id } } }',
      {
        input: {
          accountId,
          name: 'Second',
          voximplantApplicationId: account!.applications[1]!.id,
          elevenLabsApiKey: account!.elevenLabs.apiKey,
          elevenLabsAgentId: account!.applications[1]!.agentId,
        },
      },
    );
    second = created.createApplication.application.id;
    await sync(operator, SYNC_CALLS, { input: { applicationId: first } });
    await sync(operator, SYNC_CALLS, { input: { applicationId: second } });
  });

  afterAll(() => api.stop());

  it('lists the newest first, fifty where nobody says how many', async () => {
    const page = await list();

    const starts = page.nodes.map(({ startTime }) => startTime);
    expect(page.nodes).toHaveLength(50);
    expect(starts).toEqual([...starts].sort().reverse());
    expect(page).toMatchObject({ totalCount: 120, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
  });

  it.each(['DESC', 'ASC'])(
    'walks forwards and backwards in %s over every call once, though many share a second',
    async (direction) => {
      const orderBy = { field: 'START_TIME', direction };
      const whole = idsOf(await list({ first: 200, orderBy }));

      const forwards: string[] = [];
      for (let after: string | null = null, more = true; more;) {
        const page = await list({ first: 7, after, orderBy });
        forwards.push(...idsOf(page));
        ({ endCursor: after, hasNextPage: more } = page.pageInfo);
      }
      const backwards: string[] = [];
      for (let before: string | null = null, more = true; more;) {
        const page = await list({ last: 7, before, orderBy });
        backwards.unshift(...idsOf(page));
        ({ startCursor: before, hasPreviousPage: more } = page.pageInfo);
      }

      expect(new Set(whole).size).toBe(120);
      expect(forwards).toEqual(whole);
      expect(backwards).toEqual(whole);
    },
  );

  it('filters by application, account, status and start, and counts what it lists', async () => {
    const all = (await list({ first: 200 })).nodes;
    const middle = all[60]!.startTime;

    const ofFirst = await list({ first: 200, filter: { applicationId: first } });
    const ofAccount = await list({ first: 200, filter: { accountId } });
    const busy = await list({ first: 200, filter: { status: ['BUSY', 'NO_ANSWER'] } });
    const early = await list({ first: 200, filter: { startTime: { to: middle } } });
    const late = await list({ first: 200, filter: { startTime: { from: middle } } });

    expect(ofFirst.totalCount).toBe(60);
    expect(ofAccount.totalCount).toBe(120);
    expect(idsOf(busy)).toEqual(all.filter(({ status }) => ['BUSY', 'NO_ANSWER'].includes(status)).map(({ id }) => id));
    expect(idsOf(early)).toEqual(all.filter(({ startTime }) => startTime < middle).map(({ id }) => id));
    expect(early.totalCount + late.totalCount).toBe(120);
  });

  it.each([
    ['first', { first: 0 }],
    ['first', { first: 201 }],
    ['last', { last: 0 }],
    ['last', { first: 1, last: 1 }],
    ['after', { after: 'rubbish' }],
    ['applicationId', { filter: { applicationId: 'rubbish' } }],
    ['startTime', { filter: { startTime: { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' } } }],
  ])('refuses a bad %s by its name: %j', async (field, variables) => {
    const { errors } = await operator.request(LIST, variables);

    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { [field]: [expect.any(String)] } });
  });

  it('refuses a cursor of a list with another filter', async () => {
    const { pageInfo } = await list({ first: 5, filter: { applicationId: first } });

    const { errors } = await operator.request(LIST, { after: pageInfo.endCursor, filter: { applicationId: second } });

    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { after: [expect.any(String)] } });
  });

  it.each([['no instant'], [{ start: 1 }], [['01K']], [1e300], [true]])(
    'refuses a cursor in which somebody has put %j',
    async (start) => {
      const { pageInfo } = await list({ first: 5 });
      const [key, , id] = JSON.parse(Buffer.from(pageInfo.endCursor!, 'base64url').toString()) as unknown[];
      const after = Buffer.from(JSON.stringify([key, start, id])).toString('base64url');

      const { errors } = await operator.request(LIST, { after });

      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { after: [expect.any(String)] } });
    },
  );

  it('ends a page before the cursor that `before` names', async () => {
    const whole = idsOf(await list({ first: 30 }));
    const { pageInfo } = await list({ first: 20 });

    const page = await list({ last: 5, before: pageInfo.endCursor });

    expect(idsOf(page)).toEqual(whole.slice(14, 19));
    expect(page.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  it('shows a call by its id, alone and as a node, and to no stranger', async () => {
    const [call] = (await list({ first: 1 })).nodes;
    const query = 'query ($id: ID!) { call(id: $id) { callId } node(id: $id) { __typename id } }';
    const stranger = await api.signUp();

    const found = await operator.graphql(query, { id: call!.id });
    const hidden = await stranger.request(query, { id: call!.id });

    expect(found).toEqual({ call: { callId: call!.callId }, node: { __typename: 'Call', id: call!.id } });
    expect(hidden.data).toEqual({ call: null, node: null });
    expect(hidden.errors.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND', 'NOT_FOUND']);
    expect((await stranger.graphql<{ calls: Page }>(LIST, { filter: { applicationId: first } })).calls.nodes).toEqual(
      [],
    );
  });

  it('costs the same number of statements for two calls as for a hundred', async () => {
    const query = `query ($first: Int) { calls(first: $first) { nodes { legs { legId } recording { sha256 }
      transcript { summary messages { text } }
      application { name account { name } activeRuns { id } lastRun { id failures { code } } } } } }`;
    await operator.graphql(query, { first: 2 });

    const few = await api.countStatements(() => operator.graphql(query, { first: 2 }));
    const many = await api.countStatements(() => operator.graphql(query, { first: 100 }));

    expect(many).toBe(few);
  });

  it('counts only where the total is selected', async () => {
    const without = 'query { calls(first: 5) { nodes { id } } }';

    const plain = await api.countStatements(() => operator.graphql(without));
    const counted = await api.countStatements(() =>
      operator.graphql('query { calls(first: 5) { nodes { id } totalCount } }'),
    );

    expect(counted).toBe(plain + 1);
  });
});

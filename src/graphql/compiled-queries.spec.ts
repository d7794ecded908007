import type {
  GraphQLRequestContextResponseForOperation,
  GraphQLRequestListener,
  GraphQLResponse,
} from '@apollo/server';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { NotFoundError, RateLimitedError } from '../common/errors.js';
import { compiledQueries } from './compiled-queries.js';
import { ErrorFormatter } from './error-formatter.js';
import type { OperationContext } from './operation-context.js';

const TIMES = 11;

const SCHEMA = buildSchema(`
  type Query { call(id: ID!): Call list(first: Int = 2): [Call!]! waiting: Int }
  type Mutation { erase: Int }
  type Call { id: ID! status: String }
`);

type Resolve = (parent: unknown, args: Record<string, unknown>) => unknown;

/** What the fields at the top answer, and the arguments of each call. */
const resolvers: Record<string, Resolve> = {};
const calls: Record<string, unknown[]> = {};
for (const type of [SCHEMA.getQueryType(), SCHEMA.getMutationType()]) {
  for (const [name, field] of Object.entries(type?.getFields() ?? {})) {
    field.resolve = (parent, args: Record<string, unknown>) => {
      (calls[name] ??= []).push(args);
      return resolvers[name]?.(parent, args);
    };
  }
}

/** Asks the same document several times, as one that Apollo keeps. @returns the answers; null where graphql-js is to answer */
async function ask(text: string, { variables = {} }: { variables?: object } = {}) {
  const plugin = compiledQueries(new ErrorFormatter({ GRAPHQL_INTROSPECTION: 'on' }));
  const document = parse(text);
  const answers: (GraphQLResponse | null | undefined)[] = [];
  for (let time = 0; time < TIMES; time++) {
    const listener = (await plugin.requestDidStart?.({} as never)) as GraphQLRequestListener<OperationContext>;
    const asked = { schema: SCHEMA, document, operation: getOperationAST(document), request: { variables } };
    const context = asked as unknown as GraphQLRequestContextResponseForOperation<OperationContext>;
    answers.push(await listener.responseForOperation?.(context));
  }
  return answers;
}

const resultOf = (answer: GraphQLResponse | null | undefined) =>
  answer?.body.kind === 'single' ? answer.body.singleResult : undefined;

describe('compiledQueries', () => {
  beforeEach(() => {
    for (const name of Object.keys(calls)) delete calls[name];
  });

  it('answers what was asked nine times before', async () => {
    resolvers.list = () => Promise.resolve([{ id: '1', status: null }]);

    const answers = await ask('{ list { id status } }');

    const data = { list: [{ id: '1', status: null }] };
    expect(answers.map(resultOf)).toEqual([...Array<undefined>(9).fill(undefined), { data }, { data }]);
    expect(calls.list).toEqual([{ first: 2 }, { first: 2 }]);
  });

  it('takes the variables of each request', async () => {
    resolvers.call = (_, { id }) => ({ id });

    const first = (await ask('query ($id: ID!) { call(id: $id) { id } }', { variables: { id: 'a' } })).at(-1);

    expect(resultOf(first)).toEqual({ data: { call: { id: 'a' } } });
  });

  it('leaves mutations to graphql-js, however often they come', async () => {
    expect(await ask('mutation { erase }')).toEqual(Array(TIMES).fill(null));
    expect(calls.erase).toBeUndefined();
  });

  it('leaves what is too large to be worth it to graphql-js, also where fragments make it so', async () => {
    const doubled = Array.from({ length: 9 }, (_, n) => `fragment f${n} on Query { ...f${n + 1} ...f${n + 1} }`);
    const text = `{ ...f0 } ${doubled.join(' ')} fragment f9 on Query { waiting }`;

    expect(await ask(text)).toEqual(Array(TIMES).fill(null));
    expect(calls.waiting).toBeUndefined();
  });

  it('leaves wrong variables to graphql-js, before anything is executed', async () => {
    const answers = await ask('query ($id: ID!) { call(id: $id) { id } waiting }', { variables: { id: null } });

    expect(answers).toEqual(Array(TIMES).fill(null));
    expect(calls.waiting).toBeUndefined();
  });

  it('tells errors as they are told everywhere, beside the data that there is', async () => {
    resolvers.call = () => Promise.reject(new NotFoundError('There is no such call'));
    resolvers.waiting = () => 3;

    const answer = (await ask('{ call(id: 1) { id } waiting }')).at(-1);

    expect(resultOf(answer)).toEqual({
      data: { call: null, waiting: 3 },
      errors: [
        {
          message: 'There is no such call',
          locations: [{ line: 1, column: 3 }],
          path: ['call'],
          extensions: { code: 'NOT_FOUND' },
        },
      ],
    });
  });

  it('answers with the status and the headers that an error asks for', async () => {
    resolvers.waiting = () => Promise.reject(new RateLimitedError('Slow down', 7));

    const answer = (await ask('{ waiting }')).at(-1);

    expect(answer?.http.status).toBe(429);
    expect([...(answer?.http.headers ?? [])]).toEqual([['retry-after', '7']]);
  });
});

import { readFileSync } from 'node:fs';
import { buildSchema, getNullableType, getOperationAST, isListType, isObjectType, parse, validate } from 'graphql';
import { LIST_SIZES, WEIGHTS } from './field-weights.js';
import { operationCost } from './operation-cost.js';

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));

function costOf(query: string, variables?: Record<string, unknown>): number {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document, 'Measured') ?? getOperationAST(document);
  if (operation == null) throw new Error('There is no one operation to measure');
  return operationCost(schema, document, operation, variables);
}

describe('operationCost', () => {
  it('multiplies what a page holds by its size, and not what it has once', () => {
    const fields = 'nodes { id status cost { amount } } pageInfo { hasNextPage endCursor }';

    expect(costOf(`{ calls(first: 3) { ${fields} } }`)).toBe(10 + 3 * (1 + 1 + 1 + 2));
    expect(costOf(`{ calls(first: 3) { totalCount ${fields} } }`)).toBe(10 + 3 * (1 + 1 + 1 + 2) + 1_000);
  });

  it.each([
    ['no size', '{ calls { nodes { id } } }', {}, 50],
    ['`last`', '{ calls(last: 7) { nodes { id } } }', {}, 7],
    ['a variable', 'query ($n: Int) { calls(first: $n) { nodes { id } } }', { n: 150 }, 150],
    ['a variable with a default', 'query ($n: Int = 20) { calls(first: $n) { nodes { id } } }', {}, 20],
    ['a variable that is null', 'query ($n: Int) { calls(first: $n) { nodes { id } } }', { n: null }, 50],
    ['a size that will be refused', '{ calls(first: 1000000) { nodes { id } } }', {}, 200],
    ['a size below zero', '{ calls(first: -5) { nodes { id } } }', {}, 0],
  ])('knows how large a page is by %s', (_, query, variables, items) => {
    expect(costOf(query, variables)).toBe(10 + items * 2);
  });

  it('does not go through all that is wrong with variables, with which nothing runs', () => {
    let looks = 0;
    const wrong = () => ({ toJSON: () => `wrong ${++looks}` }); // what GraphQL quotes a value by
    const status = Array.from({ length: 9_000 }, wrong);

    const cost = costOf('query ($filter: CallFilter) { calls(filter: $filter) { totalCount } }', {
      filter: { status },
    });

    expect(looks).toBeLessThan(10);
    expect(cost).toBe(0);
  });

  it('takes lists without pages to be as long as they usually are', () => {
    const cost = costOf('{ call(id: "x") { legs { legId cost { amount } } transcript { messages { role text } } } }');

    expect(cost).toBe(10 + (1 + 3 * (1 + 2)) + (1 + (1 + 50 * 2)));
  });

  it('adds what is work beside the answer', () => {
    expect(costOf('{ callStats { total } }')).toBe(5_000 + 1);
    expect(costOf('mutation { cancelSync(id: "x") { run { id } } }')).toBe(1_000 + 2);
    expect(costOf('subscription { callUpdated { id } }')).toBe(10 + 1);
    expect(costOf('{ __schema { types { name fields { name } } } }')).toBe(5_000);
    expect(costOf('{ __typename }')).toBe(0);
  });

  it('counts a fragment wherever it is spread, of an interface the dearest type, and nothing that is skipped', () => {
    const cost = costOf(
      `query ($no: Boolean = false) {
        a: node(id: "x") { ...Any }
        b: node(id: "x") { ...Any }
        users @include(if: $no) { id }
      }
      fragment Any on Node { id ... on Call { status callId } ... on User { email } }`,
    );

    expect(cost).toBe(2 * (10 + 3));
  });

  it('counts the operation that runs, and no other one in the document', () => {
    expect(costOf('query Other { callStats { total } } query Measured { viewer { role } }')).toBe(10 + 1);
  });

  it('counts on where the arguments of one field cannot be used', () => {
    const query = 'query ($id: ID = "x") { call(id: $id) { id } calls(first: 200) { nodes { id } } }';

    expect(costOf(query, { id: null })).toBe(10 + 200 * 2);
  });

  it('is counted anew where a size or a condition is another one, or arguments could not be used before', () => {
    const document = parse(`query ($id: ID = "x", $n: Int = 3, $all: Boolean = false) {
      call(id: $id) { legs { legId } } calls(first: $n) { nodes { id callId @include(if: $all) } }
    }`);
    const costWith = (variables: Record<string, unknown>) =>
      operationCost(schema, document, getOperationAST(document)!, variables);
    const call = 10 + 1 + 3 * 1;

    const costs = [{ id: null }, {}, { n: 7 }, { n: null }, { all: true }, { n: 'seven' }, {}].map(costWith);

    const page = (size: number, fields = 1) => 10 + size * (1 + fields);
    expect(costs).toEqual([
      page(3),
      call + page(3),
      call + page(7),
      call + page(50),
      call + page(3, 2),
      0,
      call + page(3),
    ]);
  });

  it('does not follow fragments that spread fragments without end', () => {
    const fragments = Array.from({ length: 20 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`);

    expect(costOf(`{ ...F0 } ${fragments.join(' ')} fragment F20 on Query { viewer { role } }`)).toBe(Infinity);
  });
});

describe('the weights', () => {
  const outputs = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('__'),
  );
  const fields = outputs.flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields()).map((field) => ({ key: `${type.name}.${field.name}`, field }))
      : [],
  );

  it('name only what the schema has', () => {
    const keys = fields.map(({ key }) => key);

    expect([...Object.keys(WEIGHTS), ...Object.keys(LIST_SIZES)].filter((key) => !keys.includes(key))).toEqual([]);
  });

  it('say of every list how long it usually is', () => {
    const lists = fields.filter(({ field }) => isListType(getNullableType(field.type))).map(({ key }) => key);

    expect(lists.filter((key) => !/Connection\.(nodes|edges)$/.test(key)).sort()).toEqual(
      Object.keys(LIST_SIZES).sort(),
    );
  });
});

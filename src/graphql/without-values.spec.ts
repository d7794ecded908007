import { buildSchema, getVariableValues, parse, validate, type OperationDefinitionNode } from 'graphql';
import { withoutValues } from './without-values.js';

const schema = buildSchema(`
  enum Kind { A B }
  input Inner { secret: String! kind: Kind count: Int }
  input Outer { inner: Inner! }
  type Query { ask(input: Outer): Int }
`);
const document = parse('query ($input: Outer!) { ask(input: $input) }');
const { variableDefinitions = [] } = document.definitions[0] as OperationDefinitionNode;

function messagesFor(input: unknown): string[] {
  return (getVariableValues(schema, variableDefinitions, { input }).errors ?? []).map(({ message }) => message);
}

describe('withoutValues', () => {
  it.each([
    [
      { inner: { secret: 'planted', secrets: 1 } },
      'Variable "$input" got invalid value at "input.inner"; Field "secrets" is not defined by type "Inner". Did you mean "secret"?',
    ],
    [
      { inner: { secret: ['planted; really'] } },
      'Variable "$input" got invalid value at "input.inner.secret"; String cannot represent a non string value',
    ],
    [
      { inner: { secret: 'planted', kind: 'planted' } },
      'Variable "$input" got invalid value at "input.inner.kind"; Value "planted" does not exist in "Kind" enum.',
    ],
    [
      { inner: { secret: 'planted', count: 'planted' } },
      'Variable "$input" got invalid value at "input.inner.count"; Int cannot represent non-integer value',
    ],
    [
      { planted: 'planted; planted', inner: null },
      'Variable "$input" got invalid value at "input.inner"; Expected non-nullable type "Inner!" not to be null.',
    ],
    ['planted', 'Variable "$input" got invalid value; Expected type "Outer" to be an object.'],
  ])('keeps what is wrong with %j', (input, expected) => {
    expect(withoutValues(messagesFor(input)[0] ?? '')).toBe(expected);
  });

  it('takes literals out of what validation says', () => {
    const query = '{ ask(input: {inner: {secret: ["planted"], count: "planted"}}) }';
    const messages = validate(schema, parse(query)).map(({ message }) => withoutValues(message));

    expect(messages).toEqual(['String cannot represent a non string value', 'Int cannot represent non-integer value']);
  });

  it('leaves everything else', () => {
    const message = 'Cannot query field "userz" on type "Query". Did you mean "users"?';

    expect(withoutValues(message)).toBe(message);
  });
});

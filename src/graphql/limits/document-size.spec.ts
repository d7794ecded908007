import { getOperationAST, type OperationDefinitionNode, parse } from 'graphql';
import { documentSize } from './document-size.js';

function sizeOf(query: string) {
  const document = parse(query);
  return documentSize(document, getOperationAST(document) as OperationDefinitionNode);
}

describe('documentSize', () => {
  it('counts levels, fields, aliases and directives, through fragments of both kinds', () => {
    const size = sizeOf(`
      query @live { a: one ... on Query { two { three { x: four } } } ...More }
      fragment More on Query { five @skip(if: true) { six { seven { eight } } } nine }
    `);

    expect(size).toEqual({ depth: 4, rootFields: 4, fields: 9, aliases: 2, directives: 2 });
  });

  it('takes introspection for one level', () => {
    expect(sizeOf('{ __schema { types { fields { type { ofType { name } } } } } }').depth).toBe(1);
  });

  it('is quick with fragments that spread fragments', () => {
    const fragments = Array.from({ length: 60 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`);

    const size = sizeOf(`{ ...F0 } ${fragments.join(' ')} fragment F60 on Query { one }`);

    expect(size).toMatchObject({ depth: 1, rootFields: 2 ** 60 });
  });
});

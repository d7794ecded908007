import {
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  type OperationTypeNode,
} from 'graphql';

/** An operation of one root field, e.g. `Query.calls`: valid by the schema, with made-up values where some are required. */
export function operationFor(schema: GraphQLSchema, path: string): string {
  const [root = '', name = ''] = path.split('.');
  const field = schema.getRootType(root.toLowerCase() as OperationTypeNode)?.getFields()[name];
  if (field === undefined) throw new Error(`The schema has no ${path}`);
  const args = field.args.filter(isRequiredArgument).map((arg) => `${arg.name}: ${literal(arg.type)}`);
  const call = args.length > 0 ? `${name}(${args.join(', ')})` : name;
  return `${root.toLowerCase()} { ${call}${selection(field.type)} }`;
}

function selection(type: GraphQLOutputType): string {
  return isLeafType(getNamedType(type)) ? '' : ' { __typename }';
}

function literal(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(type.ofType);
  if (isListType(type)) return '[]';
  if (isEnumType(type)) return String(type.getValues()[0]?.name);
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{${fields.map((field) => `${field.name}: ${literal(field.type)}`).join(', ')}}`;
  }
  const scalars: Record<string, string> = {
    Int: '1',
    Float: '1.5',
    Boolean: 'true',
    DateTime: '"2026-01-01T00:00:00Z"',
  };
  return scalars[type.name] ?? '"made up"';
}

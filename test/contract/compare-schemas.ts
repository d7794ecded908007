import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isSpecifiedScalarType,
} from 'graphql';

/**
 * What `contract` promises and `schema` does not keep, one line each: a missing type as `Type`, a missing field, argument
 * or value as `Type.field`, `Type.field(argument:)`, and anything that is otherwise as a sentence. What the schema has
 * beyond the contract is fine, unless clients that know only the contract would have to give it.
 */
export function brokenPromises(contract: GraphQLSchema, schema: GraphQLSchema): string[] {
  return Object.values(contract.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .flatMap((type) => compareTypes(type, schema.getType(type.name)))
    .sort();
}

function compareTypes(promised: GraphQLNamedType, kept: GraphQLNamedType | undefined): string[] {
  const { name } = promised;
  if (kept === undefined) return [name];
  if (promised.constructor !== kept.constructor) return [`${name} is of another kind`];
  if (isEnumType(promised) && isEnumType(kept)) {
    return promised.getValues().flatMap((value) => (kept.getValue(value.name) ? [] : [`${name}.${value.name}`]));
  }
  if (isInputObjectType(promised) && isInputObjectType(kept)) {
    const fields = Object.values(promised.getFields());
    const others = Object.values(kept.getFields()).filter((field) => !promised.getFields()[field.name]);
    return [
      ...fields.flatMap((field) => compareInputs(`${name}.${field.name}`, field, kept.getFields()[field.name])),
      ...others.filter(isRequiredInputField).map((field) => `${name}.${field.name} must not be required`),
    ];
  }
  if ((isObjectType(promised) && isObjectType(kept)) || (isInterfaceType(promised) && isInterfaceType(kept))) {
    const interfaces = new Set(kept.getInterfaces().map((type) => type.name));
    return [
      ...promised
        .getInterfaces()
        .flatMap((type) => (interfaces.has(type.name) ? [] : [`${name} implements ${type.name}`])),
      ...Object.values(promised.getFields()).flatMap((field) =>
        compareFields(`${name}.${field.name}`, field, kept.getFields()[field.name]),
      ),
    ];
  }
  return [];
}

type Field = GraphQLField<unknown, unknown>;

function compareFields(path: string, promised: Field, kept: Field | undefined): string[] {
  if (kept === undefined) return [path];
  const find = (name: string): GraphQLArgument | undefined => kept.args.find((argument) => argument.name === name);
  const others = kept.args.filter((argument) => promised.args.every(({ name }) => name !== argument.name));
  return [
    ...sameType(path, promised.type, kept.type),
    ...promised.args.flatMap((argument) => compareInputs(`${path}(${argument.name}:)`, argument, find(argument.name))),
    ...others.filter(isRequiredArgument).map((argument) => `${path}(${argument.name}:) must not be required`),
  ];
}

interface Input {
  type: unknown;
  defaultValue?: unknown;
}

function compareInputs(path: string, promised: Input, kept: Input | undefined): string[] {
  if (kept === undefined) return [path];
  const sameDefault = promised.defaultValue === undefined || promised.defaultValue === kept.defaultValue;
  return [...sameType(path, promised.type, kept.type), ...(sameDefault ? [] : [`${path} has another default`])];
}

function sameType(path: string, promised: unknown, kept: unknown): string[] {
  return String(promised) === String(kept) ? [] : [`${path} is ${String(kept)}, not ${String(promised)}`];
}

import {
  type ArgumentNode,
  type DocumentNode,
  getNamedType,
  getNullableType,
  getVariableValues,
  GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  isListType,
  Kind,
  type OperationDefinitionNode,
  validate,
  visit,
} from 'graphql';
import { type ComplexityEstimator, createComplexityRule } from 'graphql-query-complexity';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../common/pagination.js';
import { remembered } from '../../common/remembered.js';
import { INTROSPECTION_WEIGHT, LIST_SIZE, LIST_SIZES, MUTATION_WEIGHT, ROOT_WEIGHT, WEIGHTS } from './field-weights.js';

/** Fields that are looked at, those of a fragment once for each time that it is spread. */
const MAX_FIELDS = 10_000;

/** Costs that are remembered of an operation: as many as there are sizes of pages that people use. */
const MOST_REMEMBERED = 100;

/**
 * How many fields the answer may have, and what is added for those that cost more. A page has as many items as `first` or
 * `last` asks for. Infinite where fragments spread fragments beyond all measure.
 *
 * The document has to be valid. Variables may be wrong: then nothing runs, which costs 0; a field whose arguments cannot be
 * used does not run either, and the rest is counted. Counting takes as long as a twentieth of a page of calls, so what it
 * comes to is remembered as long as the document is; where everything could be used, as it is most then.
 */
export function operationCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>> = {},
): number {
  const { names, costs } = knownOf(document)(operation);
  const key = names.map((name) => JSON.stringify(variables[name]) ?? '').join();
  const known = costs.get(key);
  if (known !== undefined) return known;
  // The rule would find everything that is wrong with them, and one thing suffices.
  const { variableDefinitions = [] } = operation;
  if (getVariableValues(schema, variableDefinitions, variables, { maxErrors: 1 }).errors !== undefined) return 0;
  const { cost, isWhole } = count(schema, onlyOperation(document, operation), variables);
  if (isWhole && costs.size < MOST_REMEMBERED) costs.set(key, cost);
  return cost;
}

const knownOf = remembered((document: DocumentNode) =>
  remembered((_operation: OperationDefinitionNode) => ({
    names: decidingVariables(document),
    costs: new Map<string, number>(),
  })),
);

/** The variables on which the cost depends: those that say how large a page is, and those that skip or include. */
function decidingVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  const noteVariable = ({ value }: ArgumentNode) => {
    if (value.kind === Kind.VARIABLE) names.add(value.name.value);
  };
  visit(document, {
    Field: (field) => field.arguments?.filter(({ name }) => PAGE_SIZE_ARGUMENTS.has(name.value)).forEach(noteVariable),
    Directive: (directive) => directive.arguments?.forEach(noteVariable),
  });
  return [...names];
}

/** @returns `isWhole` unless variables or arguments were wrong */
function count(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): { cost: number; isWhole: boolean } {
  let cost = 0;
  const rule = createComplexityRule({
    estimators: [fieldEstimator()],
    maximumComplexity: Infinity, // the caller compares
    maxQueryNodes: MAX_FIELDS,
    variables,
    onComplete: (complexity) => (cost = complexity),
  });
  try {
    // Its errors are of arguments, and execution reports them; it has to come to the end whatever their number.
    const errors = validate(schema, document, [rule], { maxErrors: Infinity });
    return { cost, isWhole: errors.length === 0 };
  } catch (error) {
    if (error instanceof GraphQLError) return { cost: Infinity, isWhole: false }; // thrown, not reported: MAX_FIELDS
    throw error;
  }
}

function onlyOperation(document: DocumentNode, operation: OperationDefinitionNode): DocumentNode {
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  return { ...document, definitions: [operation, ...fragments] };
}

/** For one operation: fields come from the innermost outwards, so a page comes after all that is in it. */
function fieldEstimator(): ComplexityEstimator {
  let oncePerPage = 0;
  return ({ type, field, args, childComplexity }) => {
    if (type.name.startsWith('__') || type.name === 'PageInfo') return childComplexity;
    const key = `${type.name}.${field.name}`;
    const weight = weightOf(type.name, field.name);
    if (key.endsWith('Connection.totalCount')) {
      oncePerPage += weight;
      return 0;
    }
    if (!isPage(field)) return weight + childComplexity * listSize(key, field);
    const cost = weight + childComplexity * pageSize(args) + oncePerPage;
    oncePerPage = 0;
    return cost;
  };
}

function weightOf(type: string, field: string): number {
  if (field === '__typename' || field === 'pageInfo') return 0;
  if (field.startsWith('__')) return INTROSPECTION_WEIGHT;
  if (type === 'Mutation') return MUTATION_WEIGHT;
  return WEIGHTS[`${type}.${field}`] ?? (type === 'Query' || type === 'Subscription' ? ROOT_WEIGHT : 1);
}

function isPage(field: GraphQLField<unknown, unknown>): boolean {
  return getNamedType(field.type).name.endsWith('Connection') && field.args.some(({ name }) => name === 'first');
}

const PAGE_SIZE_ARGUMENTS: ReadonlySet<string> = new Set<keyof PageSizes>(['first', 'last']);

interface PageSizes {
  first?: number | null;
  last?: number | null;
}

/** A size that is out of bounds is refused later, in words about it; until then it shall cost no more than the largest. */
function pageSize({ first, last }: PageSizes): number {
  const asked = first ?? last ?? DEFAULT_PAGE_SIZE;
  return Math.min(Math.max(asked, 0), MAX_PAGE_SIZE);
}

/** The items of a page have been counted with their page. */
function listSize(key: string, field: GraphQLField<unknown, unknown>): number {
  if (!isListType(getNullableType(field.type)) || /Connection\.(?:nodes|edges)$/.test(key)) return 1;
  return LIST_SIZES[key] ?? LIST_SIZE;
}

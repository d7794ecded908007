import type { DocumentNode, GraphQLSchema, OperationDefinitionNode, ParseOptions } from 'graphql';
import { remembered } from '../../common/remembered.js';
import { QueryTooComplexError } from '../../common/errors.js';
import type { Env } from '../../config/index.js';
import { type DocumentSize, documentSize } from './document-size.js';
import { operationCost } from './operation-cost.js';

/** Far more than a frontend writes, and little enough for GraphQL's own rules, some of which compare each with each. */
export const PARSE_OPTIONS: ParseOptions = { maxTokens: 2_000 };

/** Of one operation; the rest are of the same kind, and an answer is to be no larger than what it answers. */
export const VALIDATION_OPTIONS = { maxErrors: 10 };

/** How many fields there may be is told by their cost. */
type LimitedMeasure = Exclude<keyof DocumentSize, 'fields'>;

const MAX_SIZE: Readonly<Record<LimitedMeasure, number>> = { depth: 12, rootFields: 20, aliases: 30, directives: 50 };
const IN_WORDS: Readonly<Record<LimitedMeasure, string>> = {
  depth: 'levels of fields',
  rootFields: 'fields at its top',
  aliases: 'aliases',
  directives: 'directives',
};

/** Of a valid document, looked at once. */
export const sizeOf = remembered((document: DocumentNode) =>
  remembered((operation: OperationDefinitionNode) => documentSize(document, operation)),
);

export interface LimitedOperation {
  schema: GraphQLSchema;
  /** A valid one. */
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/**
 * What an operation costs, over HTTP and over WebSockets alike; looked at once it is known to be valid.
 * @throws QueryTooComplexError naming what there is too much of, and how much there may be
 */
export function costWithinLimits(
  { schema, document, operation, variables }: LimitedOperation,
  { GRAPHQL_MAX_COST: limit }: Pick<Env, 'GRAPHQL_MAX_COST'>,
): number {
  const size = sizeOf(document)(operation);
  for (const measure of Object.keys(MAX_SIZE) as LimitedMeasure[]) {
    if (size[measure] > MAX_SIZE[measure]) {
      const message = `The query has ${size[measure]} ${IN_WORDS[measure]}; the limit is ${MAX_SIZE[measure]}`;
      throw new QueryTooComplexError(message, { [measure]: size[measure], limit: MAX_SIZE[measure] });
    }
  }
  const cost = operationCost(schema, document, operation, variables ?? {});
  if (cost === Infinity) {
    throw new QueryTooComplexError(`The query spreads its fragments too often to be counted; the limit is ${limit}`, {
      cost: null,
      limit,
    });
  }
  if (cost > limit) {
    throw new QueryTooComplexError(`The query costs ${cost}; the limit is ${limit}`, { cost, limit });
  }
  return cost;
}

import { type ApolloServerPlugin, type GraphQLResponse, HeaderMap } from '@apollo/server';
import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { CompiledQuery } from 'graphql-jit';
import { remembered } from '../common/remembered.js';
import type { ErrorFormatter } from './error-formatter.js';
import { sizeOf } from './limits/operation-limits.js';
import type { OperationContext } from './operation-context.js';

/**
 * What was asked so often comes from a program, and comes again. A text that is made up each time is never compiled: that takes
 * as long as some hundred answers of nothing.
 */
export const ASKED_BEFORE_COMPILED = 9;
/** Several times what a page needs. Compiling takes time for each, which graphql-js takes for those alone that have an answer. */
const MOST_COMPILED_FIELDS = 300;

/** An operation that was parsed and found to be valid. Apollo keeps so many of them, and what is known of each goes with it. */
interface Operation {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
}

/** Undefined where it cannot be compiled. */
type Query = CompiledQuery['query'] | undefined;

/**
 * Runs the queries that frontends repeat as JavaScript made of them, over HTTP: of a list of fifty calls, walking its query
 * takes a quarter of the processor time. Everything that stands before the execution stands before this: parsing,
 * validation, limits. Mutations, and variables with which something is wrong, are left to graphql-js.
 */
export function compiledQueries(errors: ErrorFormatter): ApolloServerPlugin<OperationContext> {
  const timesAsked = remembered((_operation: OperationDefinitionNode) => ({ times: 0 }));
  const compiled = new WeakMap<OperationDefinitionNode, Promise<Query>>();

  const queryOf = async (asked: Operation): Promise<Query> => {
    const { document, operation } = asked;
    if (operation.operation !== OperationTypeNode.QUERY) return undefined;
    if (sizeOf(document)(operation).fields > MOST_COMPILED_FIELDS) return undefined;
    const count = timesAsked(operation);
    if (count.times++ < ASKED_BEFORE_COMPILED) return undefined;
    if (!compiled.has(operation)) compiled.set(operation, compile(asked));
    return compiled.get(operation);
  };

  return {
    requestDidStart: () =>
      Promise.resolve({
        responseForOperation: async ({ schema, document, operation, request, contextValue }) => {
          const query = await queryOf({ schema, document, operation });
          const result = await query?.(undefined, contextValue, request.variables);
          const isExecuted = result !== undefined && 'data' in result; // not where something is wrong with a variable
          return isExecuted ? responseOf(result, errors) : null;
        },
      }),
  };
}

/** The compiler is loaded when there is something to compile: a process starts the sooner. */
async function compile({ schema, document, operation }: Operation): Promise<Query> {
  const { compileQuery, isCompiledQuery } = await import('graphql-jit');
  const compiled = compileQuery(schema, document, operation.name?.value);
  return isCompiledQuery(compiled) ? compiled.query : undefined;
}

/** What Apollo makes of a result itself: errors that are fit for clients, and the status that one of them may ask for. */
function responseOf({ data, errors = [] }: ExecutionResult, formatter: ErrorFormatter): GraphQLResponse {
  const headers = new HeaderMap();
  let status: number | undefined;
  for (const { extensions } of errors) {
    const { http } = (extensions ?? {}) as WithHttp; // the compiler's errors have none where theirs has none
    status = http?.status ?? status;
    for (const [name, value] of http?.headers ?? []) headers.set(name, value);
  }
  const formatted = errors.map((error) => formatter.format(error.toJSON(), error));
  const singleResult = { data, ...(formatted.length > 0 && { errors: formatted }) };
  return { http: { status, headers }, body: { kind: 'single', singleResult } };
}

interface WithHttp {
  http?: { status?: number; headers?: ReadonlyMap<string, string> };
}

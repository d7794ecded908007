import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { OperationLimit } from '../../auth/operation-limit.js';
import { QueryTooComplexError } from '../../common/errors.js';
import type { Env } from '../../config/index.js';
import type { OperationContext } from '../operation-context.js';
import { costWithinLimits, type LimitedOperation, VALIDATION_OPTIONS } from './operation-limits.js';

/** {@link costWithinLimits} for what comes by HTTP, with the status 400 as for anything else that is not executed. */
export function limitsOverHttp(
  env: Pick<Env, 'GRAPHQL_MAX_COST'>,
  limit: OperationLimit,
): ApolloServerPlugin<OperationContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: async ({ schema, document, operation, request, contextValue }) => {
          if (operation === undefined) return; // execution says so
          const cost = costOverHttp({ schema, document, operation, variables: request.variables }, env);
          await limit.countCost(contextValue, cost);
        },
        willSendResponse: ({ response: { body } }) => {
          if (body.kind === 'single') shorten(body.singleResult);
          return Promise.resolve();
        },
      }),
  };
}

/** What is wrong with variables is found by execution, which has a limit of its own. */
function shorten(result: { data?: unknown; errors?: readonly unknown[] }): void {
  if (result.data === undefined) result.errors = result.errors?.slice(0, VALIDATION_OPTIONS.maxErrors);
}

function costOverHttp(operation: LimitedOperation, env: Pick<Env, 'GRAPHQL_MAX_COST'>): number {
  try {
    return costWithinLimits(operation, env);
  } catch (error) {
    if (!(error instanceof QueryTooComplexError)) throw error;
    throw new GraphQLError(error.message, { originalError: error, extensions: { http: { status: 400 } } });
  }
}

import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { QueryTooComplexError } from '../../common/errors.js';
import type { Env } from '../../config/index.js';
import { assertWithinLimits } from './operation-limits.js';

/** {@link assertWithinLimits} for what comes by HTTP, with the status 400 as for anything else that is not executed. */
export function limitsOverHttp(env: Pick<Env, 'GRAPHQL_MAX_COST'>): ApolloServerPlugin {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ schema, document, operation, request }) => {
          if (operation === undefined) return Promise.resolve(); // execution says so
          try {
            assertWithinLimits({ schema, document, operation, variables: request.variables }, env);
          } catch (error) {
            if (!(error instanceof QueryTooComplexError)) throw error;
            throw new GraphQLError(error.message, { originalError: error, extensions: { http: { status: 400 } } });
          }
          return Promise.resolve();
        },
      }),
  };
}

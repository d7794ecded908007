import type { ApolloServerPlugin } from '@apollo/server';
import type { Metrics } from '../metrics/index.js';

/** Codes that are told apart; whatever else there is counts as `OTHER`, so that their number has an end. */
const CODES = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'CONFLICT',
  'RATE_LIMITED',
  'UPSTREAM_REJECTED',
  'UPSTREAM_UNAVAILABLE',
  'QUERY_TOO_COMPLEX',
  'QUERY_TIMEOUT',
  'INTERNAL',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
]);

/** How an operation ended: OK, or the code of its first error. */
export function outcomeOf(errors: readonly { extensions?: { code?: unknown } | undefined }[] | undefined): string {
  const [error] = errors ?? [];
  if (error === undefined) return 'OK';
  const code = error.extensions?.code;
  return typeof code === 'string' && CODES.has(code) ? code : 'OTHER';
}

/** Counts and times operations over HTTP; one hook an operation, none a field. */
export function operationMetrics(metrics: Metrics): ApolloServerPlugin {
  return {
    requestDidStart: () => {
      const begunAt = performance.now();
      return Promise.resolve({
        willSendResponse: ({ operation, response: { body } }) => {
          const type = operation?.operation ?? 'unknown';
          const outcome = outcomeOf(body.kind === 'single' ? body.singleResult.errors : undefined);
          metrics.operations.inc({ transport: 'http', type, outcome });
          metrics.operationSeconds.observe({ transport: 'http', type }, (performance.now() - begunAt) / 1000);
          return Promise.resolve();
        },
      });
    },
  };
}

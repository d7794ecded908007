import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import type { Request } from 'express';
import { Authenticator } from '../auth/authenticator.js';
import { OperationLimit } from '../auth/operation-limit.js';
import { DateTimeScalar } from '../common/graphql-scalars.js';
import { ENV, type Env } from '../config/index.js';
import { TrustedProxies } from '../http/index.js';
import { compiledQueries } from './compiled-queries.js';
import { ErrorFormatter } from './error-formatter.js';
import { ErrorFormatterModule } from './error-formatter.module.js';
import { limitsOverHttp } from './limits/limits-over-http.js';
import { PARSE_OPTIONS, VALIDATION_OPTIONS } from './limits/operation-limits.js';
import { Metrics } from '../metrics/index.js';
import { NodeModule } from './node.module.js';
import { noSubscriptionsOverHttp } from './no-subscriptions-over-http.js';
import { operationMetrics } from './operation-metrics.js';
import { operationContext } from './operation-context.js';
import { Execution } from './subscriptions/execution.js';
import { OpenSockets } from './subscriptions/open-sockets.js';
import { Operations } from './subscriptions/operations.js';
import { PendingSockets } from './subscriptions/pending-sockets.js';
import { SocketSession } from './subscriptions/socket-session.js';
import { SubscriptionServer } from './subscriptions/subscription-server.js';
import { validationPipe } from './validation.js';
import { validationRules } from './validation-rules.js';

/** The GraphQL API, over HTTP by Apollo and over WebSockets by what is in subscriptions/. */
@Module({
  imports: [
    NodeModule,
    ErrorFormatterModule,
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      imports: [ErrorFormatterModule],
      inject: [ENV, Authenticator, OperationLimit, TrustedProxies, ErrorFormatter, Metrics],
      useFactory: apolloOptions,
    }),
  ],
  providers: [
    { provide: APP_PIPE, useFactory: validationPipe },
    Execution,
    OpenSockets,
    Operations,
    PendingSockets,
    SocketSession,
    SubscriptionServer,
  ],
})
export class GraphqlModule {}

function apolloOptions(
  env: Env,
  authenticator: Authenticator,
  limit: OperationLimit,
  proxies: TrustedProxies,
  errors: ErrorFormatter,
  metrics: Metrics,
): Omit<ApolloDriverConfig, 'driver'> {
  return {
    stopOnApplicationShutdown: true, // earlier, it would wait for the open sockets
    autoSchemaFile: true,
    sortSchema: true,
    buildSchemaOptions: {
      scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
      numberScalarMode: 'integer',
      skipCheck: true, // a whole introspection at each start; a test checks the schema, which is the same at each
    },
    context: async ({ req }: { req: Request }) => {
      const viewer = await authenticator.authenticate(req.headers.authorization);
      const context = operationContext({ req, address: proxies.addressOf(req), viewer });
      await limit.count(context);
      return context;
    },
    // It runs a hook on every field, for 40 % of the throughput, and nothing here sets cache hints.
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      noSubscriptionsOverHttp,
      limitsOverHttp(env, limit),
      operationMetrics(metrics),
      compiledQueries(errors),
    ],
    parseOptions: PARSE_OPTIONS,
    validationOptions: VALIDATION_OPTIONS,
    validationRules: validationRules(env),
    introspection: true, // the rules above decide, so that both transports do the same
    graphiql: false, // we serve our own, see playground.ts
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    autoTransformHttpErrors: false,
    preserveHttpStatusForExecutionErrors: false, // a sign-in too many is 429, though it was executed
    formatError: (formatted, error) => errors.format(formatted, error),
  };
}

import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import type { Request } from 'express';
import { Authenticator } from '../auth/authenticator.js';
import { DateTimeScalar } from '../common/graphql-scalars.js';
import { ENV, type Env } from '../config/index.js';
import { TrustedProxies } from '../http/index.js';
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
      inject: [ENV, Authenticator, TrustedProxies, ErrorFormatter, Metrics],
      useFactory: apolloOptions,
    }),
  ],
  providers: [
    { provide: APP_PIPE, useFactory: validationPipe },
    Execution,
    OpenSockets,
    Operations,
    SocketSession,
    SubscriptionServer,
  ],
})
export class GraphqlModule {}

function apolloOptions(
  env: Env,
  authenticator: Authenticator,
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
      return operationContext({ req, address: proxies.addressOf(req), viewer });
    },
    // It runs a hook on every field, for 40 % of the throughput, and nothing here sets cache hints.
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      noSubscriptionsOverHttp,
      limitsOverHttp(env),
      operationMetrics(metrics),
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
    formatError: (formatted, error) => errors.format(formatted, error),
  };
}

import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, OperationTypeNode } from 'graphql';

/** Executed like a query, a subscription would fail in a way that helps nobody. */
export const noSubscriptionsOverHttp: ApolloServerPlugin = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: ({ operation }) => {
        if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return Promise.resolve();
        throw new GraphQLError('Subscriptions need a WebSocket, with the protocol graphql-transport-ws', {
          extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
        });
      },
    }),
};

import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import { CloseCode, type Context, makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { Authenticator } from '../../auth/authenticator.js';
import type { Viewer } from '../../auth/viewer.js';
import { RateLimitedError, UnauthenticatedError } from '../../common/errors.js';
import { operationContext } from '../operation-context.js';
import { Execution, type OperationArgs } from './execution.js';
import { OpenSockets } from './open-sockets.js';
import { Operations } from './operations.js';

const INIT_WITHIN_MS = 3_000;
const MAX_OPERATIONS = 50;

/** What belongs to one socket. */
export interface SocketExtra extends Record<PropertyKey, unknown> {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  /** Where the client is. */
  readonly address: string;
  /** `Bearer …`, once the client has sent it. */
  authorization?: string;
  /** Takes the socket out of {@link OpenSockets}. */
  forget?: () => void;
}

type SocketContext = Context<Record<string, unknown> | undefined, SocketExtra>;

/**
 * The graphql-transport-ws protocol on one socket: who may, and what runs. The same as over HTTP, in front of the same
 * guards; credentials come once, in `connectionParams.authorization`, and are looked at again before each operation.
 */
@Injectable()
export class SocketSession {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly operations: Operations,
    private readonly execution: Execution,
    private readonly sockets: OpenSockets,
  ) {}

  createServer(): Server<SocketExtra> {
    return makeServer<Record<string, unknown> | undefined, SocketExtra>({
      connectionInitWaitTimeout: INIT_WITHIN_MS,
      onConnect: (context) => this.connect(context),
      onSubscribe: (context, _id, payload) => this.begin(context, payload),
      // Whatever keeps an operation from running, or breaks its stream off, is told as everywhere else, and no more of it.
      onError: (_context, _id, _payload, errors) => this.execution.toSafeErrors(errors).map((error) => error.toJSON()),
      execute: (args) => this.execution.execute(args as OperationArgs),
      subscribe: (args) => this.execution.subscribe(args as OperationArgs),
      onClose: ({ extra }) => extra.forget?.(),
    });
  }

  /** False closes the socket with 4403. */
  private async connect({ connectionParams, extra }: SocketContext): Promise<boolean> {
    extra.authorization = authorizationIn(connectionParams);
    const viewer = await this.authenticator.authenticate(extra.authorization);
    // The client may have gone in the meantime; then there would be nobody left to forget the socket.
    if (viewer === null || extra.socket.readyState !== extra.socket.OPEN) return false;
    extra.forget = this.sockets.add(viewer, () => refuse(extra));
    return true;
  }

  private async begin(
    { extra, subscriptions }: SocketContext,
    payload: SubscribePayload,
  ): Promise<OperationArgs | GraphQLError[]> {
    if (Object.keys(subscriptions).length > MAX_OPERATIONS) {
      const message = `A socket carries ${MAX_OPERATIONS} operations at a time; complete one first`;
      return [wrapped(new RateLimitedError(message, 1))];
    }
    const checked = this.operations.check(payload);
    if (Array.isArray(checked)) return checked;
    const viewer = await this.viewerOf(extra);
    if (viewer instanceof GraphQLError) return [viewer];
    return { ...checked.args, contextValue: operationContext({ req: extra.request, address: extra.address, viewer }) };
  }

  /** The credentials may have ended since the socket was opened; then it ends too, and nothing is left to run. */
  private async viewerOf(extra: SocketExtra): Promise<Viewer | GraphQLError> {
    try {
      const viewer = await this.authenticator.authenticate(extra.authorization);
      if (viewer !== null) return viewer;
      refuse(extra);
      return wrapped(new UnauthenticatedError('The credentials have ended'));
    } catch (error) {
      return wrapped(error as Error);
    }
  }
}

function wrapped(originalError: Error): GraphQLError {
  return new GraphQLError(originalError.message, { originalError });
}

function refuse({ socket }: SocketExtra): void {
  socket.close(CloseCode.Forbidden, 'Forbidden');
}

/** As a header would have it; clients differ in the spelling of the key, and some leave the scheme out. */
function authorizationIn(params: Record<string, unknown> | undefined): string | undefined {
  const [, value] = Object.entries(params ?? {}).find(([key]) => key.toLowerCase() === 'authorization') ?? [];
  if (typeof value !== 'string') return undefined;
  return /^Bearer /i.test(value) ? value : `Bearer ${value}`;
}

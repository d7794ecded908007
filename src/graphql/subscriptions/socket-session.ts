import type { IncomingMessage } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import { CloseCode, type Context, makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { Authenticator } from '../../auth/authenticator.js';
import { OperationLimit } from '../../auth/operation-limit.js';
import type { Viewer } from '../../auth/viewer.js';
import { RateLimitedError, UnauthenticatedError } from '../../common/errors.js';
import { operationContext } from '../operation-context.js';
import { Execution, type OperationArgs } from './execution.js';
import { OpenSockets } from './open-sockets.js';
import { Operations } from './operations.js';

const INIT_WITHIN_MS = 3_000;
const MAX_OPERATIONS = 50;
/** Of one user or API key, in this process: far more than people open, or a backend needs that keeps one for many. */
const MAX_SOCKETS = 2_000;
const MAX_OPERATIONS_OF_ALL = 5_000;
const TRY_AGAIN_LATER = 1013;
/** Clients of graphql-ws connect again at once, and so show who they are. */
const BEGIN_ANEW = 1012;

/** What belongs to one socket. */
export interface SocketExtra extends Record<PropertyKey, unknown> {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  /** Where the client is. */
  readonly address: string;
  /** To be called once it is known who it is. */
  readonly settled: () => void;
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
  private readonly logger = new Logger(SocketSession.name);

  constructor(
    private readonly authenticator: Authenticator,
    private readonly operations: Operations,
    private readonly execution: Execution,
    private readonly sockets: OpenSockets,
    private readonly limit: OperationLimit,
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

  /** False closes the socket with 4403, unless it has been closed already. */
  private async connect({ connectionParams, extra, subscriptions }: SocketContext): Promise<boolean> {
    extra.authorization = authorizationIn(connectionParams);
    const viewer = await this.authenticator.authenticate(extra.authorization);
    // The client may have gone in the meantime; then there would be nobody left to forget the socket.
    if (extra.socket.readyState !== extra.socket.OPEN) return false;
    if (viewer === null) return this.turnAway(extra);
    if (this.sockets.of(viewer).sockets >= MAX_SOCKETS) return tellToWait(extra, 'Too many sockets');
    const socket = {
      close: () => refuse(extra),
      lookAgain: () => this.lookAgain(extra, viewer),
      operations: () => Object.keys(subscriptions).length,
    };
    extra.forget = this.sockets.add(viewer, socket);
    extra.settled();
    return true;
  }

  /**
   * Ends the socket where its credentials have ended. What is subscribed goes on with the role that it began with, so the
   * client has to begin anew with another one; and where nobody can tell.
   */
  private lookAgain(extra: SocketExtra, { role }: Viewer): void {
    this.authenticator.authenticate(extra.authorization).then(
      (viewer) => {
        if (viewer === null) refuse(extra);
        else if (viewer.role !== role) haveBeginAnew(extra);
      },
      (error: unknown) => {
        this.logger.warn({ message: 'The credentials of a socket could not be looked at', err: error });
        haveBeginAnew(extra);
      },
    );
  }

  private async turnAway(extra: SocketExtra): Promise<boolean> {
    try {
      await this.limit.count({ viewer: null, address: extra.address });
      return false;
    } catch (error) {
      if (!(error instanceof RateLimitedError)) throw error;
      return tellToWait(extra, 'Too many requests');
    }
  }

  private async begin(context: SocketContext, payload: SubscribePayload): Promise<OperationArgs | GraphQLError[]> {
    try {
      return await this.admit(context, payload);
    } catch (error) {
      return [wrapped(error as Error)];
    }
  }

  /** @throws whatever keeps the operation from running, beside what is wrong with its text */
  private async admit(
    { extra, subscriptions }: SocketContext,
    payload: SubscribePayload,
  ): Promise<OperationArgs | GraphQLError[]> {
    if (Object.keys(subscriptions).length > MAX_OPERATIONS) throw tooMany('A socket', MAX_OPERATIONS);
    const asking = { viewer: await this.viewerOf(extra), address: extra.address };
    if (this.sockets.of(asking.viewer).operations > MAX_OPERATIONS_OF_ALL) {
      throw tooMany('All sockets of a user or a key', MAX_OPERATIONS_OF_ALL);
    }
    await this.limit.count(asking);
    const checked = this.operations.check(payload);
    if (Array.isArray(checked)) return checked;
    await this.limit.countCost(asking, checked.cost);
    return { ...checked.args, contextValue: operationContext({ req: extra.request, ...asking }) };
  }

  /**
   * The credentials may have ended since the socket was opened; then it ends too, and nothing is left to run.
   * @throws UnauthenticatedError if so
   */
  private async viewerOf(extra: SocketExtra): Promise<Viewer> {
    const viewer = await this.authenticator.authenticate(extra.authorization);
    if (viewer !== null) return viewer;
    refuse(extra);
    throw new UnauthenticatedError('The credentials have ended');
  }
}

function tooMany(who: string, most: number): RateLimitedError {
  return new RateLimitedError(`${who} may have ${most} operations at a time; complete one first`, 1);
}

function wrapped(originalError: Error): GraphQLError {
  return new GraphQLError(originalError.message, { originalError });
}

/** Clients of graphql-ws try again later. */
function tellToWait({ socket }: SocketExtra, reason: string): false {
  socket.close(TRY_AGAIN_LATER, reason);
  return false;
}

function haveBeginAnew({ socket }: SocketExtra): void {
  socket.close(BEGIN_ANEW, 'Begin anew');
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

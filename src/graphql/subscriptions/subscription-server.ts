import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CloseCode, handleProtocols, type Server } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { ENV, type Env } from '../../config/index.js';
import { TrustedProxies } from '../../http/index.js';
import { isAllowedOrigin } from './allowed-origin.js';
import { keepAlive } from './keep-alive.js';
import { PendingSockets } from './pending-sockets.js';
import { type SocketExtra, SocketSession } from './socket-session.js';

const PATH = '/graphql';
const MAX_MESSAGE_BYTES = 256 * 1024;
const GOING_AWAY = 1001;
const CLOSE_WITHIN_MS = 500;

/**
 * GraphQL over WebSockets on the HTTP server's port. Our own in place of what Nest would set up: that one knows neither
 * our validation rules nor Origin, and lets introspection through when it is switched off.
 */
@Injectable()
export class SubscriptionServer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SubscriptionServer.name);
  private readonly sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, handleProtocols });
  private readonly protocol: Server<SocketExtra>;
  private readonly onUpgrade = this.upgrade.bind(this);

  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly http: HttpAdapterHost,
    private readonly proxies: TrustedProxies,
    private readonly pending: PendingSockets,
    session: SocketSession,
  ) {
    this.protocol = session.createServer();
  }

  onApplicationBootstrap(): void {
    this.httpServer()?.on('upgrade', this.onUpgrade);
  }

  /** Before the HTTP server closes: it would wait for the sockets. */
  async beforeApplicationShutdown(): Promise<void> {
    this.httpServer()?.off('upgrade', this.onUpgrade);
    for (const socket of this.sockets.clients) socket.close(GOING_AWAY, 'Going away');
    const reaper = setTimeout(() => this.terminateAll(), CLOSE_WITHIN_MS);
    await new Promise((resolve) => this.sockets.close(resolve));
    clearTimeout(reaper);
  }

  private upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    connection.on('error', () => connection.destroy());
    const [path] = (request.url ?? '').split('?');
    if (path !== PATH) return refuse(connection, '404 Not Found');
    if (!isAllowedOrigin(request, this.env)) return refuse(connection, '403 Forbidden');
    const address = this.proxies.addressOf(request);
    const settled = this.pending.add(address);
    if (settled === null) return refuse(connection, '429 Too Many Requests', 'Retry-After: 1\r\n');
    connection.once('close', settled);
    this.sockets.handleUpgrade(request, connection, head, (socket) => this.open({ socket, request, address, settled }));
  }

  private open(extra: SocketExtra): void {
    const { socket } = extra;
    // What cannot be read as a frame: `ws` itself closes the socket with the fitting code.
    socket.on('error', (error) => this.logger.debug({ message: 'A socket failed', err: error }));
    const stopPinging = keepAlive(socket);
    const closed = this.protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) =>
          socket.on('message', (data: Buffer) => {
            handle(data.toString()).catch((error: unknown) => this.fail(socket, error));
          }),
      },
      extra,
    );
    socket.once('close', (code, reason) => {
      stopPinging();
      closed(code, reason.toString()).catch((error: unknown) =>
        this.logger.error({ message: 'A subscription was not ended cleanly', err: error }),
      );
    });
  }

  private fail(socket: WebSocket, error: unknown): void {
    this.logger.error({ message: 'A message could not be handled', err: error });
    socket.close(CloseCode.InternalServerError, 'Internal server error');
  }

  private terminateAll(): void {
    for (const socket of this.sockets.clients) socket.terminate();
  }

  private httpServer(): HttpServer | undefined {
    return this.http.httpAdapter?.getHttpServer() as HttpServer | undefined;
  }
}

/** Settles when the message has gone out, so that a slow reader slows down its source and nothing piles up. */
function send(socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) return resolve();
    socket.send(data, () => resolve()); // a failure to send closes the socket, which ends everything on it
  });
}

function refuse(connection: Duplex, status: string, headers = ''): void {
  connection.end(`HTTP/1.1 ${status}\r\n${headers}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}

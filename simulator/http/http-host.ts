import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deliver } from './delivery.js';
import type { Reply } from './reply.js';
import { readRequest, type ReadRequest } from './request.js';

/** What came in and what to say to it; `done` is called when the answer is out. */
export type Responder = (request: ReadRequest) => Promise<{ reply: Reply; done: () => void }>;

/** A listening HTTP server that hands each request, read in full, to a responder. */
export class HttpHost {
  private readonly server = createServer((message, response) => {
    this.answer(message, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`The simulator itself failed: ${error instanceof Error ? error.stack : String(error)}`);
    });
  });

  private constructor(private readonly respond: Responder) {
    // Longer than any client keeps a connection idle: with Node's 5 s a request can meet a socket that is just closing.
    this.server.keepAliveTimeout = 120_000;
  }

  static async listen(host: string, port: number, respond: Responder): Promise<HttpHost> {
    const started = new HttpHost(respond);
    started.server.listen(port, host);
    await once(started.server, 'listening');
    return started;
  }

  /** `http://host:port` */
  get url(): string {
    const { address, family, port } = this.server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  /** Ends hanging answers too. */
  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { reply, done } = await this.respond(await readRequest(message));
    try {
      await deliver(reply, response);
    } finally {
      done();
    }
  }
}

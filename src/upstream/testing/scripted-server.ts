import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What the server does with one request. */
export type Act = (response: ServerResponse, request: SeenRequest) => void;

export interface ScriptedServer {
  url: string;
  /** Everything that was asked, in order. */
  requests: SeenRequest[];
}

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A real server on this machine, one act a request, the last one for all that follow. Closed after the test. */
export async function scriptedServer(...script: [Act, ...Act[]]): Promise<ScriptedServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((message, response) => {
    readRequest(message).then(
      (request) => {
        requests.push(request);
        script[Math.min(requests.length, script.length) - 1]?.(response, request);
      },
      (error: Error) => response.destroy(error),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closers.push(() => {
    const closed = new Promise<void>((done) => server.close(() => done()));
    server.closeAllConnections();
    return closed;
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** Has something closed after the test. */
export function closeLater(close: () => Promise<void>): void {
  closers.push(close);
}

export function answer(status: number, body: string, headers: Record<string, string> = {}): Act {
  return (response) => {
    response.writeHead(status, headers);
    response.end(body);
  };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Act {
  return answer(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

/** Cuts the connection without a word. */
export const reset: Act = (response) => {
  response.destroy();
};

/** Takes the request and never answers. */
export const silence: Act = () => undefined;

/** Sends the beginning of a body, then nothing more. */
export function stall(beginning: string, headers: Record<string, string> = {}): Act {
  return (response) => {
    response.writeHead(200, headers);
    response.write(beginning);
  };
}

/** Sends the beginning of a body, then cuts the connection. */
export function cut(beginning: string, headers: Record<string, string> = {}): Act {
  return (response) => {
    response.writeHead(200, headers);
    response.write(beginning, () => response.destroy());
  };
}

async function readRequest(message: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return {
    method: message.method ?? '',
    path: message.url ?? '',
    headers: message.headers,
    body: Buffer.concat(chunks).toString(),
  };
}

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Who was asked; `stranger` is the other host to which a redirect fault leads. */
export type Upstream = 'voximplant' | 'elevenlabs' | 'records' | 'stranger';

/** One request as it came, kept in the log. */
export interface SimulatorRequest {
  readonly at: Date;
  readonly upstream: Upstream;
  /** `GetCallHistory`, `listConversations`, … or `unknown`. */
  readonly method: string;
  readonly httpMethod: string;
  readonly path: string;
  /** Query and form together, a form value after that of the query. */
  readonly parameters: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

export type ReadRequest = Omit<SimulatorRequest, 'upstream' | 'method'>;

/** More than any list of a thousand ids needs. */
const LONGEST_FORM_BYTES = 1_000_000;

export async function readRequest(message: IncomingMessage): Promise<ReadRequest> {
  const url = new URL(message.url ?? '/', 'http://simulator');
  const parameters = new URLSearchParams(url.searchParams);
  const body = await readBody(message);
  if (message.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(body)) parameters.append(name, value);
  }
  const { method: httpMethod = 'GET', headers } = message;
  return { at: new Date(), httpMethod, path: url.pathname, parameters, headers };
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LONGEST_FORM_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

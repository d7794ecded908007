import { createClient } from 'graphql-ws';
import { DemoError } from './demo-error.js';

type Variables = Record<string, unknown>;

interface ApiError {
  message: string;
  extensions?: { code?: string };
}

const PATIENCE_MS = 30_000;

/** The public API as a frontend uses it: GraphQL over HTTP, subscriptions over graphql-ws. */
export class Api {
  constructor(
    /** Without a slash at its end. */
    private readonly url: string,
    private readonly token?: string,
  ) {}

  /** The same server with somebody's access token. */
  as(token: string): Api {
    return new Api(this.url, token);
  }

  /** @throws DemoError with code and message of every error in the answer */
  async request<Data>(document: string, variables: Variables = {}): Promise<Data> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.credentials() },
      body: JSON.stringify({ query: document, variables }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const { data, errors } = (await response.json()) as { data?: Data | null; errors?: ApiError[] };
    if (errors !== undefined) throw refused(errors);
    if (data == null) throw new DemoError(`The API answered without data (HTTP ${response.status})`);
    return data;
  }

  /**
   * What a subscription sends until it completes, or the signal ends it.
   * @throws DemoError if it is refused, or the socket is closed
   */
  async *subscribe<Data>(document: string, variables: Variables, signal: AbortSignal): AsyncGenerator<Data, void> {
    const client = createClient({
      url: `${this.url.replace(/^http/, 'ws')}/graphql`,
      connectionParams: this.credentials(),
      retryAttempts: 0,
    });
    const end = () => {
      Promise.resolve(client.dispose()).catch(() => undefined); // it is gone either way
    };
    signal.addEventListener('abort', end);
    try {
      for await (const { data, errors } of client.iterate<Data>({ query: document, variables })) {
        if (errors !== undefined) throw refused(errors);
        if (data != null) yield data;
      }
    } catch (error) {
      if (Array.isArray(error)) throw refused(error as ApiError[]);
      if (error instanceof CloseEvent) throw new DemoError(`The socket was closed: ${error.code} ${error.reason}`);
      throw error;
    } finally {
      signal.removeEventListener('abort', end);
      await client.dispose();
    }
  }

  private credentials(): Record<string, string> {
    return this.token === undefined ? {} : { authorization: `Bearer ${this.token}` };
  }
}

function refused(errors: readonly ApiError[]): DemoError {
  const words = errors.map(({ message, extensions }) => `${extensions?.code ?? 'UNKNOWN'}: ${message}`);
  return new DemoError(`The API refused: ${words.join('; ')}`);
}

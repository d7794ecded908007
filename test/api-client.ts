import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** A GraphQL error as a client gets it. */
export interface ApiError {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; fields?: Record<string, string[]> } & Record<string, unknown>;
}

export interface ApiAnswer<Data> {
  status: number;
  data: Data | null;
  errors: ApiError[];
}

export type Variables = Record<string, unknown>;

/** What {@link ApiClient.graphql} throws; `code` is that of the first error. */
export class ApiFailure extends Error {
  readonly code: string | undefined;
  readonly fields: Record<string, string[]> | undefined;

  constructor(readonly errors: ApiError[]) {
    super(errors.map(({ message, extensions }) => `${extensions?.code}: ${message}`).join('\n'));
    this.name = 'ApiFailure';
    this.code = errors[0]?.extensions?.code;
    this.fields = errors[0]?.extensions?.fields;
  }
}

/** The API from outside: as one user or API key, or as nobody. */
export class ApiClient {
  constructor(
    /** Without a slash at its end. */
    readonly url: string,
    readonly token: string | null = null,
  ) {}

  /** The same server as somebody else; null is nobody. */
  as(token: string | null): ApiClient {
    return new ApiClient(this.url, token);
  }

  /**
   * The data of an operation that is to succeed.
   * @throws ApiFailure if there is any error, even beside data
   */
  async graphql<Data>(query: string, variables?: Variables, { token }: { token?: string | null } = {}): Promise<Data> {
    const { data, errors } = await this.request<Data>(query, variables, { token });
    if (errors.length > 0 || data === null) throw new ApiFailure(errors);
    return data;
  }

  /** The whole answer, errors and all. */
  async request<Data>(
    query: string,
    variables?: Variables,
    { token = this.token, headers = {} }: { token?: string | null; headers?: Record<string, string> } = {},
  ): Promise<ApiAnswer<Data>> {
    const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization, ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const { data = null, errors = [] } = (await response.json()) as { data?: Data | null; errors?: ApiError[] };
    return { status: response.status, data, errors };
  }

  /** The first error's code, or undefined if there is none. */
  async codeOf(query: string, variables?: Variables, options?: { token?: string | null }): Promise<string | undefined> {
    const { errors } = await this.request(query, variables, options);
    return errors[0]?.extensions.code;
  }

  /**
   * What a subscription sends, over a socket of its own. Leaving the loop, or `return()`, closes it.
   * @throws ApiFailure out of the loop if the server sends an error; a CloseEvent if it closes the socket
   */
  async *subscribe<Data>(
    query: string,
    variables?: Variables,
    { token = this.token }: { token?: string | null } = {},
  ): AsyncGenerator<Data, void> {
    const client = createClient({
      url: `${this.url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: token === null ? {} : { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });
    try {
      for await (const { data, errors } of client.iterate<Data>({ query, variables: variables ?? null })) {
        if (errors !== undefined) throw new ApiFailure(errors as unknown as ApiError[]);
        if (data != null) yield data;
      }
    } catch (error) {
      throw Array.isArray(error) ? new ApiFailure(error as ApiError[]) : error;
    } finally {
      await client.dispose();
    }
  }
}

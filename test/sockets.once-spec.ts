import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { TestApi } from './test-api.js';

interface Message {
  id?: string;
  type: string;
  payload?: unknown;
}

/** The protocol by hand: `send`, and the messages as they come. */
async function open(api: TestApi, { path = '/graphql', protocol = 'graphql-transport-ws', headers = {} } = {}) {
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}${path}`, protocol === '' ? [] : protocol, { headers });
  const inbox: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Message;
    const next = waiting.shift();
    if (next) next(message);
    else inbox.push(message);
  });
  const closed = once(socket, 'close').then(([code]) => code as number);
  await once(socket, 'open');
  return {
    socket,
    closed,
    send: (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    next: () =>
      new Promise<Message>((resolve) => (inbox.length > 0 ? resolve(inbox.shift() as Message) : waiting.push(resolve))),
  };
}

/** What the handshake answers where it is refused. */
async function refusal(api: TestApi, path: string, headers: Record<string, string> = {}): Promise<number | undefined> {
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}${path}`, 'graphql-transport-ws', { headers });
  socket.on('error', () => undefined);
  const [, response] = (await Promise.race([
    once(socket, 'unexpected-response'),
    once(socket, 'open').then(() => [undefined, undefined]),
  ])) as [unknown, { statusCode?: number } | undefined];
  socket.terminate();
  return response?.statusCode;
}

const subscribe = (id: string, query: string, variables?: object) => ({
  id,
  type: 'subscribe',
  payload: { query, variables },
});

describe('GraphQL over WebSockets', () => {
  let api: TestApi;
  let token: string;

  beforeAll(async () => {
    api = await TestApi.start({
      env: { CORS_ORIGINS: 'https://console.example.com', PUBLIC_URL: 'https://voxsync.example.com' },
    });
    ({ token } = await api.signUp({ email: 'admin@example.com' }));
  });

  afterAll(() => api.stop());

  async function signedIn() {
    const session = await open(api);
    session.send({ type: 'connection_init', payload: { authorization: token } });
    await session.next();
    return session;
  }

  it('answers queries and mutations too', async () => {
    const session = await signedIn();

    session.send(subscribe('1', '{ viewer { user { email } } }'));
    const answer = [await session.next(), await session.next()];
    session.send(
      subscribe('2', 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { name } } }', {
        input: { name: 'made on a socket', role: 'VIEWER' },
      }),
    );
    const mutation = await session.next();

    expect(answer).toEqual([
      { id: '1', type: 'next', payload: { data: { viewer: { user: { email: 'admin@example.com' } } } } },
      { id: '1', type: 'complete' },
    ]);
    expect(mutation.payload).toEqual({ data: { createApiKey: { apiKey: { name: 'made on a socket' } } } });
    session.socket.close();
  });

  it.each([
    ['what cannot be parsed', '{ viewer { ', undefined, 'GRAPHQL_PARSE_FAILED'],
    ['what the schema does not have', '{ nothing }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
    ['a value of the wrong type', 'query ($id: ID!) { node(id: $id) { id } }', { id: {} }, 'BAD_USER_INPUT'],
    [
      'two operations and no name',
      'query A { setup { signUpOpen } } query B { setup { signUpOpen } }',
      undefined,
      'OPERATION_RESOLUTION_FAILURE',
    ],
  ])('answers %s with an error, and goes on', async (_, query, variables, code) => {
    const session = await signedIn();

    session.send(subscribe('1', query, variables));
    const error = await session.next();
    session.send(subscribe('1', '{ setup { signUpOpen } }'));
    const next = await session.next();

    expect(error).toMatchObject({ id: '1', type: 'error', payload: [{ extensions: { code } }] });
    expect(next.type).toBe('next');
    session.socket.close();
  });

  it('tells of an error in a resolver what HTTP tells', async () => {
    const query = '{ node(id: "nonsense") { id } }';
    const session = await signedIn();

    session.send(subscribe('1', query));
    const { payload } = await session.next();
    const { data, errors } = await api.request(query, {}, { token });

    expect(payload).toEqual({ data, errors });
    session.socket.close();
  });

  it.each([
    ['4400: no JSON', 4400, ['nonsense']],
    ['4400: a message of no kind', 4400, [{ type: 'other' }]],
    ['4401: an operation before the credentials', 4401, [subscribe('1', '{ setup { signUpOpen } }')]],
    ['4429: credentials twice', 4429, [{ type: 'connection_init', payload: {} }, { type: 'connection_init' }]],
  ])('closes with %s', async (_, code, messages) => {
    const session = await open(api);

    for (const message of messages) session.send(message);

    expect(await session.closed).toBe(code);
  });

  it('closes with 4406: another protocol', async () => {
    const { closed } = await open(api, { protocol: '' });

    expect(await closed).toBe(4406);
  });

  it('closes with 4409: an id that is in use', async () => {
    const session = await signedIn();

    session.send(subscribe('1', '{ users { id } }'));
    session.send(subscribe('1', '{ users { id } }'));

    expect(await session.closed).toBe(4409);
  });

  it('closes with 1009: a message that is too large', async () => {
    const session = await open(api);

    session.send({ type: 'connection_init', payload: { authorization: 'x'.repeat(300_000) } });

    expect(await session.closed).toBe(1009);
  });

  it('survives what is no WebSocket frame', async () => {
    const { hostname, port } = new URL(api.url);
    const raw = connect(Number(port), hostname);
    raw.write(
      'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
    );
    await once(raw, 'data');

    raw.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    await once(raw, 'close');
    const alive = await api.codeOf('{ setup { signUpOpen } }');

    expect(alive).toBeUndefined();
  });

  it('carries fifty operations at a time and no more', async () => {
    const session = await signedIn();

    for (let i = 1; i <= 50; i++) session.send(subscribe(String(i), 'subscription { callUpdated { id } }'));
    session.send(subscribe('51', '{ viewer { role } }'));
    const refused = await session.next();
    session.send({ id: '50', type: 'complete' });
    session.send(subscribe('52', '{ viewer { role } }'));
    const taken = await session.next();

    expect(refused).toMatchObject({ id: '51', type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED' } }] });
    expect(taken).toMatchObject({ id: '52', type: 'next' });
    session.socket.close();
  });

  it.each([
    ['/graphql', 'https://console.example.com', undefined],
    ['/graphql', 'https://voxsync.example.com', undefined],
    ['/graphql?x=1', 'https://voxsync.example.com', undefined],
    ['/graphql', 'https://evil.example.com', 403],
    ['/graphql', 'null', 403],
    ['/graphql/', 'https://voxsync.example.com', 404],
    ['/', 'https://voxsync.example.com', 404],
  ])('answers an upgrade of %s from %s: %s', async (path, origin, status) => {
    expect(await refusal(api, path, { origin })).toBe(status);
  });

  it('lets a page of its own host in', async () => {
    const { host } = new URL(api.url);

    expect(await refusal(api, '/graphql', { origin: `http://${host}` })).toBeUndefined();
  });
});

describe('switching introspection off', () => {
  it('closes the schema on both transports, hints included', async () => {
    const api = await TestApi.start({ env: { GRAPHQL_INTROSPECTION: 'off' } });
    const { token } = await api.signUp();
    const session = await open(api);
    session.send({ type: 'connection_init', payload: { authorization: token } });
    await session.next();

    const overSocket = async (query: string) => {
      session.send(subscribe('1', query));
      return JSON.stringify(await session.next());
    };
    const overHttp = async (query: string) => JSON.stringify(await api.request(query, {}, { token }));
    const answers = [
      await overSocket('{ __schema { types { name } } }'),
      await overHttp('{ __schema { types { name } } }'),
      await overSocket('{ userz { id } }'),
      await overHttp('{ userz { id } }'),
    ];

    for (const answer of answers) {
      expect(answer).toContain('GRAPHQL_VALIDATION_FAILED');
      expect(answer).not.toContain('Did you mean');
    }
    session.socket.close();
    await api.stop();
  });
});

describe('shutting down', () => {
  it('says goodbye to open sockets, and is done within a second', async () => {
    const api = await TestApi.start();
    const { token } = await api.signUp();
    const session = await open(api);
    session.send({ type: 'connection_init', payload: { authorization: token } });
    await session.next();
    const start = performance.now();

    await api.stop();

    expect(await session.closed).toBe(1001);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

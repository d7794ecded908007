import { Authenticator } from '../src/auth/authenticator.js';
import { UsersService } from '../src/auth/users.service.js';
import { TestApi } from './test-api.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const QUERY = '{ setup { signUpOpen } }';

describe('GraphQL over HTTP', () => {
  let api: TestApi;
  let send: (init: RequestInit, query?: string) => Promise<Response>;

  beforeAll(async () => {
    api = await TestApi.start({ env: { CORS_ORIGINS: 'https://console.example.com' } });
    send = (init, query = '') => fetch(`${api.url}/graphql${query}`, init);
  });

  afterAll(() => api.stop());

  it.each([
    ['a batch', { method: 'POST', headers: JSON_TYPE, body: JSON.stringify([{ query: QUERY }]) }, ''],
    [
      'a text that a form of any page could send',
      { method: 'POST', headers: { 'content-type': 'text/plain' }, body: JSON.stringify({ query: QUERY }) },
      '',
    ],
    ['a form', { method: 'POST', body: new URLSearchParams({ query: QUERY }) }, ''],
    ['a link', {}, `?query=${encodeURIComponent(QUERY)}`],
    ['no JSON', { method: 'POST', headers: JSON_TYPE, body: '{' }, ''],
  ])('refuses %s', async (_, init, query) => {
    const response = await send(init, query);

    expect(response.status).toBe(400);
    expect(await response.text()).not.toMatch(/node_modules|\.js:/);
  });

  it('answers a query by GET to who is no mere link', async () => {
    const response = await send(
      { headers: { 'apollo-require-preflight': '1' } },
      `?query=${encodeURIComponent(QUERY)}`,
    );

    expect(await response.json()).toEqual({ data: { setup: { signUpOpen: true } } });
  });

  it('changes nothing by GET', async () => {
    const mutation = 'mutation { signIn(input: {email: "a", password: "b"}) { accessToken } }';

    const response = await send(
      { headers: { 'apollo-require-preflight': '1' } },
      `?query=${encodeURIComponent(mutation)}`,
    );

    expect(response.status).toBe(405);
  });

  it('refuses a body that is too large', async () => {
    const response = await send({
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify({ query: `#${'x'.repeat(200_000)}` }),
    });

    expect(response.status).toBe(413);
  });

  it('does not say what it runs on', async () => {
    const response = await send({ method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ query: QUERY }) });

    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('x-request-id')).toMatch(/^\w{26}$/);
  });

  it('lets pages of CORS_ORIGINS read its answers, and no others', async () => {
    const allowedFor = async (origin: string) => {
      const response = await send({
        method: 'POST',
        headers: { ...JSON_TYPE, origin },
        body: JSON.stringify({ query: QUERY }),
      });
      return response.headers.get('access-control-allow-origin');
    };

    const allowed = [await allowedFor('https://console.example.com'), await allowedFor('https://evil.example.com')];

    expect(allowed).toEqual(['https://console.example.com', null]);
  });

  it('names the fields that are wrong', async () => {
    const admin = await api.signUp();
    const create = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';

    const { status, data, errors } = await admin.request(create, {
      input: { email: 'x', password: 'short', role: 'ADMIN' },
    });

    expect({ status, data }).toEqual({ status: 200, data: null });
    expect(errors[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      fields: { email: [expect.any(String)], password: [expect.any(String)] },
    });
  });

  it('says no more of a fault of its own than where the log tells of it', async () => {
    const admin = await api.signUp();
    const users = api.app.get<Partial<UsersService>>(UsersService);
    users.list = () => Promise.reject(new Error('planted detail'));

    const { errors } = await admin.request('{ users { id } }');
    delete users.list; // back to that of the class

    const requestId = String(errors[0]?.extensions.requestId);
    expect(errors).toEqual([
      {
        message: 'Something went wrong on our side',
        path: ['users'],
        locations: [{ line: 1, column: 3 }],
        extensions: { code: 'INTERNAL', requestId },
      },
    ]);
    expect(api.log.filter((line) => line.includes(requestId) && line.includes('planted detail'))).toHaveLength(1);
  });

  it('says no more of a database that does not answer', async () => {
    const authenticator = api.app.get<Partial<Authenticator>>(Authenticator);
    authenticator.authenticate = () => Promise.reject(new Error('planted: connection lost'));

    const { status, errors } = await api.request('{ viewer { role } }');
    delete authenticator.authenticate;

    expect(status).toBe(500);
    expect(errors).toMatchObject([{ message: 'Something went wrong on our side', extensions: { code: 'INTERNAL' } }]);
    expect(JSON.stringify(errors)).not.toContain('planted');
  });

  it('does not log what clients do wrong as errors', async () => {
    const before = api.log.length;

    await api.request('{ users { id } }');
    await api.request('{ nothing }');

    expect(api.log.slice(before).filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it('answers an unknown path in JSON', async () => {
    const response = await fetch(`${api.url}/nowhere`);

    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: { code: 'NOT_FOUND', message: expect.any(String) as string } });
  });

  it('refuses a subscription over HTTP in words', async () => {
    const { status, errors } = await api.request('subscription { syncRunUpdated { id } }');

    expect(status).toBe(400);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
  });
});

import { TestApi } from './test-api.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const BROWSER = { accept: 'text/html' };
const QUERY = JSON.stringify({ query: '{ setup { signUpOpen } }' });
const INVALID = JSON.stringify({ query: '{ nothing }' });

/** One of each kind of answer. */
const ANSWERS: readonly { answer: string; path: string; init?: RequestInit }[] = [
  { answer: 'a query', path: '/graphql', init: { method: 'POST', headers: JSON_TYPE, body: QUERY } },
  { answer: 'an invalid query', path: '/graphql', init: { method: 'POST', headers: JSON_TYPE, body: INVALID } },
  { answer: 'no JSON', path: '/graphql', init: { method: 'POST', headers: JSON_TYPE, body: '{' } },
  { answer: 'a link to the API', path: '/graphql?query=%7Bsetup%7BsignUpOpen%7D%7D' },
  {
    answer: 'a preflight',
    path: '/graphql',
    init: { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } },
  },
  { answer: 'the playground', path: '/graphql', init: { headers: BROWSER } },
  { answer: 'a file of the playground', path: '/graphql/playground/nothing.js' },
  { answer: 'the console', path: '/', init: { headers: BROWSER } },
  { answer: 'a file of the console', path: '/assets/nothing.js' },
  { answer: 'health', path: '/health/live' },
  { answer: 'a bad link to a recording', path: '/recordings/call_1.mp3?expires=1&signature=x' },
  { answer: 'a bad link to an export', path: '/exports/calls.csv?calls=x&expires=1&signature=x' },
  { answer: 'a bad webhook', path: '/api/webhook/voximplant', init: { method: 'POST', body: '{}' } },
  { answer: 'a path that nobody knows', path: '/nowhere' },
];
const TELLTALE = ['server', 'x-powered-by', 'strict-transport-security'];

describe('the headers of every answer', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.start({ env: { CORS_ORIGINS: 'https://console.example.com' } });
  });

  afterAll(() => api.stop());

  it.each(ANSWERS)('of $answer keep browsers from doing more with it, and tell nothing', async ({ path, init }) => {
    const { headers } = await fetch(api.url + path, init);

    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/) as string,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-request-id': expect.stringMatching(/^\w{26}$/) as string,
    });
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
    expect(TELLTALE.filter((name) => headers.has(name))).toEqual([]);
  });

  it('name the state of a file, and of no answer of GraphQL', async () => {
    const answer = await fetch(`${api.url}/graphql`, { method: 'POST', headers: JSON_TYPE, body: QUERY });
    const page = await fetch(`${api.url}/graphql`, { headers: BROWSER });

    expect([answer.status, answer.headers.get('etag')]).toEqual([200, null]);
    expect([page.status, page.headers.get('etag')]).toEqual([200, expect.stringMatching(/^(?:W\/)?"/)]);
  });
});

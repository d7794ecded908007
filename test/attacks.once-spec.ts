import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PendingSockets } from '../src/graphql/subscriptions/pending-sockets.js';
import type { ApiClient, ApiError, Variables } from './api-client.js';
import { PAGE } from './faults/mirror.js';
import { TestApi } from './test-api.js';

interface Operation {
  name: string;
  query: string;
  variables?: Variables;
}

interface Attack extends Operation {
  code: string;
  /** Of `extensions`: how much there is of what there is too much of. */
  measure?: string;
}

interface Outcome {
  /** The first error; undefined where the operation was answered. */
  error: ApiError | undefined;
  /** How long all that was said of the errors is. */
  bytes: number;
}

type Transport = (client: ApiClient, operation: Omit<Operation, 'name'>) => Promise<Outcome>;

/** Of an answer to what is refused: no larger than a page of a book, whatever was sent. */
const LARGEST_REFUSAL_BYTES = 5_000;
/** Far beyond what any of them takes, and short of what somebody who is attacked would notice. */
const LONGEST_MS = 5_000;

const outcomeOf = (errors: readonly ApiError[]): Outcome => ({
  error: errors[0],
  bytes: Buffer.byteLength(JSON.stringify(errors)),
});

const overHttp: Transport = async (client, { query, variables }) =>
  outcomeOf((await client.request(query, variables)).errors);

const overWebSocket: Transport = async (client, { query, variables }) => {
  const answers = client.subscribe(query, variables);
  try {
    await answers.next();
    return outcomeOf([]);
  } catch (error) {
    return outcomeOf((error as { errors: ApiError[] }).errors);
  } finally {
    await answers.return();
  }
};

const many = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => part(i)).join(' ');

/** Accounts of applications of accounts, and so on. */
function nested(levels: number): string {
  const below = (left: number): string =>
    left === 0 ? '{ id }' : left % 2 === 0 ? `{ applications ${below(left - 1)} }` : `{ account ${below(left - 1)} }`;
  return `{ accounts ${below(levels)} }`;
}

const CALL = 'callId transcript { messages { position role text offsetSeconds interrupted toolCalls { name } } }';

/** Deeper than anything that people write. */
function deep(levels: number): unknown {
  return JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
}

/** What a stranger with a valid token sends to bring a server down, or to learn more than is theirs. */
const ATTACKS: readonly Attack[] = [
  { name: 'fields nested without end', query: nested(40), code: 'QUERY_TOO_COMPLEX', measure: 'depth' },
  {
    name: 'a field under three hundred names',
    query: `{ ${many(300, (i) => `a${i}: viewer { role }`)} }`,
    code: 'QUERY_TOO_COMPLEX',
    measure: 'rootFields',
  },
  {
    name: 'a hundred aliases below the top',
    query: `{ viewer { ${many(100, (i) => `a${i}: role`)} } }`,
    code: 'QUERY_TOO_COMPLEX',
    measure: 'aliases',
  },
  {
    name: 'a hundred directives',
    query: `{ viewer { ${many(100, () => 'role @include(if: true)')} } }`,
    code: 'QUERY_TOO_COMPLEX',
    measure: 'directives',
  },
  {
    name: 'more words than any frontend writes',
    query: `{ viewer { ${'role '.repeat(3_000)} } }`,
    code: 'GRAPHQL_PARSE_FAILED',
  },
  {
    name: 'large pages with lists in them',
    query: `{ calls(first: 200) { nodes { ${CALL} } } }`,
    code: 'QUERY_TOO_COMPLEX',
    measure: 'cost',
  },
  {
    name: 'a large page whose size is a variable',
    query: `query ($n: Int) { calls(first: $n) { nodes { ${CALL} } } }`,
    variables: { n: 200 },
    code: 'QUERY_TOO_COMPLEX',
    measure: 'cost',
  },
  {
    name: 'many statistics at once',
    query: `{ ${many(15, (i) => `a${i}: callStats { total }`)} }`,
    code: 'QUERY_TOO_COMPLEX',
    measure: 'cost',
  },
  {
    name: 'many changes at once',
    query: `mutation { ${many(30, (i) => `a${i}: signIn(input: { email: "a@example.com", password: "${'x'.repeat(12)}" }) { accessToken }`)} }`,
    code: 'QUERY_TOO_COMPLEX',
    measure: 'rootFields',
  },
  {
    name: 'fragments that spread the next one twice',
    query: `{ accounts { ...f0 } } ${many(24, (i) => `fragment f${i} on Account { ...f${i + 1} ...f${i + 1} }`)} fragment f24 on Account { id }`,
    code: 'QUERY_TOO_COMPLEX',
  },
  {
    name: 'fragments that go in a circle',
    query: '{ accounts { ...a } } fragment a on Account { ...b } fragment b on Account { ...a }',
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'hundreds of fields that nobody has, each with a long name',
    query: `{ ${many(300, (i) => `f${i}${'x'.repeat(200)}`)} }`,
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'one name as long as a body may be',
    query: `{ ${'x'.repeat(90_000)} }`,
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'a variable that is nested without end',
    query: 'query ($filter: CallFilter) { calls(filter: $filter) { totalCount } }',
    variables: { filter: deep(1_000) },
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a variable with the members of every object',
    query: 'query ($filter: CallFilter) { calls(filter: $filter) { totalCount } }',
    variables: { filter: JSON.parse('{"__proto__": {"status": "x"}, "constructor": {}}') as object },
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a variable with thousands of values that are none',
    query: 'query ($filter: CallFilter) { calls(filter: $filter) { totalCount } }',
    variables: { filter: { status: Array.from({ length: 9_000 }, () => 'x') } },
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'an id that is a statement',
    query: '{ node(id: "call_1\' or 1=1 --") { id } }',
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a cursor that somebody made up',
    query: '{ calls(after: "eyJ0IjoxfQ\' or 1=1 --") { nodes { id } } }',
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'introspection that goes in a circle',
    query: `{ __schema { types { ${'fields { type { '.repeat(6)}name${' } }'.repeat(6)} } } }`,
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
];

/** What frontends do ask, and what looks worse than it is. */
const REAL: readonly Operation[] = [
  {
    name: 'one value thousands of times',
    query: 'query ($filter: CallFilter) { calls(filter: $filter) { totalCount } }',
    variables: { filter: { status: Array.from({ length: 8_000 }, () => 'ANSWERED') } },
  },
  {
    name: 'words that would be a statement',
    query: 'query ($filter: CallFilter) { calls(filter: $filter) { totalCount } }',
    variables: { filter: { text: `%' or 1=1 -- "; drop table calls`, number: `%' or 1=1 --` } },
  },
  { name: 'a page of calls with all that belongs to each', query: PAGE },
  {
    name: 'a call history: who asks, what is running, a page and how many there are',
    query: `query ($filter: CallFilter) {
      viewer { role user { email } workspace { name } }
      applications { id name account { id name } activeRuns { id status progress { done total } } }
      calls(filter: $filter, first: 100) {
        totalCount
        edges {
          cursor
          highlights
          node {
            id callId direction fromNumber toNumber startTime durationSeconds status cost { amount currency }
            transcriptState transcriptReason recordingState recordingReason recordingUrl
          }
        }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }`,
    variables: { filter: { text: 'hello' } },
  },
  {
    name: 'a dashboard: statistics by day and the last runs with their failures',
    query: `{
      callStats(bucket: DAY, timeZone: "Europe/Berlin") {
        total answerRate averageDurationSeconds byStatus { status count } cost { amount currency }
        series { start total cost { amount currency } }
      }
      syncRuns(first: 20) { nodes { id kind status failures { message } } }
    }`,
  },
  {
    name: "a code generator's introspection",
    query: `{
      __schema {
        queryType { name }
        types { kind name fields(includeDeprecated: true) { name args { name type { ...type } } type { ...type } } }
      }
    }
    fragment type on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }`,
  },
];

describe.each([
  { transport: 'HTTP', ask: overHttp },
  { transport: 'WebSockets', ask: overWebSocket },
])('the limits of an operation, over $transport', ({ ask }) => {
  let api: TestApi;
  let client: ApiClient;

  beforeAll(async () => {
    api = await TestApi.start();
    client = await api.signUp();
  });

  afterAll(() => api.stop());

  it.each(ATTACKS)('stop $name, and the server goes on', async ({ code, measure, ...operation }) => {
    const begunAt = performance.now();
    const { error, bytes } = await ask(client, operation);
    const tookMs = performance.now() - begunAt;

    const amounts = measure === undefined ? {} : { [measure]: expect.any(Number), limit: expect.any(Number) };
    expect(error?.extensions).toMatchObject({ code, ...amounts });
    expect(bytes).toBeLessThan(LARGEST_REFUSAL_BYTES);
    expect(tookMs).toBeLessThan(LONGEST_MS);
    expect((await ask(client, { query: '{ viewer { role } }' })).error).toBeUndefined();
  });

  it.each(REAL)('let through $name', async (operation) => {
    const { error } = await ask(client, operation);

    expect(error).toBeUndefined();
  });
});

/** A handshake that is right, for what comes after it. */
const HANDSHAKE =
  'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n';
const masked = (opcode: number, payload: Buffer) =>
  Buffer.concat([Buffer.from([opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);

/** What is sent in place of frames that say something; the server has to close. */
const FRAMES: readonly { name: string; bytes: Buffer }[] = [
  { name: 'noise', bytes: Buffer.from([0xff, 0xff, 0xff, 0xff]) },
  { name: 'a frame without a mask', bytes: Buffer.from([0x81, 0x02, 0x68, 0x69]) },
  { name: 'a frame of no kind', bytes: masked(0x8b, Buffer.alloc(0)) },
  { name: 'text that is no UTF-8', bytes: masked(0x81, Buffer.from([0xc3, 0x28])) },
  { name: 'the end of a message that has not begun', bytes: masked(0x80, Buffer.from('x')) },
  { name: 'a ping in pieces', bytes: masked(0x09, Buffer.from('x')) },
  {
    name: 'a message said to be of exabytes',
    bytes: Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
  },
  {
    name: 'a message in pieces without end',
    bytes: Buffer.concat([
      masked(0x01, Buffer.alloc(100)),
      ...Array.from({ length: 3_000 }, () => masked(0x00, Buffer.alloc(100))),
    ]),
  },
];

const FLOOD = 2_000;
const AT_ONCE = 400;
const MEGABYTE = 1_000_000;

describe('whoever opens sockets and says nothing, or nonsense', () => {
  let api: TestApi;
  let client: ApiClient;
  let port: number;

  beforeAll(async () => {
    api = await TestApi.start();
    client = await api.signUp();
    port = Number(new URL(api.url).port);
  });

  afterAll(() => api.stop());

  /** A connection with the handshake sent. */
  function shakeHands(): Socket {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined); // the server may close in the middle of what is sent
    socket.write(HANDSHAKE);
    return socket;
  }

  /** How the handshake of each was answered, some hundreds at a time; then all of them go. */
  async function flood(): Promise<Map<string, number>> {
    const answers = new Map<string, number>();
    for (let begun = 0; begun < FLOOD; begun += AT_ONCE) {
      const sockets = Array.from({ length: AT_ONCE }, shakeHands);
      for (const [data] of await Promise.all(sockets.map((socket) => once(socket, 'data')))) {
        const status = String(data).slice(9, 12);
        answers.set(status, (answers.get(status) ?? 0) + 1);
      }
      const closed = sockets.map((socket) => (socket.closed ? Promise.resolve() : once(socket, 'close')));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
      await pendingOnes(0);
    }
    return answers;
  }

  async function pendingOnes(expected: number): Promise<void> {
    while (api.app.get(PendingSockets, { strict: false }).size !== expected) await sleep(5);
  }

  it.each(FRAMES)('is closed for $name, and the server goes on', async ({ bytes }) => {
    const socket = shakeHands();
    await once(socket, 'data');

    socket.write(bytes);
    socket.resume();
    await once(socket, 'close');

    expect(await client.codeOf('{ viewer { role } }')).toBeUndefined();
  });

  it('is closed after three seconds of silence', async () => {
    const sockets = Array.from({ length: 20 }, shakeHands);
    await Promise.all(sockets.map((socket) => once(socket, 'data')));
    for (const socket of sockets) socket.resume();

    await Promise.all(sockets.map((socket) => once(socket, 'close')));

    await pendingOnes(0);
    expect(await client.codeOf('{ viewer { role } }')).toBeUndefined();
  });

  it('is refused with 429 beyond a hundred at once, and leaves nothing behind', async () => {
    const first = await flood();
    const before = process.memoryUsage().rss;
    const second = await flood();
    const growth = process.memoryUsage().rss - before;

    for (const answers of [first, second]) {
      expect([...answers.keys()].sort()).toEqual(['101', '429']);
      expect(answers.get('101')).toBe((FLOOD / AT_ONCE) * 100);
    }
    expect(growth / MEGABYTE).toBeLessThan(64); // what two thousand sockets would take
    expect((await overWebSocket(client, { query: '{ viewer { role } }' })).error).toBeUndefined();
  });

  it('is refused from the page of somebody else', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write(HANDSHAKE.replace('\r\n\r\n', '\r\nOrigin: https://evil.example.com\r\n\r\n'));

    const [answer] = (await once(socket, 'data')) as [Buffer];

    expect(String(answer)).toMatch(/^HTTP\/1\.1 403 /);
    socket.destroy();
  });
});

import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { jest } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { Clock } from '../src/common/clock.js';
import { Db } from '../src/database/index.js';
import { TranscriptsService } from '../src/transcripts/index.js';
import type { ApiClient } from './api-client.js';
import { KnownCalls } from './known-calls.js';
import { fillCallsPlainly } from './many-rows.js';
import { addApplication } from './synced-application.js';
import { TestApi } from './test-api.js';
import { keyOf } from './transcribed-calls.js';

const EXPORT = 'mutation ($filter: CallFilter) { exportCalls(filter: $filter) { url expiresAt } }';
const LIST = `query ($filter: CallFilter, $after: String) { calls(filter: $filter, first: 200, after: $after) {
  pageInfo { hasNextPage endCursor } nodes { callId direction fromNumber toNumber startTime endTime durationSeconds status
    statusReason conversationId transcriptState recordingState application { name } cost { amount currency }
    transcript { outcome summary } } } }`;

interface ListedCall {
  application: { name: string };
  cost: { amount: string; currency: string } | null;
  transcript: { outcome: string; summary: string | null } | null;
  [field: string]: unknown;
}

interface Listed {
  calls: { nodes: ListedCall[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
}

const MANY = 50_000;
/** Rows that come to more than sockets hold. */
const REASON = 'x'.repeat(250);

jest.setTimeout(120_000);

describe('exports', () => {
  let api: TestApi;
  let known: KnownCalls;

  beforeAll(async () => {
    api = await TestApi.start({ simulator: { accounts: 2, applications: 1, calls: { perApplication: 0 } } });
    known = await KnownCalls.create(api, 11, 1200); // more than are read at once
  });

  afterAll(() => api.stop());

  const linkFor = async (filter: object | null = null, client: ApiClient = known.viewer): Promise<string> => {
    const { exportCalls } = await client.graphql<{ exportCalls: { url: string } }>(EXPORT, { filter });
    return exportCalls.url.replace(/^https?:\/\/[^/]+/, api.url);
  };

  const download = async (filter: object | null = null, client: ApiClient = known.viewer) => {
    const response = await fetch(await linkFor(filter, client));
    return parse<Record<string, string>>(Buffer.from(await response.arrayBuffer()), { bom: true, columns: true });
  };

  describe('of a filter', () => {
    it.each<[string, (known: KnownCalls) => object | null]>([
      ['everything', () => null],
      ['one application', ({ applications }) => ({ applicationId: applications[1]!.applicationId })],
      ['statuses and a direction', () => ({ status: ['ANSWERED', 'BUSY'], direction: 'INBOUND' })],
      ['a range of time', () => ({ startTime: { from: '2026-03-05T00:00:00Z', to: '2026-03-20T00:00:00Z' } })],
      ['a part of a number', () => ({ number: '8 495' })],
      ['words and an outcome', () => ({ text: 'refund', outcome: ['SUCCESS', 'FAILURE'] })],
      ['durations and changes', () => ({ durationSeconds: { min: 20 }, updatedAt: { from: '2026-05-01T12:00:00Z' } })],
      ['nothing at all', () => ({ conversationId: 'conv_nowhere' })],
    ])('has the calls of the list in its order: %s', async (what, filterOf) => {
      const filter = filterOf(known);

      const rows = await download(filter);

      const listed = await list(known.viewer, filter);
      expect(rows).toEqual(listed.map(rowOf));
      expect(rows.length > 0).toBe(what !== 'nothing at all');
    });

    it('has no call of another workspace, whoever follows the link', async () => {
      const stranger = await api.signUp();
      const { applicationId } = known.applications[0]!;

      expect(await download(null, stranger)).toEqual([]);
      expect(await download({ applicationId }, stranger)).toEqual([]);
    });

    it('is for VIEWERs too, and for nobody without credentials', async () => {
      const admin = await api.signUp();
      const viewer = await api.addUser(admin, 'VIEWER');

      expect(await viewer.codeOf(EXPORT)).toBeUndefined();
      expect(await api.codeOf(EXPORT)).toBe('UNAUTHENTICATED');
    });

    it.each([
      ['durationSeconds', { durationSeconds: { min: 5, max: 4 } }],
      ['applicationId', { applicationId: 'nope' }],
      ['filter.text', { text: 'x'.repeat(501) }],
    ])('gives no link for a bad %s', async (field, filter) => {
      const { errors } = await known.viewer.request(EXPORT, { filter });

      expect(errors[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: { [field]: [expect.any(String)] },
      });
    });
  });

  describe('the file', () => {
    it('is a CSV in UTF-8 that is saved, not shown, and kept by nobody on the way', async () => {
      const response = await fetch(await linkFor({ conversationId: 'conv_nowhere' }));

      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'cache-control': 'private, no-store',
        'content-disposition': expect.stringMatching(
          /^attachment; filename="calls-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.csv"$/,
        ),
        'content-type': 'text/csv; charset=utf-8',
        'x-content-type-options': 'nosniff',
      });
      expect([...new Uint8Array(await response.arrayBuffer()).slice(0, 9)]).toEqual([
        ...[0xef, 0xbb, 0xbf],
        ...Buffer.from('callId'),
      ]);
    });

    it('runs no formula of a stranger', async () => {
      const { callId, id } = known.calls[0]!;
      const db = api.app.get(Db, { strict: false });
      await sql`update calls set status_reason = ${'=HYPERLINK("http://evil","\n")'} where id = ${keyOf(id)}`.execute(
        db.kysely(),
      );

      const [row] = await download({ callId });

      expect(row?.['statusReason']).toBe('\'=HYPERLINK("http://evil","\n")');
    });

    it('answers HEAD without reading a call', async () => {
      const link = await linkFor();
      const statements = await api.countStatements(async () => {
        const response = await fetch(link, { method: 'HEAD' });
        expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
      });

      expect(statements).toBe(0);
    });
  });

  describe('a link', () => {
    it.each<[string, (link: string) => string | Promise<string>]>([
      ['without a signature', (link) => link.replace(/&signature=.*/, '')],
      ['without anything', (link) => link.replace(/\?.*/, '')],
      ['with a character of the signature changed', (link) => link.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A'))],
      ['with a later end', (link) => link.replace(/expires=\d+/, 'expires=99999999999')],
      ['with two ends', (link) => link.replace(/(expires=\d+)/, '$1&$1')],
      ['with the calls of another', async (link) => borrow(link, await linkFor({ status: ['BUSY'] }), 'calls')],
      ['with the signature of another', async (link) => borrow(link, await linkFor(), 'signature')],
      ['with calls that nobody sealed', (link) => link.replace(/calls=[^&]+/, 'calls=e30')],
    ])('is refused with nothing else: %s', async (_, change) => {
      const response = await fetch(await change(await linkFor()));

      expect(response.status).toBe(403);
      expect(await response.json()).toEqual({ error: { code: 'FORBIDDEN', message: 'This link is not valid' } });
      expect(response.headers.get('content-disposition')).toBeNull();
    });

    it('is refused once its time is over', async () => {
      const { exportCalls } = await known.viewer.graphql<{ exportCalls: { url: string; expiresAt: string } }>(EXPORT);
      const clock = jest.spyOn(api.app.get(Clock, { strict: false }), 'now');
      const link = exportCalls.url.replace(/^https?:\/\/[^/]+/, api.url);

      const before = await fetch(link, { method: 'HEAD' });
      clock.mockReturnValue(new Date(exportCalls.expiresAt));
      const after = await fetch(link, { method: 'HEAD' });
      clock.mockRestore();

      expect([before.status, after.status]).toEqual([200, 403]);
    });
  });

  describe(`of ${MANY} calls`, () => {
    let viewer: ApiClient;
    let pages: jest.SpiedFunction<TranscriptsService['conclusionsOf']>;

    beforeAll(async () => {
      viewer = await api.signUp();
      const { applicationId } = await addApplication(viewer, api.simulator.accounts[0]!);
      const me = await viewer.graphql<{ viewer: { workspace: { id: string } } }>('{ viewer { workspace { id } } }');
      const scope = { workspaceId: keyOf(me.viewer.workspace.id), applicationId: keyOf(applicationId) };
      await fillCallsPlainly(api.app.get(Db, { strict: false }), scope, MANY, REASON);
    });

    beforeEach(() => {
      pages = jest.spyOn(api.app.get(TranscriptsService, { strict: false }), 'conclusionsOf');
    });

    afterEach(() => pages.mockRestore());

    it('waits for a slow reader, and holds no more in memory at the end than at the start', async () => {
      const reader = await open(await linkFor(null, viewer));
      await untilStill(pages);
      const readAhead = pages.mock.calls.length;

      const heaps: number[] = [];
      let [bytes, rows] = [0, -1]; // the header is no call
      for await (const chunk of reader as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        for (const byte of chunk) if (byte === 0x0a) rows++;
        if (bytes > heaps.length * 4_000_000) heaps.push(heapAfterCollection());
      }

      expect(rows).toBe(MANY);
      expect(bytes).toBeGreaterThan(MANY * REASON.length);
      expect(readAhead).toBeLessThan(pages.mock.calls.length * 0.8);
      expect(Math.max(...heaps) - heaps[0]!).toBeLessThan(8_000_000);
    });

    it('stops the work when the reader leaves', async () => {
      const reader = await open(await linkFor(null, viewer));

      reader.destroy();
      await untilStill(pages);

      expect(pages.mock.calls.length).toBeLessThan(MANY / 500 / 2);
    });

    it('cuts the connection where the database fails in the middle, so that nobody takes a part for the whole', async () => {
      const link = await linkFor(null, viewer);
      pages.mockResolvedValueOnce(new Map()).mockRejectedValueOnce(new Error('the database went away'));

      const response = await fetch(link);

      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow();
      expect(api.log.filter((line) => line.includes('An export could not be sent to its end'))).toHaveLength(1);
    });

    it('answers 500 where it fails at the start', async () => {
      const link = await linkFor(null, viewer);
      pages.mockRejectedValueOnce(new Error('the database went away'));

      const response = await fetch(link);

      expect(response.status).toBe(500);
      expect(response.headers.get('content-disposition')).toBeNull();
    });
  });
});

async function list(client: ApiClient, filter: object | null): Promise<ListedCall[]> {
  const found: ListedCall[] = [];
  for (let after: string | null = null; ;) {
    const { calls }: Listed = await client.graphql<Listed>(LIST, { filter, after });
    found.push(...calls.nodes);
    if (!calls.pageInfo.hasNextPage) return found;
    after = calls.pageInfo.endCursor;
  }
}

/** What the file has to say of a call that the list shows; written down once more, with none of the code that is tested. */
function rowOf({ application, cost, transcript, ...call }: ListedCall): Record<string, string> {
  const row = {
    ...call,
    application: application.name,
    costAmount: cost?.amount,
    costCurrency: cost?.currency,
    outcome: transcript?.outcome,
    summary: transcript?.summary,
  };
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String((value as string | null) ?? '')]));
}

function borrow(link: string, other: string, parameter: string): string {
  const url = new URL(link);
  url.searchParams.set(parameter, new URL(other).searchParams.get(parameter) ?? '');
  return url.href;
}

/** An answer of which nothing has been read but the headers. */
function open(link: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(link, { agent: false }, resolve).once('error', reject));
}

/** Waits until nothing is asked for any more. */
async function untilStill({ mock }: { mock: { calls: unknown[] } }): Promise<void> {
  for (let before = -1; before !== mock.calls.length;) {
    before = mock.calls.length;
    await sleep(300);
  }
}

function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

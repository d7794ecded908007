import { generateKeyPairSync } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { fixture } from '../testing/fixture.js';
import { answer, type Act, json, scriptedServer, type SeenRequest } from '../testing/scripted-server.js';
import { patientHttp } from '../testing/patient-http.js';
import { DEEPEST_OFFSET } from './call-history-query.js';
import { VoximplantClient } from './voximplant.client.js';
import { type VoximplantCredentials } from './voximplant-credentials.js';

const apiKey: VoximplantCredentials = { kind: 'API_KEY', accountId: '9000001', apiKey: 'secret-api-key' };
const serviceAccount: VoximplantCredentials = {
  kind: 'SERVICE_ACCOUNT',
  accountId: '9000001',
  keyId: 'key-1',
  privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString(),
};
const day = { applicationId: '10500021', from: new Date('2026-03-14T00:00:00Z'), to: new Date('2026-03-15T00:00:00Z') };
const history = fixture('voximplant/fixtures/answered-incoming.json');
const failing = (code: number) => json({ error: { code, msg: 'Words' } });
const formOf = (request: SeenRequest | undefined) => Object.fromEntries(new URLSearchParams(request?.body));

async function clientOf(...script: [Act, ...Act[]]) {
  const server = await scriptedServer(...script);
  const { http, clock } = patientHttp();
  return {
    client: new VoximplantClient(http, clock, `${server.url}/platform_api`),
    requests: server.requests,
    url: server.url,
    clock,
  };
}

describe('the call history', () => {
  it('is asked for in UTC, oldest first, with everything, between two fixed ends (traps 1, 6, 7, 11 and 16)', async () => {
    const { client, requests } = await clientOf(json(history));

    const page = await client.callHistoryPage(serviceAccount, {
      ...day,
      count: 1_000,
      offset: 20,
      withTotalCount: true,
    });

    expect(page).toMatchObject({ sessions: [{ sessionId: '5120034417' }], rowCount: 1, totalCount: 1, unreadable: [] });
    expect(requests).toMatchObject([{ method: 'POST', path: '/platform_api/GetCallHistory/' }]);
    expect(formOf(requests[0])).toEqual({
      from_date: '2026-03-14 00:00:00',
      to_date: '2026-03-15 00:00:00',
      timezone: 'Etc/GMT',
      application_id: '10500021',
      with_calls: 'true',
      with_records: 'true',
      with_other_resources: 'true',
      desc_order: 'false',
      count: '1000',
      offset: '20',
      with_total_count: 'true',
    });
  });

  it('is not counted unless that is asked for (trap 8)', async () => {
    const { client, requests } = await clientOf(json({ result: [], count: 0, timezone: 'Etc/GMT' }));

    const page = await client.callHistoryPage(serviceAccount, { ...day, count: 1 });

    expect(page.totalCount).toBeUndefined();
    expect(formOf(requests[0])).toMatchObject({ with_total_count: 'false' });
  });

  it.each([
    [{ count: 1_001 }, /1 to 1000 rows/],
    [{ count: 0 }, /1 to 1000 rows/],
    [{ count: 1, offset: DEEPEST_OFFSET + 1 }, /no deeper than 10000/],
    [{ count: 1, applicationId: 'all' }, /Ids of Voximplant are numbers/],
    [{ count: 1, sessionIds: ['1;2'] }, /Ids of Voximplant are numbers/],
  ])('is not asked for beyond its limits: %j (traps 6 and 34)', async (query, message) => {
    const { client, requests } = await clientOf(json(history));

    await expect(client.callHistoryPage(serviceAccount, { ...day, ...query })).rejects.toThrow(message);

    expect(requests).toEqual([]);
  });

  it('tells that a window is too wide (trap 12)', async () => {
    const { client } = await clientOf(failing(569));

    await expect(client.callHistoryPage(apiKey, { ...day, count: 1 })).rejects.toMatchObject({
      fault: 'range_too_wide',
      retryable: false,
    });
  });

  it.each([1, 2, 4, 162, 340, 416, 484, 515])(
    'is asked for again after code %i, which comes with status 200 (trap 28)',
    async (code) => {
      const { client, requests } = await clientOf(failing(code), json(history));

      await expect(client.callHistoryPage(apiKey, { ...day, count: 1 })).resolves.toMatchObject({ rowCount: 1 });

      expect(requests).toHaveLength(2);
    },
  );

  it.each([100, 101, 429])('is not asked for again after code %i (traps 28 and 29)', async (code) => {
    const { client, requests } = await clientOf(failing(code));

    await expect(client.callHistoryPage(apiKey, { ...day, count: 1 })).rejects.toMatchObject({
      upstreamCode: String(code),
    });

    expect(requests).toHaveLength(1);
  });

  it('is found by ids beside one that does not exist (trap 13)', async () => {
    const { client, requests } = await clientOf((response, request) => {
      const ids = formOf(request)['call_session_history_id'];
      const body = ids === '5120034417' ? history : { error: { code: 150, msg: 'Invalid' } };
      response.end(JSON.stringify(body));
    });

    const lookup = await client.callHistoryByIds(apiKey, { ...day, sessionIds: ['5120034417', '1'] });

    expect(lookup).toMatchObject({ sessions: [{ sessionId: '5120034417' }], missingIds: ['1'], unreadable: [] });
    expect(requests.map((request) => formOf(request)['call_session_history_id'])).toEqual([
      '5120034417;1',
      '5120034417',
      '1',
    ]);
  });
});

describe('credentials', () => {
  it('of an API key go into the body, never into the address', async () => {
    const { client, requests } = await clientOf(json(history));

    await client.callHistoryPage(apiKey, { ...day, count: 1 });

    expect(formOf(requests[0])).toMatchObject({ account_id: '9000001', api_key: 'secret-api-key' });
    expect(requests[0]?.path).toBe('/platform_api/GetCallHistory/');
    expect(requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('of a service account go into a header, one token for several requests', async () => {
    const { client, requests } = await clientOf(json(history));

    await client.callHistoryPage(serviceAccount, { ...day, count: 1 });
    await client.callHistoryPage(serviceAccount, { ...day, count: 1 });

    const [first, second] = requests.map(({ headers }) => headers.authorization);
    expect(first).toMatch(/^Bearer .+\..+\..+$/);
    expect(second).toBe(first);
    expect(formOf(requests[0])).not.toHaveProperty('account_id');
  });

  it.each([454, 455, 456])('are signed anew once, at once, after code %i (trap 31)', async (code) => {
    const { client, requests, clock } = await clientOf(failing(code), json(history));
    let nowMs = clock.now();
    clock.now = () => (nowMs += 1_000);

    await client.callHistoryPage(serviceAccount, { ...day, count: 1 });

    expect(requests).toHaveLength(2);
    expect(requests[1]?.headers.authorization).not.toBe(requests[0]?.headers.authorization);
    expect(clock.pausesMs).toEqual([0]);
  });

  it('are given up when the new token is refused too: the clock is wrong', async () => {
    const { client, requests } = await clientOf(failing(455));

    await expect(client.callHistoryPage(serviceAccount, { ...day, count: 1 })).rejects.toThrow(
      /check this server's clock/,
    );

    expect(requests).toHaveLength(2);
  });

  it('are in no error, though Voximplant repeats them', async () => {
    const { client } = await clientOf(json({ error: { code: 100, msg: 'The key secret-api-key is unknown' } }));

    const failure = client.accountInfo(apiKey);

    await expect(failure).rejects.toThrow(/The key \[redacted\] is unknown/);
  });
});

describe('a connection test', () => {
  it('tells about the account, less its API key (trap 33)', async () => {
    const { client, requests } = await clientOf(
      json({
        result: { account_id: 9000001, active: true, currency: 'USD', api_key: 'secret-api-key' },
        api_address: 'x',
      }),
    );

    const account = await client.accountInfo(apiKey);

    expect(account).toMatchObject({ accountId: '9000001', active: true, currency: 'USD' });
    expect(JSON.stringify(account)).not.toContain('secret');
    expect(requests[0]?.path).toBe('/platform_api/GetAccountInfo/');
  });

  it('finds a missing role with the very method that needs it (trap 29)', async () => {
    const { client, requests } = await clientOf(failing(100));

    await expect(client.testCallHistory(serviceAccount)).rejects.toThrow(/roles of the service account/);

    expect(formOf(requests[0])).toEqual({
      from_date: '2026-03-14 11:00:00',
      to_date: '2026-03-14 12:00:00',
      timezone: 'Etc/GMT',
      count: '1',
    });
  });
});

describe('the applications', () => {
  const page = (ids: number[], total?: number) =>
    json({ result: ids.map((id) => ({ application_id: id, application_name: `app${id}` })), total_count: total });

  it('come from all pages, also where a page is shorter than asked for', async () => {
    const { client, requests } = await clientOf(page([1, 2], 3), page([3], 3));

    await expect(client.applications(apiKey)).resolves.toEqual([
      { id: '1', name: 'app1' },
      { id: '2', name: 'app2' },
      { id: '3', name: 'app3' },
    ]);

    expect(requests.map((request) => formOf(request)['offset'])).toEqual(['0', '2']);
  });

  it('end where nothing new comes', async () => {
    const { client, requests } = await clientOf(page([1], 9));

    await expect(client.applications(apiKey)).resolves.toHaveLength(1);

    expect(requests).toHaveLength(2);
  });
});

describe('a recording', () => {
  it('is fetched with the token of a service account, from the host that the settings put in', async () => {
    const { client, requests, url } = await clientOf(answer(200, 'ID3', { 'content-type': 'audio/mpeg' }));

    const file = await client.downloadRecord(serviceAccount, `${url}/records/a.mp3?record_id=1`);

    expect((await buffer(file.stream)).toString()).toBe('ID3');
    expect(requests[0]).toMatchObject({ method: 'GET', path: '/records/a.mp3?record_id=1', body: '' });
    expect(requests[0]?.headers.authorization).toMatch(/^Bearer /);
  });

  it('is fetched without an API key, which would have to go into the address', async () => {
    const { client, requests, url } = await clientOf(answer(401, ''));

    await expect(client.downloadRecord(apiKey, `${url}/a.mp3`)).rejects.toThrow(/takes a service account/);

    expect(JSON.stringify(requests)).not.toContain('secret');
  });

  it.each([
    'https://evil.example/a.mp3',
    'http://storage-gw-us-01.voximplant.com/a.mp3',
    'https://169.254.169.254/',
    'a.mp3',
    '',
  ])('is not fetched from %j (trap 37)', async (url) => {
    const { client } = await clientOf(answer(200, 'ID3'));

    await expect(client.downloadRecord(serviceAccount, url)).rejects.toMatchObject({ fault: 'bad_request' });
  });

  it('is not fetched from another host that a redirect names (trap 37)', async () => {
    const target = await scriptedServer(answer(200, 'ID3'));
    const { client, url } = await clientOf(answer(302, '', { location: target.url }));

    await expect(client.downloadRecord(serviceAccount, `${url}/a.mp3`)).rejects.toMatchObject({ fault: 'redirected' });

    expect(target.requests).toEqual([]);
  });

  it.each([403, 404])('that answers %i is not there (yet) (trap 26)', async (status) => {
    const { client, url } = await clientOf(answer(status, ''));

    await expect(client.downloadRecord(serviceAccount, `${url}/a.mp3`)).rejects.toMatchObject({ fault: 'no_audio' });
  });
});

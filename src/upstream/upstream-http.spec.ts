import { parseJson } from './json-text.js';
import { DEFAULT_RETRY } from './retry-policy.js';
import { statusError, statusFault } from './status-error.js';
import {
  answer,
  cut,
  json,
  reset,
  scriptedServer,
  type ScriptedServer,
  silence,
  stall,
} from './testing/scripted-server.js';
import { patientHttp } from './testing/patient-http.js';
import { UpstreamError } from './upstream.error.js';
import { type UpstreamHttp } from './upstream-http.js';
import { type UpstreamAnswer, type UpstreamRequest } from './upstream-request.js';

const SECRET = 'secret-key-1234';
const failing = (status: number, headers = {}) => answer(status, '', headers);
const ok = json({ fine: true });

function requestTo(server: Pick<ScriptedServer, 'url'>, more: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return {
    upstream: 'voximplant',
    limiterKey: 'key',
    method: 'POST',
    url: new URL(server.url),
    form: { q: 'a b' },
    authorize: () => ({ headers: { authorization: SECRET }, secrets: [SECRET] }),
    maxBytes: 1_000,
    ...more,
  };
}

function readJson(answer: UpstreamAnswer): unknown {
  if (statusFault(answer.status)) throw statusError('voximplant', answer);
  return parseJson('voximplant', answer.text);
}

const ask = (http: UpstreamHttp, server: Pick<ScriptedServer, 'url'>, more?: Partial<UpstreamRequest>) =>
  http.ask(requestTo(server, more), readJson);

describe('UpstreamHttp', () => {
  it('sends form fields in the body and credentials in the headers', async () => {
    const { http } = patientHttp();
    const server = await scriptedServer(ok);

    await expect(ask(http, server)).resolves.toEqual({ fine: true });

    expect(server.requests).toMatchObject([
      { method: 'POST', path: '/', body: 'q=a+b', headers: { authorization: SECRET } },
    ]);
  });

  it.each([
    ['a reset connection', reset],
    ['a body that is cut short of its announced length', cut('{"fine"', { 'content-length': '13' })],
    ['a chunked body that is cut', cut('{"fine"')],
    ['a web page with status 200', answer(200, '<html>Maintenance</html>')],
    ['an empty page with status 200', answer(200, '')],
    ['broken JSON', answer(200, '{"fine"')],
    ['status 408', failing(408)],
    ['status 425', failing(425)],
    ['status 429', failing(429)],
    ['status 500', failing(500)],
    ['status 502 with a web page', answer(502, '<html>Bad Gateway</html>')],
    ['status 503', failing(503)],
  ])('asks again after %s', async (_, fault) => {
    const { http, clock } = patientHttp();
    const server = await scriptedServer(fault, ok);

    await expect(ask(http, server)).resolves.toEqual({ fine: true });

    expect(clock.pausesMs).toEqual([500]);
  });

  it.each([
    ['never sends headers', silence, { headersTimeoutMs: 250 }],
    ['stalls in its body', stall('{"fi'), { idleTimeoutMs: 250 }],
    ['is alive but never done', stall('{"fi'), { deadlineMs: 250 }],
  ])('gives an upstream up as timed out that %s', async (_, fault, limits) => {
    const { http } = patientHttp({ ...limits, retry: { ...DEFAULT_RETRY, attempts: 2 } });
    const server = await scriptedServer(fault);

    await expect(ask(http, server)).rejects.toMatchObject({
      fault: 'timeout',
      code: 'UPSTREAM_UNAVAILABLE',
      retryable: true,
    });

    expect(server.requests).toHaveLength(2);
  });

  it('says that an upstream cannot be reached where nobody listens', async () => {
    const { http } = patientHttp();
    const failure = ask(http, { url: 'http://127.0.0.1:1' });

    await expect(failure).rejects.toMatchObject({ fault: 'unavailable', retryable: true });
    await expect(failure).rejects.toThrow(/could not be reached \(ECONNREFUSED\)/);
  });

  it.each([
    ['an unreadable answer', answer(200, '<html>'), 3, 'bad_payload'],
    ['an overloaded server', failing(503), 5, 'unavailable'],
    ['a refusal', failing(401), 1, 'unauthorized'],
    ['an unknown path', failing(404), 1, 'bad_request'],
  ])('gives up on %s in the end', async (_, fault, attempts, expected) => {
    const { http } = patientHttp();
    const server = await scriptedServer(fault);

    await expect(ask(http, server)).rejects.toMatchObject({ fault: expected });

    expect(server.requests).toHaveLength(attempts);
  });

  it.each([
    ['2', 2_000],
    ['Sat, 14 Mar 2026 12:00:10 GMT', 10_000],
    ['soon', 500],
  ])('waits in place as Retry-After %j asks', async (header, pauseMs) => {
    const { http, clock } = patientHttp();
    const server = await scriptedServer(failing(429, { 'retry-after': header }), ok);

    await ask(http, server);

    expect(clock.pausesMs).toEqual([pauseMs]);
  });

  it.each([
    ['45', 45_000],
    ['999999', 3_600_000],
  ])('leaves a Retry-After of %s seconds to the caller, cut at an hour', async (header, retryAfterMs) => {
    const { http, clock } = patientHttp();
    const server = await scriptedServer(failing(429, { 'retry-after': header }));

    await expect(ask(http, server)).rejects.toMatchObject({ fault: 'rate_limited', retryable: true, retryAfterMs });

    expect(clock.pausesMs).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])(
    'follows no %i: its target gets neither the request nor the credentials',
    async (status) => {
      const { http } = patientHttp();
      const target = await scriptedServer(ok);
      const server = await scriptedServer(failing(status, { location: target.url }));

      await expect(ask(http, server)).rejects.toMatchObject({ fault: 'redirected', retryable: false });

      expect(target.requests).toEqual([]);
      expect(server.requests).toHaveLength(1);
    },
  );

  it('stops reading a body that is too large', async () => {
    const { http } = patientHttp();
    const server = await scriptedServer(answer(200, 'x'.repeat(1_001)));

    await expect(ask(http, server)).rejects.toMatchObject({ fault: 'too_large', retryable: false });
  });

  it('refuses a compressed body, which could be larger than it looks', async () => {
    const { http } = patientHttp();
    const server = await scriptedServer(answer(200, 'x', { 'content-encoding': 'gzip' }));

    await expect(ask(http, server)).rejects.toMatchObject({ fault: 'bad_payload' });
  });

  it('blots out our own secrets where an upstream repeats them', async () => {
    const { http } = patientHttp();
    const server = await scriptedServer(json({ echo: `key ${SECRET} is unknown` }));

    await expect(ask(http, server)).resolves.toEqual({ echo: 'key [redacted] is unknown' });
  });

  it('tells who authorises why the attempt before was refused', async () => {
    const { http } = patientHttp();
    const server = await scriptedServer(failing(503), ok);
    const reasons: (string | undefined)[] = [];
    const authorize = (refused?: UpstreamError) => {
      reasons.push(refused?.fault);
      return { secrets: [] };
    };

    await ask(http, server, { authorize });

    expect(reasons).toEqual([undefined, 'unavailable']);
  });

  it('stops at once when told to, in the middle of a request', async () => {
    const { http } = patientHttp();
    const controller = new AbortController();
    const reason = new Error('The run was cancelled');
    const server = await scriptedServer(() => controller.abort(reason));

    await expect(ask(http, server, { signal: controller.signal })).rejects.toBe(reason);

    expect(server.requests).toHaveLength(1);
  });

  it('stops at once when told to, in the pause before the next attempt', async () => {
    const { http, clock } = patientHttp();
    const controller = new AbortController();
    const reason = new Error('The run was cancelled');
    const server = await scriptedServer(failing(503));
    const sleep = clock.sleep.bind(clock);
    clock.sleep = (milliseconds, signal) => {
      controller.abort(reason);
      return sleep(milliseconds, signal);
    };

    await expect(ask(http, server, { signal: controller.signal })).rejects.toBe(reason);

    expect(server.requests).toHaveLength(1);
  });

  it('asks nothing when it was told to stop before', async () => {
    const { http } = patientHttp();
    const server = await scriptedServer(ok);

    await expect(ask(http, server, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });

    expect(server.requests).toEqual([]);
  });

  it('has no more requests of one credential under way than it was told to', async () => {
    const { http } = patientHttp({}, 2);
    let open = 0;
    const peaks: number[] = [];
    const server = await scriptedServer((response) => {
      peaks.push((open += 1));
      setTimeout(() => {
        open -= 1;
        response.end('{}');
      }, 5);
    });

    await Promise.all(Array.from({ length: 6 }, () => ask(http, server)));

    expect(Math.max(...peaks)).toBe(2);
  });

  it('gives its turn back after a failure', async () => {
    const { http } = patientHttp({}, 1);
    const server = await scriptedServer(failing(401), ok);

    await expect(ask(http, server)).rejects.toBeInstanceOf(UpstreamError);

    await expect(ask(http, server)).resolves.toEqual({ fine: true });
  });
});

import { buffer } from 'node:stream/consumers';
import { HostAllowList } from './host-allow-list.js';
import { statusError } from './status-error.js';
import { answer, cut, reset, scriptedServer, type ScriptedServer, stall } from './testing/scripted-server.js';
import { patientHttp } from './testing/patient-http.js';
import { type UpstreamHttp } from './upstream-http.js';
import { type UpstreamStreamRequest } from './upstream-request.js';

const download = (http: UpstreamHttp, server: ScriptedServer, more: Partial<UpstreamStreamRequest> = {}) =>
  http.download(
    {
      upstream: 'elevenlabs',
      limiterKey: 'key',
      method: 'GET',
      url: new URL(server.url),
      authorize: () => ({ headers: { 'xi-api-key': 'secret-key-1234' }, secrets: [] }),
      maxBytes: 100,
      ...more,
    },
    (refused) => statusError('elevenlabs', refused),
  );

describe('a file from an upstream', () => {
  it('comes as a stream with its type, and its length where there is one', async () => {
    const { http } = patientHttp();
    const server = await scriptedServer(answer(200, 'ID3…', { 'content-type': 'audio/mpeg', 'content-length': '6' }));

    const file = await download(http, server);

    expect(file).toMatchObject({ contentType: 'audio/mpeg', contentLength: 6 });
    expect((await buffer(file.stream)).toString()).toBe('ID3…');
  });

  it.each([
    ['cut in chunks', cut('ID3'), 'unavailable'],
    ['cut short of its length', cut('ID3', { 'content-length': '50' }), 'unavailable'],
    ['stalled', stall('ID3'), 'timeout'],
    ['larger than allowed', answer(200, 'x'.repeat(101), { 'transfer-encoding': 'chunked' }), 'too_large'],
  ])('never ends well when it is %s', async (_, fault, expected) => {
    const { http } = patientHttp({ idleTimeoutMs: 30 });
    const server = await scriptedServer(fault);

    const { stream } = await download(http, server);

    await expect(buffer(stream)).rejects.toMatchObject({ fault: expected });
  });

  it('is refused by its announced length already', async () => {
    const { http } = patientHttp();
    const server = await scriptedServer(answer(200, 'x'.repeat(101), { 'content-length': '101' }));

    await expect(download(http, server)).rejects.toMatchObject({ fault: 'too_large' });
  });

  it('is asked for again until its first bytes are there', async () => {
    const { http } = patientHttp({ idleTimeoutMs: 30 });
    const server = await scriptedServer(reset, answer(503, ''), stall(''), answer(200, 'ID3'));

    const { stream } = await download(http, server);

    expect((await buffer(stream)).toString()).toBe('ID3');
    expect(server.requests).toHaveLength(4);
  });

  it('counts as unreadable, and not as missing, when it is empty', async () => {
    const { http } = patientHttp();
    const server = await scriptedServer(answer(200, ''));

    await expect(download(http, server)).rejects.toMatchObject({ fault: 'bad_payload', retryable: true });
  });

  it('may come from an allowed host by redirect, which gets no credentials', async () => {
    const { http } = patientHttp();
    const target = await scriptedServer(answer(200, 'ID3'));
    const server = await scriptedServer(answer(302, '', { location: target.url }));

    const { stream } = await download(http, server, { redirects: new HostAllowList(/^never$/, target.url) });

    expect((await buffer(stream)).toString()).toBe('ID3');
    expect(target.requests[0]?.headers).not.toHaveProperty('xi-api-key');
  });

  it('does not come from any other host', async () => {
    const { http } = patientHttp();
    const target = await scriptedServer(answer(200, 'ID3'));
    const server = await scriptedServer(answer(302, '', { location: target.url }));

    await expect(download(http, server, { redirects: new HostAllowList(/^never$/) })).rejects.toMatchObject({
      fault: 'redirected',
    });

    expect(target.requests).toEqual([]);
  });

  it('is not chased in circles', async () => {
    const { http } = patientHttp();
    const server: ScriptedServer = await scriptedServer((response) => {
      response.writeHead(302, { location: server.url }).end();
    });

    const chase = download(http, server, { redirects: new HostAllowList(/^never$/, server.url) });

    await expect(chase).rejects.toMatchObject({ fault: 'redirected' });
    expect(server.requests).toHaveLength(4);
  });

  it.each([
    ['read to its end', async (stream: NodeJS.ReadableStream) => void (await buffer(stream))],
    [
      'given up unread',
      (stream: NodeJS.ReadableStream & { destroy(): unknown }) => Promise.resolve(void stream.destroy()),
    ],
  ])('makes room for the next one when it is %s', async (_, finish) => {
    const { http } = patientHttp({}, 1);
    const server = await scriptedServer(answer(200, 'ID3'));

    const first = await download(http, server);
    await finish(first.stream);

    await expect(download(http, server)).resolves.toBeDefined();
  });

  it('stops when told to, with the reason that was given', async () => {
    const { http } = patientHttp();
    const server = await scriptedServer(stall('ID3'));
    const controller = new AbortController();
    const reason = new Error('The run was cancelled');

    const { stream } = await download(http, server, { signal: controller.signal });
    const reading = buffer(stream);
    controller.abort(reason);

    await expect(reading).rejects.toBe(reason);
  });
});

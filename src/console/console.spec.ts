import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BROWSER, builtPage, served } from '../common/testing/served-page.js';
import { consolePolicy } from '../http/index.js';
import { type ConsoleOptions, webConsole } from './console.js';

describe('web console', () => {
  let directory: string;

  beforeEach(() => {
    directory = builtPage({
      'index.html': '<title>Voxsync</title>',
      'assets/index-AB12.js': 'start();',
      'assets/index-AB12.js.gz': gzipSync('start();'),
      'assets/waveform-CD34.js': 'draw();',
    });
  });

  /** Serves the console in front of something that stands for the rest; answers the base address. */
  const serve = (options: Partial<ConsoleOptions> = {}) =>
    served(
      webConsole({ enabled: true, contentPolicy: consolePolicy(['https://calls.example.com']), directory, ...options }),
      (_request, response) => void response.status(404).json({ rest: true }),
    );

  const open = async (base: string, path: string, headers: Record<string, string> = { accept: BROWSER }) =>
    fetch(base + path, { headers });

  it.each(['/', '/dashboard', '/team', '/voximplant/setup', '/voximplant/call-history/call_01'])(
    'is at %s, under a policy without foreign or inline scripts',
    async (path) => {
      const page = await open(await serve(), path);

      expect(page.status).toBe(200);
      expect(page.headers.get('cache-control')).toBe('no-cache');
      expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none';.*script-src 'self';/);
      expect(page.headers.get('content-security-policy')).toContain("media-src 'self' https://calls.example.com blob:");
      expect(await page.text()).toContain('Voxsync');
    },
  );

  it.each([
    '/graphql',
    '/api',
    '/recordings/call_01.mp3',
    '/exports/calls.csv',
    '/health/live',
    '/metrics',
    '/nowhere',
  ])('leaves %s to the rest', async (path) => {
    const answer = await open(await serve(), path);

    expect(await answer.json()).toEqual({ rest: true });
  });

  it('leaves what asks for JSON to the rest', async () => {
    const answer = await open(await serve(), '/', { accept: 'application/json' });

    expect(await answer.json()).toEqual({ rest: true });
  });

  it('serves hashed files to be kept for ever, compressed for who takes that', async () => {
    const base = await serve();

    const zipped = await open(base, '/assets/index-AB12.js', { 'accept-encoding': 'gzip' });
    const plain = await open(base, '/assets/index-AB12.js', { 'accept-encoding': 'identity' });

    for (const answer of [zipped, plain]) {
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(answer.headers.get('vary')).toBe('Accept-Encoding');
      expect(await answer.text()).toBe('start();');
    }
    expect([zipped, plain].map(({ headers }) => headers.get('content-encoding'))).toEqual(['gzip', null]);
  });

  it('serves as it is what has no compressed form', async () => {
    const answer = await open(await serve(), '/assets/waveform-CD34.js', { 'accept-encoding': 'gzip, br' });

    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(await answer.text()).toBe('draw();');
  });

  it.each(['/assets/', '/assets/gone.js', '/assets/..%2findex.html', '/assets/%2e%2e/index.html'])(
    'has nothing at %s, and has nobody keep that',
    async (path) => {
      const answer = await open(await serve(), path);

      expect(answer.status).toBe(404);
      expect(answer.headers.get('cache-control')).toBeNull();
    },
  );

  it('says what to do while it is not built', async () => {
    const page = await open(await serve({ directory: join(directory, 'nowhere') }), '/');

    expect(page.status).toBe(503);
    expect(await page.text()).toContain('npm run build');
  });

  it('is not there when switched off', async () => {
    const answer = await open(await serve({ enabled: false }), '/');

    expect(await answer.json()).toEqual({ rest: true });
  });
});
